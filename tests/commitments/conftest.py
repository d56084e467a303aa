"""What these tests begin with: an agreed promise with one commitment."""

from collections.abc import Callable

import pytest

from presence.tenancy import scope
from promises.record.models import Commitment
from tests.conftest import Cast
from tests.promises.agreed import agree as bring_to_agreement
from tests.promises.conftest import NOW, Write, harbor, write

__all__ = ["harbor", "write"]

Agree = Callable[..., Commitment]


@pytest.fixture
def agreed(cast: Cast, write: Write) -> Agree:
    """Writes the usual promise, agrees it and gives its commitment."""

    def make(**fields: object) -> Commitment:
        promise = write(**fields)
        with scope.acting_for(cast.organization):
            bring_to_agreement(promise=promise, now=NOW)
            return Commitment.rows().select_related("promise").get(promise=promise)

    return make
