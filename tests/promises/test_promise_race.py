"""Eight people amend one promise at once: no number is missing, none is given twice, and nothing written is lost.

`bin/prove amendments` runs the same with 8 x 1,000 (tests/proofs/amendments.py).
"""

import pytest

from tests.conftest import Cast
from tests.promises.conftest import Write
from tests.proofs import amendments

WRITERS, EACH = 8, 5


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_numbers_are_gap_free_and_nothing_is_lost(cast: Cast, write: Write) -> None:
    promise = write()

    tally = amendments.race(cast, promise, writers=WRITERS, each=EACH, amend=amendments.amend_until_accepted)

    assert len(tally.reasons) == WRITERS * EACH
    assert amendments.faults(cast, promise, tally) == []


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_the_race_catches_naive_code(cast: Cast, write: Write) -> None:
    """Without the lock, writers that read the same revision collide: the race must see it, or it proves nothing."""
    promise = write()

    tally = amendments.race(cast, promise, writers=WRITERS, each=1, amend=amendments.amend_without_lock)

    assert len(tally.reasons) == 1
    assert tally.collisions == WRITERS - 1
