"""What the brief knows of other rooms is what these rooms themselves say."""

import itertools
from collections.abc import Iterator
from datetime import timedelta

import pytest

from presence.customers.models import Customer
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from promises.answers import answering, links
from promises.answers import reading as answers
from promises.marks import actions as marks
from promises.marks import reading as unread
from promises.record import actions
from promises.record.models import Promise
from tests.brief.conftest import NOW, write
from tests.conftest import Cast
from touchpoints.brief import hints


@pytest.fixture
def promises(cast: Cast, harbor: Customer) -> Iterator[list[Promise]]:
    """Drafts, agreed and ended ones, each with no answer, a dispute, a resolved one, and one that was taken back."""
    fates = list(itertools.product(("draft", "agreed", "ended"), ("", "disputed", "resolved", "taken back")))
    made = [write(cast, harbor, f"{state} {fate}", agreed=state != "draft") for state, fate in fates]
    with scope.acting_for(cast.organization):
        for member in (cast.viewer, cast.agent, cast.leader):
            member.joined_at = NOW - timedelta(days=200)
        for promise, (state, fate) in zip(made, fates, strict=True):
            if state != "draft":
                _dispute(cast, promise, fate)
            if state == "ended":
                actions.end(by=Actor.of(cast.leader), now=NOW, promise=promise, reason="They sold the building")
        yield made


def _dispute(cast: Cast, promise: Promise, fate: str) -> None:
    if fate:
        door = links.make(by=Actor.of(cast.agent), promise=promise).link
        answering.answer(now=NOW, link=door, number=1, verdict="disputed", words="Saturdays were included")
        if fate == "resolved":
            answer = answers.open_disputes().get(promise=promise)
            answering.resolve(by=Actor.of(cast.agent), now=NOW, answer=answer, words="Included")
        if fate == "taken back":
            answering.answer(now=NOW + timedelta(minutes=5), link=door, number=1, verdict="confirmed")


def test_hints_are_what_the_rooms_of_promises_say(cast: Cast, promises: list[Promise]) -> None:
    marks.acknowledge(by=Actor.of(cast.viewer), now=NOW, promise=promises[5], number=1)
    ids = [promise.pk for promise in promises]

    for member in (cast.viewer, cast.agent, cast.leader):
        found = hints.of(ids, member=member, now=NOW)
        assert {pk for pk, hint in found.items() if hint.is_unread} == {row.pk for row in unread.unread_by(member)}
        assert {pk for pk, hint in found.items() if hint.disputed is not None} == set(answers.disputed_promises())


def test_some_are_unread_and_some_are_disputed(cast: Cast, promises: list[Promise]) -> None:
    found = hints.of([promise.pk for promise in promises], member=cast.viewer, now=NOW).values()

    assert sum(hint.is_unread for hint in found) == 4
    assert [hint.disputed for hint in found if hint.disputed is not None] == ["Saturdays were included"] * 2


def test_a_promise_not_asked_for_has_no_hint(cast: Cast, promises: list[Promise]) -> None:
    assert hints.of([promises[0].pk], member=cast.viewer, now=NOW) == {}
    assert hints.of([], member=cast.viewer, now=NOW) == {}
