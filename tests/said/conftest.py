"""What these tests begin with: an interaction whose note promises something."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from presence.customers.models import Customer
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.interactions.rows import row
from tests.promises.conftest import harbor, write
from touchpoints.interactions import ingest
from touchpoints.interactions.models import Interaction
from touchpoints.said import actions
from touchpoints.said.models import Said

__all__ = ["harbor", "write"]

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PROMISED = "Called about the pump. We will send a new one on Friday."

Tell = Callable[..., Said | None]


def take(cast: Cast, *rows: dict[str, Any]) -> None:
    report = ingest.ingest(rows, by=Actor.of(cast.agent), now=NOW, create_customers=True)
    assert not report.rejected, report.rejected


@pytest.fixture
def tell(acting: Cast, harbor: Customer) -> Tell:
    """Records a note about Harbor Dental Group and looks it through; again under the same reference, it is changed."""

    def record(note: str = PROMISED, ref: str = "one", **fields: Any) -> Said | None:
        take(acting, row(ref, customer=str(harbor.pk), customer_ref=None, member=acting.agent.user.email, note=note, **fields))
        actions.look_through()
        interaction = Interaction.rows().get(external_ref=ref)
        return Said.rows().select_related("interaction__customer").filter(interaction=interaction).first()

    return record
