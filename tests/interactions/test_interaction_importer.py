"""Interactions from a file: the columns of a service desk's export are recognized, and its last word counts."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from presence.customers.models import Customer
from presence.imports import actions, importers, work
from presence.imports.models import Import, ImportRow
from presence.imports.rules import mapping
from presence.imports.rules.mapping import Source
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.incidents import export
from touchpoints.interactions.models import Check, FormerVersion, Interaction, Outcome
from touchpoints.journeys.models import Touchpoint

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
Run = Callable[..., Import]


@pytest.fixture
def check(acting: Cast) -> Run:
    """Upload and check a file; matching as guessed, with the touchpoint given once and other sources by field."""

    def run(content: str, *, options: dict[str, bool] | None = None, **sources: Source) -> Import:
        by = Actor.of(acting.leader)
        source = actions.upload(by=by, kind="interactions", file_name="export.csv", chunks=[content.encode()])
        guessed = mapping.load(source.mapping)
        chosen = mapping.Matching(
            {**guessed.sources, "touchpoint_key": Source(fixed="first-response"), **sources},
            guessed.time_zone,
            guessed.options | (options or {}),
        )
        actions.check(by=by, now=NOW, source=source, chosen=chosen)
        return _finish(source)

    return run


@pytest.fixture
def run(acting: Cast, check: Run) -> Run:
    def import_all(content: str, **options: object) -> Import:
        source = check(content, **options)
        actions.start(by=Actor.of(acting.leader), now=NOW, source=source)
        return _finish(source)

    return import_all


def _finish(source: Import) -> Import:
    while work.advance(import_id=source.pk, now=NOW):
        pass
    source.refresh_from_db()
    return source


def problems(source: Import) -> list[str]:
    rows = ImportRow.rows().filter(source=source).order_by("number")
    return [f"{problem['field']}: {problem['message']}" for row in rows for problem in row.problems]


def test_the_columns_of_a_service_desks_export_are_recognized(check: Run) -> None:
    source = check(export(5).text)

    columns = {name: source.header[found["column"]] for name, found in source.mapping["sources"].items() if "column" in found}
    assert columns == {
        "external_ref": "number",
        "customer_ref": "caller_id",
        "occurred_at": "opened_at",
        "verdict": "made_sla",
        "channel": "contact_type",
    }
    assert source.mapping["sources"]["occurred_at"]["order"] == "dmy"


def test_an_export_gives_one_interaction_per_incident_with_its_last_verdict(run: Run) -> None:
    told = export(60)

    source = run(told.text)

    assert source.total == told.rows
    assert source.counts == {"created": 60, "superseded": told.rows - 60}
    outcomes = list(Interaction.rows().values_list("outcome", flat=True))
    assert (outcomes.count(Outcome.KEPT), outcomes.count(Outcome.BROKEN_JUDGED)) == (told.kept, told.broken)
    assert Customer.rows().count() == told.callers
    first = Interaction.rows().get(external_ref="INC0000001")
    assert (first.channel, first.customer.external_ref[:6]) == ("email", "Caller")
    assert source.first_day == date(2016, 2, 29)


def test_importing_again_changes_nothing(run: Run) -> None:
    told = export(20)
    run(told.text)

    again = run(told.text)

    assert again.counts == {"unchanged": 20, "superseded": told.rows - 20}
    assert not FormerVersion.rows().exists()


def test_a_corrected_file_says_what_changes_and_undo_brings_the_former_back(run: Run, check: Run, acting: Cast) -> None:
    run("number,caller_id,opened_at,made_sla\nA,acme,2016-02-29 10:00,TRUE\nB,acme,2016-02-29 11:00,TRUE\n")
    corrected = "number,caller_id,opened_at,made_sla\nA,acme,2016-02-29 10:00,FALSE\nC,acme,2016-03-01 09:00,TRUE\n"

    preview = check(corrected)
    assert preview.counts == {"changed": 1, "new": 1}
    row = ImportRow.rows().get(source=preview, verdict="changed")
    assert row.changes == [{"label": "Promise kept", "before": "Kept", "after": "Not kept"}]

    source = run(corrected)
    assert source.counts == {"created": 1, "updated": 1}
    assert Interaction.rows().get(external_ref="A").outcome == Outcome.BROKEN_JUDGED

    actions.undo(by=Actor.of(acting.leader), now=NOW, source=source)
    assert _finish(source).counts == {"undone": 2}
    assert Interaction.rows().get(external_ref="A").outcome == Outcome.KEPT
    assert Interaction.rows().get(external_ref="C").deleted_at is not None


def test_what_was_changed_since_stays_and_is_said(run: Run, acting: Cast) -> None:
    source = run("number,caller_id,opened_at,made_sla\nA,acme,2016-02-29 10:00,TRUE\nB,acme,2016-02-29 11:00,TRUE\n")
    run("number,caller_id,opened_at,made_sla\nA,acme,2016-02-29 10:00,FALSE\n")

    actions.undo(by=Actor.of(acting.leader), now=NOW, source=source)

    assert _finish(source).counts == {"stayed": 1, "undone": 1}
    assert Interaction.rows().get(external_ref="A").deleted_at is None
    assert "changed or deleted after the import" in problems(source)[0]


def test_an_undone_import_can_be_imported_again(run: Run, acting: Cast) -> None:
    content = "number,caller_id,opened_at,made_sla\nA,acme,2016-02-29 10:00,TRUE\n"
    source = run(content)
    actions.undo(by=Actor.of(acting.leader), now=NOW, source=source)
    _finish(source)

    again = run(content)

    assert again.counts == {"created": 1}
    assert Interaction.rows().get(external_ref="A").deleted_at is None


def test_what_no_column_says_stays_as_people_wrote_it(run: Run, acting: Cast) -> None:
    run("number,caller_id,opened_at,made_sla\nA,acme,2016-02-29 10:00,TRUE\n")
    Interaction.rows().update(note="Called back at once.", resolved=True, seconds=90, member=acting.agent)
    Check.rows().create(
        interaction=Interaction.rows().get(), verdict="broken", basis="customer", evidence="They said so.", judged_at=NOW
    )

    source = run("number,caller_id,opened_at,contact_type\nA,acme,2016-02-29 10:00,Email\n")

    stored = Interaction.rows().get()
    assert source.counts == {"updated": 1}
    assert (stored.channel, stored.note, stored.resolved, stored.seconds) == ("email", "Called back at once.", True, 90)
    assert stored.member_id == acting.agent.pk
    assert set(stored.checks.values_list("verdict", "basis")) == {("kept", "person"), ("broken", "customer")}
    assert stored.outcome == Outcome.BROKEN_JUDGED, "the customer's word wins"


def test_commitments_are_judged_by_their_times(run: Run) -> None:
    source = run(
        "number,customer,date,due date,completed at\n"
        "A,acme,2016-02-29,2016-03-05,2016-03-05 16:30\n"
        "B,acme,2016-02-29,2016-03-05,2016-03-06 08:00\n"
        "C,acme,2016-02-29,2016-03-05,\n"
        "D,acme,2016-02-29,n/a,\n"
    )

    assert source.counts == {"created": 4}
    outcomes = dict(Interaction.rows().values_list("external_ref", "outcome"))
    assert outcomes == {"A": "kept", "B": "broken_late", "C": "broken_overdue", "D": "unchecked"}


def test_times_are_read_on_the_chosen_clock(run: Run) -> None:
    run("number,caller_id,opened_at\nA,acme,29-02-2016 01:16\nB,acme,29-02-2016 22:16 -05:00\n")

    ours, theirs = Interaction.rows().order_by("external_ref")
    assert (ours.occurred_at, ours.local_day) == (datetime(2016, 2, 29, 0, 16, tzinfo=UTC), date(2016, 2, 29))
    assert (theirs.occurred_at, theirs.local_day) == (datetime(2016, 3, 1, 3, 16, tzinfo=UTC), date(2016, 3, 1))


def test_unknown_customers_are_problems_when_they_shall_not_be_added(check: Run) -> None:
    source = check("number,caller_id,opened_at\nA,acme,2016-02-29\n", options={"create_customers": False})

    assert problems(source) == ["customer_ref: There is no customer with this reference."]


def test_customers_may_be_known_by_name_alone(run: Run, check: Run, acting: Cast) -> None:
    Customer.objects.create(name="Åkerblom Möbel", external_ref="K-1")
    Customer.objects.create(name="Twin")
    Customer.objects.create(name="TWIN")
    content = "number,company,opened_at\nA,akerblom  MÖBEL,2016-02-29\nB,Newcomer,2016-02-29\nC,newcomer,2016-02-29\n"

    source = run(content)
    assert source.counts == {"created": 3}
    assert Interaction.rows().get(external_ref="A").customer.external_ref == "K-1"
    assert Customer.rows().filter(name__iexact="newcomer").count() == 1

    source = check("number,company,opened_at\nD,twin,2016-02-29\n")
    assert problems(source) == ["customer_name: 2 customers are called “twin”. Give a customer reference."]


def test_a_new_reference_gets_the_name_that_stands_beside_it(run: Run) -> None:
    run("number,caller_id,company,opened_at\nA,K-7,Seven Seas,2016-02-29\n")

    assert Customer.rows().get(external_ref="K-7").name == "Seven Seas"


def test_problems_of_the_write_form_stand_at_their_fields(check: Run) -> None:
    source = check(
        "number,caller_id,opened_at,agent,amount,minutes\n"
        "A,acme,2016-02-29,nobody@fieldstone.example,5,5\n"
        "B,acme,2016-02-29,,-5,5\n"
        "C,acme,2016-02-29,,5,-1\n"
    )

    assert problems(source) == [
        "member: No member has this e-mail address.",
        "amount: Give an amount from 0 to 999,999,999,999.99.",
        "minutes: This number is out of range here.",
    ]


@pytest.mark.parametrize(
    ("matched", "words"),
    [
        ({"verdict", "promised_by"}, "Match Promise kept or Promised by, not both"),
        ({"done_at"}, "Match Promised by as well"),
    ],
)
def test_fields_that_contradict_each_other_are_refused(matched: set[str], words: str) -> None:
    assert importers.importer_for("interactions").objections(frozenset(matched))[0].startswith(words)


def test_an_archived_touchpoint_is_not_offered(acting: Cast) -> None:
    Touchpoint.rows().filter(key="first-response").update(archived_at=NOW)

    touchpoint = next(field for field in importers.importer_for("interactions").fields() if field.name == "touchpoint_key")
    assert "first-response" not in [choice.value for choice in touchpoint.choices]
    assert touchpoint.choices
