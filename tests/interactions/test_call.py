"""Judging while the customer is on the line: one interaction a call, every word of it takes its turn back."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from presence.audit.models import Entry
from presence.customers import actions as customers
from presence.customers.models import Customer
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from promises.record import actions as promises
from promises.record.models import Promise, Term
from promises.record.rules import TermInput
from tests.conftest import Cast
from tests.promises.agreed import agree as bring_to_agreement
from touchpoints.interactions import actions, call
from touchpoints.interactions.call import Subject
from touchpoints.interactions.models import Check, Interaction
from touchpoints.journeys.models import Touchpoint

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
TERMS = (TermInput("service_level", "An answer within 2 hours"), TermInput("exclusion", "Weekends"))


class Desk:
    """A customer with one agreed promise, and the agent who is on the line."""

    def __init__(self, cast: Cast) -> None:
        self.by = Actor.of(cast.agent)
        self.customer = customers.add(by=self.by, name="Harbor Dental Group")
        self.promise = agreed(self.by, self.customer)
        term = Term.rows().get(revision__promise=self.promise, kind="service_level")
        self.term, self.whole = Subject(self.promise.pk, term.key), Subject(self.promise.pk)
        self.moment = Touchpoint.rows().order_by("position").first()

    def judge(
        self, verdict: str, *, by: Membership | None = None, now: datetime = NOW, subject: Subject | None = None
    ) -> Interaction:
        return call.judge(
            by=Actor.of(by) if by else self.by,
            now=now,
            customer=self.customer,
            touchpoint=self.moment,
            subject=subject or self.term,
            verdict=verdict,
        )

    def take_back(self, judged: Interaction, subject: Subject | None = None) -> None:
        call.take_back(by=self.by, now=NOW, interaction=judged, version=judged.version, subject=subject or self.term)


def agreed(by: Actor, customer: Customer) -> Promise:
    made = promises.write(by=by, now=NOW, customer=customer, title="Care plan", source="quote", terms=TERMS)
    bring_to_agreement(promise=made, now=NOW)
    return made


@pytest.fixture
def desk(acting: Cast) -> Desk:
    return Desk(acting)


def said(interaction: Interaction) -> dict[UUID | None, str]:
    return dict(Check.rows().filter(interaction=interaction).values_list("term_key", "verdict"))


def verbs() -> list[str]:
    return list(Entry.objects.filter(verb__contains="judg").order_by("id").values_list("verb", flat=True))


def test_the_first_judgment_records_the_call(desk: Desk, acting: Cast) -> None:
    judged = desk.judge("kept")

    assert (judged.member_id, judged.channel, judged.handled_by) == (acting.agent.pk, "call", "human")
    assert (judged.occurred_at, judged.outcome, judged.version) == (NOW, "kept", 1)
    assert said(judged) == {desk.term.term_key: "kept"}
    assert verbs() == ["promise.judged"]
    assert Entry.objects.get(verb="promise.judged").subject_id == desk.promise.pk


def test_later_judgments_join_the_same_call(desk: Desk) -> None:
    first = desk.judge("kept")
    second = desk.judge("broken", now=NOW + timedelta(minutes=9), subject=desk.whole)

    assert second.pk == first.pk
    assert (second.version, second.outcome) == (2, "broken_judged")
    assert said(second) == {desk.term.term_key: "kept", None: "broken"}
    assert [former.number for former in second.former_versions.all()] == [1]


def test_the_last_word_of_a_member_counts(desk: Desk) -> None:
    desk.judge("broken")

    assert said(desk.judge("kept")) == {desk.term.term_key: "kept"}


def test_the_same_word_again_changes_nothing(desk: Desk) -> None:
    desk.judge("kept")

    assert desk.judge("kept").version == 1
    assert verbs() == ["promise.judged"]


def test_an_hour_later_it_is_another_call(desk: Desk) -> None:
    first = desk.judge("kept")

    assert desk.judge("kept", now=NOW + call.LASTS).pk != first.pk


def test_another_moment_is_another_interaction(desk: Desk) -> None:
    first = desk.judge("kept")
    desk.moment = Touchpoint.rows().order_by("-position").exclude(pk=desk.moment.pk).first()

    assert desk.judge("kept").pk != first.pk


def test_two_members_have_a_call_each_and_lose_nothing(desk: Desk, acting: Cast) -> None:
    mine, theirs = desk.judge("kept"), desk.judge("broken", by=acting.leader)

    assert mine.pk != theirs.pk
    assert [said(each) for each in (mine, theirs)] == [{desk.term.term_key: "kept"}, {desk.term.term_key: "broken"}]


def test_taking_back_the_only_judgment_removes_the_call(desk: Desk) -> None:
    judged = desk.judge("kept")
    desk.take_back(judged)

    judged.refresh_from_db()
    assert judged.deleted_at == NOW
    assert desk.judge("kept").pk != judged.pk
    assert verbs() == ["promise.judged", "judgment.taken_back", "promise.judged"]


def test_taking_back_twice_is_once(desk: Desk) -> None:
    desk.judge("kept", subject=desk.whole)
    judged = desk.judge("kept")
    desk.take_back(judged)
    desk.take_back(judged)

    assert said(judged) == {None: "kept"}
    assert verbs().count("judgment.taken_back") == 1


def test_taking_back_brings_the_word_before_it_with_its_line(desk: Desk) -> None:
    wrong = desk.judge("broken")
    call.explain(by=desk.by, now=NOW, interaction=wrong, subject=desk.term, evidence="Nobody came")
    right = desk.judge("kept")
    desk.take_back(right)

    check = Check.rows().get(interaction=right)
    assert (check.verdict, check.evidence) == ("broken", "Nobody came")


def test_taking_back_leaves_what_was_judged_since(desk: Desk) -> None:
    first = desk.judge("kept")
    desk.judge("cannot_tell", subject=desk.whole)
    desk.take_back(first)

    assert said(first) == {None: "cannot_tell"}


def test_a_call_with_a_note_stays_when_its_judgment_is_taken_back(desk: Desk, acting: Cast) -> None:
    judged = desk.judge("kept")
    row = call._row(judged, call._checks(judged)) | {"note": "Asked for a visit"}
    actions.correct(by=desk.by, now=NOW, interaction=judged, row=row)
    desk.take_back(judged)

    judged.refresh_from_db()
    assert (judged.deleted_at, judged.note, said(judged)) == (None, "Asked for a visit", {})


def test_a_line_about_what_happened_needs_a_judgment(desk: Desk) -> None:
    judged = desk.judge("broken", subject=desk.whole)

    with pytest.raises(call.CallGone):
        call.explain(by=desk.by, now=NOW, interaction=judged, subject=desk.term, evidence="Nobody came")


def test_a_row_of_another_system_is_left_alone(desk: Desk, acting: Cast) -> None:
    row = {
        "occurred_at": NOW,
        "customer": str(desk.customer.pk),
        "touchpoint": str(desk.moment.pk),
        "member": acting.agent.user.email,
        "channel": "call",
    }
    theirs = actions.record(by=desk.by, now=NOW, row=row | {"external_ref": "PBX-1"})
    logged = actions.record(by=desk.by, now=NOW, row=row | {"note": "Rang twice"})

    judged = desk.judge("kept")

    assert judged.pk == logged.pk != theirs.pk
    assert judged.note == "Rang twice"


def test_a_promise_of_somebody_else_is_refused(desk: Desk) -> None:
    other = agreed(desk.by, customers.add(by=desk.by, name="Another customer"))

    with pytest.raises(actions.NotTaken, match="another customer"):
        desk.judge("kept", subject=Subject(other.pk))
    assert not Interaction.rows().exists()


def test_a_correction_by_somebody_else_leaves_whose_verdict_it_was(desk: Desk, acting: Cast) -> None:
    judged = desk.judge("kept")
    row = call._row(judged, call._checks(judged)) | {"note": "Listened in"}
    actions.correct(by=Actor.of(acting.leader), now=NOW, interaction=judged, row=row)

    assert Check.rows().get(interaction=judged).judged_by_id == acting.agent.pk
