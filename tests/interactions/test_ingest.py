"""Taking interactions in."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest

from presence.audit.models import Entry
from presence.customers import actions as customers
from presence.customers.models import Customer
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.interactions.rows import row
from tests.journeys.publishing import publish_mode
from touchpoints.interactions import ingest
from touchpoints.interactions.ingest import Report
from touchpoints.interactions.models import Check, FormerVersion, Interaction
from touchpoints.journeys.models import Touchpoint

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def by(acting: Cast) -> Actor:
    return Actor.of(acting.leader)


@pytest.fixture
def acme(by: Actor) -> Customer:
    return customers.add(by=by, name="Acme", external_ref="acme", segment="gold")


def take(by: Actor, *rows: Any, **options: Any) -> Report:
    return ingest.ingest(rows, by=by, now=NOW, **options)


def counts(report: Report) -> tuple[int, int, int, int, int]:
    return report.created, report.updated, report.unchanged, len(report.superseded), len(report.rejected)


def codes(report: Report) -> list[tuple[int, str, str]]:
    return [(bad.index, problem.pointer, problem.code) for bad in report.rejected for problem in bad.errors]


def test_a_row_becomes_an_interaction_with_what_was_true_at_the_time_frozen(by: Actor, acme: Customer, acting: Cast) -> None:
    report = take(
        by, row("a", member=acting.agent.user.email.upper(), occurred_at="2026-11-10T23:30:00Z", minutes=12.5, amount=9.5)
    )

    kept = Interaction.rows().get(pk=report.ids[0])
    assert counts(report) == (1, 0, 0, 0, 0)
    assert (kept.mode, kept.segment, kept.team_id, kept.local_day) == (
        "human_only",
        "gold",
        acting.agent.team_id,
        date(2026, 11, 11),
    )
    assert (kept.seconds, str(kept.amount), kept.handled_by, kept.outcome) == (750, "9.50", "human", "unchecked")
    assert (report.first_day, report.last_day) == (date(2026, 11, 11), date(2026, 11, 11))


def test_one_batch_leaves_one_audit_entry_with_its_counts(by: Actor, acme: Customer) -> None:
    take(by, row("a"), row("b"), row("c", touchpoint_key="nope"))

    entry = Entry.rows().get(verb="interactions.recorded")
    assert entry.detail == {"created": 2, "updated": 0, "unchanged": 0, "rejected": 1, "cause": "api"}


@pytest.mark.parametrize("form", [msgspec.json.encode, dict])
def test_the_same_content_again_writes_nothing(by: Actor, acme: Customer, form: Any) -> None:
    first = take(by, row("a", amount="5"), row("b"))
    entries = Entry.rows().count()

    again = take(by, form(row("a", amount=5, occurred_at="2026-11-10T10:00:00+01:00")), form(row(" b ", handled_by="human")))

    assert counts(again) == (0, 0, 2, 0, 0)
    assert again.ids == first.ids
    assert Entry.rows().count() == entries
    assert not FormerVersion.rows().exists()


def test_other_content_under_a_known_reference_keeps_what_was_said_before(by: Actor, acme: Customer) -> None:
    first = take(by, row("a", note="short", checks=[{"verdict": "kept", "evidence": "mail"}]))

    report = take(by, row("a", note="longer"))

    kept = Interaction.rows().get()
    former = FormerVersion.rows().get()
    assert (counts(report), report.ids) == ((0, 1, 0, 0, 0), first.ids)
    assert (kept.note, kept.version, kept.outcome) == ("longer", 2, "unchecked")
    assert (former.number, former.cause, former.body["note"], former.body["checks"][0]["evidence"]) == (
        1,
        "api",
        "short",
        "mail",
    )
    assert not Check.rows().exists()


def test_the_last_good_row_with_a_reference_wins(by: Actor, acme: Customer) -> None:
    report = take(by, row("a", note="1"), row("b"), row("a", note="2"), row("a", note="3", channel="pigeon"))

    assert counts(report) == (2, 0, 0, 1, 1)
    assert (report.superseded, [bad.index for bad in report.rejected]) == ([0], [3])
    assert Interaction.rows().get(external_ref="a").note == "2"


def test_rows_without_a_reference_are_always_new(by: Actor, acme: Customer) -> None:
    assert counts(take(by, row(), row())) == (2, 0, 0, 0, 0)
    assert counts(take(by, row())) == (1, 0, 0, 0, 0)


def test_good_rows_are_taken_and_bad_ones_named(by: Actor, acme: Customer) -> None:
    report = take(
        by,
        row("a"),
        row("b", customer_ref="nobody"),
        row("c", touchpoint_key="nope", member="nobody@fieldstone.example"),
        row("d", customer_ref=None, customer="01999999-0000-7000-8000-000000000000"),
        row("e", touchpoint_key=None, touchpoint="not an id"),
        row("f", checks=[{"verdict": "kept", "promise": "01999999-0000-7000-8000-000000000000"}]),
        b"not json",
    )

    assert counts(report) == (1, 0, 0, 0, 6)
    assert codes(report) == [
        (1, "/customer_ref", "not_found"),
        (2, "/touchpoint_key", "not_found"),
        (2, "/member", "not_found"),
        (3, "/customer", "not_found"),
        (4, "/touchpoint", "not_found"),
        (5, "/checks/0/promise", "not_found"),
        (6, "", "type"),
    ]


def test_what_belongs_to_another_organization_is_refused_like_what_does_not_exist(
    by: Actor, acme: Customer, elsewhere: Cast
) -> None:
    with scope.acting_for(elsewhere.organization):
        theirs = customers.add(by=Actor.of(elsewhere.leader), name="Theirs", external_ref="theirs")
        their_touchpoint = Touchpoint.rows().first()
    assert their_touchpoint is not None
    absent = "01999999-0000-7000-8000-000000000000"

    foreign = take(
        by,
        row("a", customer_ref=None, customer=str(theirs.pk)),
        row("b", touchpoint_key=None, touchpoint=str(their_touchpoint.pk)),
        row("c", member=elsewhere.agent.user.email),
        row("d", customer_ref="theirs"),
    )
    missing = take(
        by,
        row("a", customer_ref=None, customer=absent),
        row("b", touchpoint_key=None, touchpoint=absent),
        row("c", member="nobody@example.com"),
        row("d", customer_ref="absent"),
    )

    assert foreign == missing
    assert counts(foreign) == (0, 0, 0, 0, 4)


def test_unknown_customers_are_made_only_when_asked_and_only_for_good_rows(by: Actor) -> None:
    assert codes(take(by, row("a", customer_ref="new"))) == [(0, "/customer_ref", "not_found")]

    report = take(
        by,
        row("a", customer_ref="new"),
        row("b", customer_ref="new"),
        row("c", customer_ref="never", touchpoint_key="nope"),
        row("d", customer_ref="former"),
        row("d", customer_ref="later"),
        create_customers=True,
    )

    assert counts(report) == (3, 0, 0, 1, 1)
    assert sorted(Customer.rows().values_list("external_ref", "name")) == [("later", "later"), ("new", "new")]
    assert Entry.rows().get(verb="customers.added").detail == {"count": 2}


def test_a_correction_leaves_frozen_what_it_does_not_touch(by: Actor, acme: Customer, acting: Cast) -> None:
    take(by, row("a", member=acting.agent.user.email))
    publish_mode(by, "first-response", "augment")
    customers.change(by=by, customer=acme, segment="silver")

    take(by, row("a", member=acting.agent.user.email, note="typo"), row("b"))

    former, later = Interaction.rows().order_by("external_ref")
    assert (former.mode, former.map_version, former.segment) == ("human_only", 1, "gold")
    assert (later.mode, later.map_version, later.segment) == ("augment", 2, "silver")
    assert (former.team_id, later.team_id) == (acting.agent.team_id, None)


def test_a_correction_freezes_anew_what_it_changes(by: Actor, acme: Customer) -> None:
    customers.add(by=by, name="Bolt", external_ref="bolt", segment="new")
    publish_mode(by, "status-update", "automate")
    take(by, row("a"))

    take(by, row("a", customer_ref="bolt", touchpoint_key="status-update", occurred_at="2026-10-01T22:30:00Z"))

    kept = Interaction.rows().get()
    assert (kept.mode, kept.map_version, kept.segment, kept.local_day) == ("automate", 2, "new", date(2026, 10, 2))


def test_a_preview_tells_what_would_happen_and_writes_nothing(by: Actor, acme: Customer) -> None:
    first = take(by, row("same"), row("other"), row("gone"))
    Interaction.rows().filter(external_ref="gone").update(deleted_at=NOW)

    told = ingest.preview(
        [
            row("same"),
            row("other", note="changed"),
            row("fresh", customer_ref="unheard of"),
            row("fresh", customer_ref="unheard of", note="later"),
            row("bad", touchpoint_key="nope"),
            row("gone"),
            row("same", customer_ref="moved"),
        ],
        now=NOW,
        create_customers=True,
    )

    assert [one.verdict for one in told] == ["superseded", "changed", "superseded", "new", "problem", "new", "changed"]
    assert told[1].interaction_id == first.ids[1]
    assert Interaction.rows().count() == 3
    assert Customer.rows().count() == 1


def test_ids_line_up_with_the_rows(by: Actor, acme: Customer) -> None:
    report = take(by, row("z"), row("bad", channel="pigeon"), row("a"), row("z"))

    assert [isinstance(one, UUID) for one in report.ids] == [False, False, True, True]
    assert Interaction.rows().get(pk=report.ids[3]).external_ref == "z"
    assert sorted(map(str, report.created_ids)) == sorted(map(str, filter(None, report.ids)))


def test_a_deleted_interaction_that_comes_again_counts_as_created_and_keeps_its_history(by: Actor, acme: Customer) -> None:
    first = take(by, row("a"))
    Interaction.rows().update(deleted_at=NOW)

    report = take(by, row("a"), row("b"))

    assert (counts(report), report.ids[0]) == ((2, 0, 0, 0, 0), first.ids[0])
    assert report.created_ids == report.ids[1:]
    assert Interaction.rows().filter(deleted_at=None).count() == 2
    assert FormerVersion.rows().get().body["deleted_at"]
