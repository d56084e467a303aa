"""Two leaders at two browsers edit one map at random; `bin/prove map` does it 500 times."""

from collections.abc import Callable

from django.db import transaction
from playwright.sync_api import Page

from presence.tenancy import scope
from tests.conftest import Cast
from tests.proofs import _serial, map
from tests.proofs._editors import Story, Wrote
from touchpoints.journeys.models import Touchpoint


def test_two_browsers_end_where_one_after_the_other_would(cast: Cast, open_page: Callable[..., Page]) -> None:
    story, wrong = map.prove(cast, open_page, seed=4, operations=10)

    assert wrong == []
    assert story.operations == 10


def test_a_write_past_the_rules_is_found(cast: Cast) -> None:
    """The oracle itself: a change that nobody recorded, and a text that was taken and is nowhere, are named."""
    before = _serial.snapshot(cast.organization)
    with scope.acting_for(cast.organization), transaction.atomic():
        found = Touchpoint.rows().get(key="status-update")
        Touchpoint.rows().filter(pk=found.pk).update(name="Unseen")
    story = Story(wrote=[Wrote(str(found.pk), "name", "Status update", "Mine", was_taken=True)])

    wrong = _serial.faults(cast.organization, before, set(), story)

    assert len([words for words in wrong if "was recorded" in words]) == 1
    assert "“Mine” was taken and never written." in wrong
