"""What these tests begin with: an agreed promise with one commitment."""

from collections.abc import Callable

import pytest

from presence.tenancy import scope
from presence.tenancy.actors import Actor
from promises.record import actions
from promises.record.models import Commitment
from tests.conftest import Cast
from tests.promises.conftest import NOW, Write, harbor, write

__all__ = ["harbor", "write"]

Agree = Callable[..., Commitment]


@pytest.fixture
def agreed(cast: Cast, write: Write) -> Agree:
    """Writes the usual promise, agrees it and gives its commitment."""

    def make(**fields: object) -> Commitment:
        promise = write(**fields)
        with scope.acting_for(cast.organization):
            actions.agree(by=Actor.of(cast.leader), now=NOW, promise=promise)
            return Commitment.rows().select_related("promise").get(promise=promise)

    return make
