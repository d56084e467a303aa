"""From new notes to the list, and off it again."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from presence.audit.models import Entry
from presence.customers.models import Customer
from presence.tenancy.actors import Actor
from promises.record import actions as promises
from promises.record import reading
from promises.record.models import Promise
from promises.record.rules import TermInput
from tests.conftest import Cast
from tests.interactions.rows import row
from tests.promises.conftest import Write
from tests.said.conftest import NOW, PROMISED, Tell, take
from touchpoints import tasks
from touchpoints.interactions import actions as interactions
from touchpoints.interactions.models import Interaction, NewNotes
from touchpoints.said import actions, listing
from touchpoints.said.models import Said

TERM = TermInput("commitment", "Send a new pump", due_at=NOW + timedelta(days=5))


def open_refs() -> list[str]:
    return sorted(listing.rows().values_list("interaction__external_ref", flat=True))


def test_a_batch_leaves_one_small_row_and_the_tick_reads_it(acting: Cast) -> None:
    take(
        acting,
        row("promised", note=PROMISED),
        row("nothing", note="Happy with the visit."),
        row("asked", note="Will you come on Friday?"),
        row("no note"),
    )
    assert len(NewNotes.rows().get().interactions) == 3
    assert open_refs() == []

    assert actions.look_through() == 3

    assert open_refs() == ["promised"]
    assert not NewNotes.rows().exists()


def test_the_minutes_tick_goes_to_who_has_new_notes(acting: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []
    monkeypatch.setattr(tasks.look_through_notes_of, "delay", started.append)
    tasks.look_through_notes()
    take(acting, row("promised", note=PROMISED))
    tasks.look_through_notes()

    assert started == [str(acting.organization.pk)]
    tasks.look_through_notes_of(started[0])
    assert open_refs() == ["promised"]


def test_looking_twice_changes_nothing(acting: Cast, tell: Tell) -> None:
    tell()
    before = list(Said.rows().values())

    actions.look_at(Interaction.rows().values_list("pk", flat=True))

    assert list(Said.rows().values()) == before


def test_a_changed_note_is_looked_at_anew(acting: Cast, tell: Tell) -> None:
    tell()
    assert tell("Happy with the visit.") is None
    assert tell() is not None
    assert tell("") is None


def test_what_was_dismissed_comes_back_with_other_words_only(acting: Cast, tell: Tell) -> None:
    said = tell()
    assert said
    actions.dismiss(by=Actor.of(acting.agent), now=NOW, said=said, reason="A joke")

    tell(minutes=5)
    assert open_refs() == []
    tell("We will repair it on Monday.", minutes=5)
    assert open_refs() == ["one"]


def test_a_deleted_or_emptied_note_is_on_no_list(acting: Cast, tell: Tell) -> None:
    said = tell()
    assert said
    interactions.delete(by=Actor.of(acting.agent), now=NOW, interaction=said.interaction)
    assert open_refs() == []
    interactions.restore(by=Actor.of(acting.agent), now=NOW, interaction=said.interaction)
    actions.look_through()
    assert open_refs() == ["one"]
    Interaction.rows().update(note="")  # as an erasure does
    assert open_refs() == []


def test_it_becomes_a_term_of_a_promise_and_leaves_the_list(acting: Cast, tell: Tell, write: Write) -> None:
    promise, said = write(), tell()
    assert said

    actions.propose(
        by=Actor.of(acting.agent),
        now=NOW,
        said=said,
        term=TERM,
        promise=promise,
        reason="Said on the phone",
        customer_told_at=NOW,
    )

    current = reading.current([promise.pk])[promise.pk]
    assert (current.number, current.terms[-1].text, current.reason) == (2, "Send a new pump", "Said on the phone")
    linked = Said.rows().get()
    assert (linked.promise_id, linked.term_key, linked.settled_by_id) == (promise.pk, current.terms[-1].key, acting.agent.pk)
    assert open_refs() == []
    assert Entry.rows().get(verb="said.recorded").detail["term"] == str(linked.term_key)
    tell("We will repair it on Monday.")
    assert open_refs() == [], "what is recorded stays recorded"


def test_without_a_promise_it_begins_one(acting: Cast, tell: Tell, harbor: Customer) -> None:
    said = tell()
    assert said

    promise = actions.propose(by=Actor.of(acting.agent), now=NOW, said=said, term=TERM, promise=None, title="New pump")

    assert (promise.customer_id, promise.state) == (harbor.pk, "draft")
    assert reading.current([promise.pk])[promise.pk].title == "New pump"


def test_a_closed_promise_takes_no_term_and_the_note_stays(acting: Cast, tell: Tell, write: Write) -> None:
    promise, said = write(), tell()
    assert said
    promises.void(by=Actor.of(acting.agent), now=NOW, promise=promise, reason="Twice")

    with pytest.raises(promises.PromiseClosed):
        actions.propose(by=Actor.of(acting.agent), now=NOW, said=said, term=TERM, promise=promise, reason="Said")

    assert open_refs() == ["one"]


def test_it_is_settled_once(acting: Cast, tell: Tell) -> None:
    said, by = tell(), Actor.of(acting.agent)
    assert said
    with pytest.raises(actions.NoReason):
        actions.dismiss(by=by, now=NOW, said=said, reason=" ")
    actions.dismiss(by=by, now=NOW, said=said, reason="A joke")

    with pytest.raises(actions.Settled):
        actions.dismiss(by=by, now=NOW, said=said, reason="A joke")
    with pytest.raises(actions.Settled):
        actions.propose(by=by, now=NOW, said=said, term=TERM, promise=None, title="New pump")
    assert not Promise.rows().exists()
    actions.bring_back(by=by, said=said)
    actions.bring_back(by=by, said=said)
    assert open_refs() == ["one"]
    assert Entry.rows().filter(verb="said.returned").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"settled_at": NOW},
        {"dismissed_because": "Why"},
        {"settled_at": NOW, "dismissed_because": "Why", "term_key": "01900000-0000-7000-8000-000000000000"},
    ],
)
def test_the_database_knows_three_ways_only(acting: Cast, tell: Tell, wrong: dict[str, Any]) -> None:
    said = tell()
    assert said
    with pytest.raises(IntegrityError, match="said_one_way"), transaction.atomic():
        Said.rows().filter(pk=said.pk).update(**wrong)
    assert Said.rows().get().settled_at is None


def test_a_batch_costs_the_same_whatever_its_size(acting: Cast) -> None:
    def asked(count: int, name: str) -> int:
        take(acting, *(row(f"{name}-{place}", note=PROMISED) for place in range(count)))
        with CaptureQueriesContext(connection) as captured:
            assert actions.look_through() == count
        return len(captured)

    assert asked(1, "few") == asked(30, "many")
    assert len(open_refs()) == 31
