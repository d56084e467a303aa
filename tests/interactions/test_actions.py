"""Verbs on single interactions, and taking back an import."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from presence.audit.models import Entry
from presence.customers import actions as customers
from presence.customers.models import Customer
from presence.kit.ids import new_id
from presence.tenancy.actors import Actor
from promises.record import actions as promises
from promises.record.models import Promise, Term
from promises.record.rules import TermInput
from tests.conftest import Cast
from tests.interactions.rows import row
from touchpoints.interactions import actions, ingest
from touchpoints.interactions.models import Check, FormerVersion, Interaction

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def by(acting: Cast) -> Actor:
    return Actor.of(acting.agent)


@pytest.fixture
def acme(by: Actor) -> Customer:
    return customers.add(by=by, name="Acme", external_ref="acme")


@pytest.fixture
def promise(by: Actor, acme: Customer) -> Promise:
    terms = [
        TermInput(kind="exclusion", text="No weekend visits."),
        TermInput(kind="commitment", text="Report by Friday.", due_at=datetime(2026, 11, 13, 17, tzinfo=UTC)),
    ]
    return promises.write(by=by, now=NOW, customer=acme, title="Care plan", source="quote", terms=terms)


def said(interaction: Interaction) -> tuple[str, list[str]]:
    interaction.refresh_from_db()
    verdicts = Check.rows().filter(interaction=interaction).order_by("verdict")
    return interaction.note, [check.verdict for check in verdicts]


def test_a_check_on_a_term_is_kept_with_its_promise_and_key(by: Actor, promise: Promise) -> None:
    term = Term.rows().get(kind="exclusion")

    made = actions.record(by=by, now=NOW, row=row(checks=[{"term": str(term.pk), "verdict": "kept"}]))

    check = Check.rows().get(interaction=made)
    assert (check.promise_id, check.term_id, check.term_key, check.judged_by_id) == (
        promise.pk,
        term.pk,
        term.key,
        by.member_id,
    )
    assert (made.outcome, check.basis, check.judged_at) == ("kept", "person", NOW)


def test_a_term_may_be_named_by_its_key_and_counts_once(by: Actor, promise: Promise) -> None:
    term = Term.rows().get(kind="exclusion")

    checks = [{"term": str(term.pk), "verdict": "kept"}, {"term": str(term.key), "verdict": "broken"}]
    with pytest.raises(actions.NotTaken) as refusal:
        actions.record(by=by, now=NOW, row=row(checks=checks))

    assert [(one.pointer, one.code) for one in refusal.value.problems] == [("/checks/1", "duplicate")]


def test_the_promise_of_another_customer_cannot_be_judged(by: Actor, promise: Promise) -> None:
    customers.add(by=by, name="Bolt", external_ref="bolt")

    with pytest.raises(actions.NotTaken, match="another customer") as refusal:
        actions.record(by=by, now=NOW, row=row(customer_ref="bolt", checks=[{"promise": str(promise.pk), "verdict": "kept"}]))

    assert refusal.value.pointer == "checks/0/promise"


@pytest.mark.parametrize(
    ("at", "outcome"), [("2026-11-13T17:00:00Z", "renegotiated"), ("2026-11-13T17:00:01Z", "broken_judged")]
)
def test_renegotiating_a_commitment_after_it_was_due_breaks_it(by: Actor, promise: Promise, at: str, outcome: str) -> None:
    term = Term.rows().get(kind="commitment")

    made = actions.record(by=by, now=NOW, row=row(occurred_at=at, checks=[{"term": str(term.pk), "verdict": "renegotiated"}]))

    assert made.outcome == outcome


def test_a_form_sent_twice_is_one_contact(by: Actor, acme: Customer) -> None:
    form_id = new_id()

    first = actions.record(by=by, now=NOW, row=row(), interaction_id=form_id)
    again = actions.record(by=by, now=NOW, row=row(), interaction_id=form_id)

    assert first == again
    assert Entry.rows().filter(verb="interaction.recorded").count() == 1


def test_a_new_interaction_may_not_take_anothers_reference(by: Actor, acme: Customer) -> None:
    actions.record(by=by, now=NOW, row=row("mine"))

    with pytest.raises(actions.NotTaken, match="Another interaction has this reference"):
        actions.record(by=by, now=NOW, row=row("mine", note="other"))


def test_a_correction_keeps_what_was_said_and_says_who(by: Actor, acme: Customer) -> None:
    made = actions.record(by=by, now=NOW, row=row(note="typo", checks=[{"verdict": "kept"}]))

    corrected = actions.correct(by=by, now=NOW, interaction=made, expected_version=1, row=row(note="better"))

    former = FormerVersion.rows().get()
    assert (corrected.pk, corrected.version, said(corrected)) == (made.pk, 2, ("better", []))
    assert (former.body["note"], former.body["checks"][0]["verdict"], former.actor_label) == ("typo", "kept", by.label)
    assert Entry.rows().get(verb="interaction.corrected").subject_id == made.pk


def test_a_correction_that_changes_nothing_writes_nothing(by: Actor, acme: Customer) -> None:
    made = actions.record(by=by, now=NOW, row=row(note="same"))

    actions.correct(by=by, now=NOW, interaction=made, row=row(note="same"))

    assert not FormerVersion.rows().exists()
    assert not Entry.rows().filter(verb="interaction.corrected").exists()


def test_a_stale_correction_is_refused_with_what_it_says_now(by: Actor, acme: Customer) -> None:
    made = actions.record(by=by, now=NOW, row=row(note="1"))
    actions.correct(by=by, now=NOW, interaction=made, expected_version=1, row=row(note="2"))

    with pytest.raises(actions.StaleInteraction) as refusal:
        actions.correct(by=by, now=NOW, interaction=made, expected_version=1, row=row(note="3"))

    assert refusal.value.interaction.note == "2"


def test_a_correction_may_not_take_another_interactions_reference(by: Actor, acme: Customer) -> None:
    actions.record(by=by, now=NOW, row=row("taken"))
    made = actions.record(by=by, now=NOW, row=row("mine"))

    with pytest.raises(actions.NotTaken, match="Another interaction has this reference"):
        actions.correct(by=by, now=NOW, interaction=made, row=row("taken"))


def test_what_is_deleted_comes_back_as_it_was(by: Actor, acme: Customer) -> None:
    made = actions.record(by=by, now=NOW, row=row(note="keep", checks=[{"verdict": "broken", "evidence": "mail"}]))

    actions.delete(by=by, now=NOW, interaction=made)
    actions.delete(by=by, now=NOW, interaction=made)
    assert Interaction.rows().get().deleted_at == NOW
    actions.restore(by=by, now=NOW, interaction=made)
    actions.restore(by=by, now=NOW, interaction=made)

    assert (said(made), made.version, made.deleted_at, made.outcome) == (("keep", ["broken"]), 3, None, "broken_judged")
    assert [one.cause for one in FormerVersion.rows().order_by("number")] == ["page", "undo"]
    assert list(Entry.rows().filter(subject_id=made.pk).order_by("id").values_list("verb", flat=True)) == [
        "interaction.recorded",
        "interaction.deleted",
        "interaction.restored",
    ]


def _import(by: Actor, import_id: UUID, *rows: dict[str, Any]) -> ingest.Report:
    return ingest.ingest(rows, by=by, now=NOW, cause="import", import_id=import_id)


def test_an_import_is_taken_back_row_by_row(by: Actor, acme: Customer) -> None:
    import_id = new_id()
    ingest.ingest([row("old", note="before", checks=[{"verdict": "kept"}]), row("gone")], by=by, now=NOW)
    actions.delete(by=by, now=NOW, interaction=Interaction.rows().get(external_ref="gone"))
    report = _import(by, import_id, row("old", note="imported"), row("gone"), row("new"), row("later"))
    later = Interaction.rows().get(external_ref="later")
    actions.correct(by=by, now=NOW, interaction=later, row=row("later", note="corrected since"))

    undone = actions.undo_import(by=by, now=NOW, import_id=import_id, created_ids=report.created_ids)

    live = Interaction.rows().filter(deleted_at=None)
    assert (undone.deleted, undone.restored, undone.changed_since) == (1, 2, [later.pk])
    assert sorted(live.values_list("external_ref", "note")) == [("later", "corrected since"), ("old", "before")]
    assert said(Interaction.rows().get(external_ref="old")) == ("before", ["kept"])
    assert Entry.rows().get(verb="interactions.undone").subject_id == import_id


def test_taking_back_twice_changes_nothing_more(by: Actor, acme: Customer) -> None:
    import_id = new_id()
    report = _import(by, import_id, row("new"))
    actions.undo_import(by=by, now=NOW, import_id=import_id, created_ids=report.created_ids)

    again = actions.undo_import(by=by, now=NOW, import_id=import_id, created_ids=report.created_ids)

    assert (again.deleted, again.restored) == (0, 0)
    assert FormerVersion.rows().count() == 1


def test_a_row_that_an_import_wrote_twice_goes_back_to_before_the_import(by: Actor, acme: Customer) -> None:
    import_id = new_id()
    ingest.ingest([row("old", note="before")], by=by, now=NOW)
    first = _import(by, import_id, row("old", note="1"), row("new", note="1"))
    _import(by, import_id, row("old", note="2"), row("new", note="2"))

    undone = actions.undo_import(by=by, now=NOW, import_id=import_id, created_ids=first.created_ids)

    assert (undone.deleted, undone.restored, undone.changed_since) == (1, 1, [])
    assert list(Interaction.rows().filter(deleted_at=None).values_list("external_ref", "note")) == [("old", "before")]
