"""Pages of the interactions room."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from presence.audit.models import Entry
from presence.customers import actions as customers
from presence.customers.models import Customer
from presence.tenancy.actors import Actor
from promises.record import actions as promises
from promises.record.models import Term
from promises.record.rules import TermInput
from tests.conftest import Cast
from tests.interactions.rows import row
from tests.promises import agreed
from touchpoints.interactions import actions, ingest
from touchpoints.interactions.models import Check, FormerVersion, Interaction
from touchpoints.journeys.models import Touchpoint

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
HOME = "/o/fieldstone/interactions/"
SignIn = Callable[[Any], Client]


@pytest.fixture
def by(acting: Cast) -> Actor:
    return Actor.of(acting.agent)


@pytest.fixture
def acme(by: Actor) -> Customer:
    return customers.add(by=by, name="Acme & Sons", external_ref="acme", segment="gold")


def take(by: Actor, *rows: dict[str, Any]) -> None:
    assert ingest.ingest(rows, by=by, now=NOW).rejected == []


def filled(**fields: Any) -> dict[str, Any]:
    return {
        "touchpoint": str(Touchpoint.rows().get(key="first-response").pk),
        "occurred_at": "2026-11-10T10:00",
        "handled_by": "human",
        "exception": "none",
        **fields,
    }


def test_the_list_is_newest_first_with_verdicts_in_words(acting: Cast, by: Actor, acme: Customer, sign_in: SignIn) -> None:
    take(
        by,
        row("old", occurred_at="2026-11-01T09:00:00Z", checks=[{"verdict": "broken"}]),
        row("new", occurred_at="2026-11-02T09:00:00Z", promised_by="2199-11-03T09:00:00Z", member=acting.agent.user.email),
    )

    page = sign_in(acting.viewer).get(HOME).content.decode()

    assert page.index("Sun 1 Nov") > page.index("Mon 2 Nov")
    assert "Not kept: judged" in page
    assert "Due 3 Nov 2199" in page
    assert "Acme &amp; Sons" in page
    assert "Log interaction" not in page


@pytest.mark.parametrize(
    ("query", "listed"),
    [
        ("", {"kept", "broken", "late", "overdue", "open", "asked"}),
        ("verdict=kept", {"kept"}),
        ("verdict=broken", {"broken", "late", "overdue"}),
        ("verdict=judged", {"kept", "broken", "late", "overdue"}),
        ("verdict=broken_overdue", {"overdue"}),
        ("verdict=unjudged", {"open", "asked"}),
        ("verdict=cannot_tell", {"asked"}),
        ("from=2026-10-02&to=2026-10-03", {"broken", "late"}),
        ("window=2026-10&verdict=kept", {"kept"}),
        ("window=all&touchpoint=status-update", {"late"}),
        ("handled_by=automation", {"asked"}),
        ("segment=gold&mode=human_only&team=~", {"kept", "broken", "late", "overdue", "open", "asked"}),
        ("team=support", set()),
        ("segment=~", set()),
    ],
)
def test_filters_lead_from_a_number_to_its_rows(
    *, acting: Cast, by: Actor, acme: Customer, sign_in: SignIn, query: str, listed: set[str]
) -> None:
    take(
        by,
        row("kept", occurred_at="2026-10-01T09:00:00Z", checks=[{"verdict": "kept"}]),
        row("broken", occurred_at="2026-10-02T09:00:00Z", checks=[{"verdict": "broken"}]),
        row(
            "late",
            occurred_at="2026-10-03T09:00:00Z",
            touchpoint_key="status-update",
            promised_by="2026-10-04T09:00:00Z",
            done_at="2026-10-05T09:00:00Z",
        ),
        row("overdue", occurred_at="2026-10-04T09:00:00Z", promised_by="2026-10-05T09:00:00Z"),
        row("open", occurred_at="2026-10-05T09:00:00Z", promised_by="2199-10-05T09:00:00Z"),
        row("asked", occurred_at="2026-10-06T09:00:00Z", handled_by="automation", checks=[{"verdict": "cannot_tell"}]),
    )
    Interaction.rows().filter(external_ref="overdue").update(outcome="unchecked")

    export = b"".join(sign_in(acting.viewer).get(f"{HOME}interactions.csv?{query}")).decode("utf-8-sig")  # type: ignore[arg-type]

    assert {line.split(",")[0] for line in export.splitlines()[1:]} == listed


@pytest.mark.parametrize(
    "query",
    [
        *("window=soon", "from=2026-10-01", "touchpoint=nope", "verdict=maybe", "customer=x", "from=%00&to=%00"),
        *("segment=a%00", "touchpoint=a%00", "team=a%00"),
    ],
)
def test_a_filter_that_cannot_be_read_is_told_and_left_out(
    acting: Cast, by: Actor, acme: Customer, sign_in: SignIn, query: str
) -> None:
    take(by, row("a"))

    answer = sign_in(acting.viewer).get(f"{HOME}?{query}")

    assert answer.status_code == 422
    assert "Everything is listed." in answer.content.decode()
    assert "Acme &amp; Sons" in answer.content.decode()


def test_it_pages_without_losing_or_repeating_a_row(acting: Cast, by: Actor, acme: Customer, sign_in: SignIn) -> None:
    take(by, *(row(f"r{n}", occurred_at="2026-11-01T09:00:00Z") for n in range(60)))
    client, address, seen = sign_in(acting.viewer), HOME, []

    while address:
        page = client.get(address)
        seen += [one["id"] for one in page.context["rows"]]
        address = page.context["next_url"] and HOME + page.context["next_url"]

    assert len(seen) == len(set(seen)) == 60


def test_the_list_costs_the_same_at_any_size(
    acting: Cast, by: Actor, acme: Customer, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    client = sign_in(acting.viewer)
    client.get(HOME)
    take(by, *(row(f"r{n}") for n in range(60)))

    with django_assert_num_queries(8):
        client.get(HOME)


def test_no_data_leads_to_where_the_data_is(acting: Cast, by: Actor, acme: Customer, sign_in: SignIn) -> None:
    client = sign_in(acting.agent)
    assert "Nothing recorded yet" in client.get(HOME).content.decode()
    take(by, row("a", occurred_at="2016-02-29T09:00:00Z"), row("b", occurred_at="2016-03-05T09:00:00Z"))

    page = client.get(f"{HOME}?window=30d").content.decode()

    assert "Show 29 Feb 2016 to 5 Mar 2016" in page
    assert "?from=2016-02-29&amp;to=2016-03-05" in page


def test_the_export_is_formula_safe_and_keeps_others_minutes_to_themselves(
    acting: Cast, by: Actor, acme: Customer, sign_in: SignIn
) -> None:
    take(
        by,
        row("mine", minutes=5, member=acting.agent.user.email, note="=HYPERLINK(1)"),
        row("theirs", minutes=7, member=acting.leader.user.email),
        row("nobodys", minutes=9),
    )

    export = b"".join(sign_in(acting.agent).get(f"{HOME}interactions.csv")).decode("utf-8-sig")  # type: ignore[arg-type]

    minutes = {line.split(",")[0]: line.split(",")[11] for line in export.splitlines()[1:]}
    assert minutes == {"mine": "5.0", "theirs": "", "nobodys": "9.0"}
    assert "'=HYPERLINK(1)" in export


def test_one_interaction_shows_its_checks_and_what_it_said_before(
    acting: Cast, by: Actor, acme: Customer, sign_in: SignIn
) -> None:
    made = actions.record(by=by, now=NOW, row=row(note="<b>first</b>", minutes=5, member=acting.agent.user.email))
    actions.correct(
        by=by,
        now=NOW,
        interaction=made,
        row=row(note="second", minutes=6, member=acting.agent.user.email, checks=[{"verdict": "kept"}]),
    )

    mine = sign_in(acting.agent).get(f"{HOME}{made.pk}/").content.decode()
    others = sign_in(acting.leader).get(f"{HOME}{made.pk}/").content.decode()

    assert "&lt;b&gt;first&lt;/b&gt;" in mine
    assert "Kept" in mine
    assert "<del>5</del>" in mine
    assert "<del>5</del>" not in others
    assert "known to that person alone" in others


def test_an_agent_logs_what_happened_in_the_organizations_time(
    acting: Cast, by: Actor, acme: Customer, sign_in: SignIn
) -> None:
    client = sign_in(acting.agent)
    assert client.get(f"{HOME}new/?q=acme").headers["Location"] == f"{HOME}new/?customer={acme.pk}"
    form = client.get(f"{HOME}new/?customer={acme.pk}").context["form"]

    answer = client.post(
        f"{HOME}new/?customer={acme.pk}",
        filled(
            id=str(form.initial["id"]),
            member=acting.agent.user.email,
            minutes="12.5",
            verdict_whole="kept",
            evidence_whole="They said so",
        ),
    )

    made = Interaction.rows().get()
    assert answer.headers["Location"] == f"{HOME}{made.pk}/"
    assert (made.occurred_at, made.seconds, made.outcome, made.member) == (
        datetime(2026, 11, 10, 9, tzinfo=UTC),
        750,
        "kept",
        acting.agent,
    )
    assert (made.pk, Check.rows().get().evidence) == (form.initial["id"], "They said so")
    assert Entry.rows().get(verb="interaction.recorded").member_id == acting.agent.pk


def test_each_line_of_the_customers_promises_can_be_judged(acting: Cast, by: Actor, acme: Customer, sign_in: SignIn) -> None:
    terms = [TermInput(kind="scope", text="A visit a month."), TermInput(kind="exclusion", text="No weekends.")]
    promise = promises.write(by=by, now=NOW, customer=acme, title="Care plan", source="quote", terms=terms)
    agreed.agree(promise=promise, now=NOW)
    client = sign_in(acting.agent)

    page = client.get(f"{HOME}new/?customer={acme.pk}").content.decode()
    visit, weekends = Term.rows().get(kind="scope").key, Term.rows().get(kind="exclusion").key
    judged = {f"verdict_{visit}": "broken", f"evidence_{visit}": "No visit", f"verdict_{weekends}": "kept"}
    client.post(f"{HOME}new/?customer={acme.pk}", filled(**judged))

    assert "A visit a month." in page
    assert {check.term_key: check.verdict for check in Check.rows()} == {visit: "broken", weekends: "kept"}
    assert Interaction.rows().get().outcome == "broken_judged"


def test_a_verdict_stays_with_its_line_when_a_promise_is_agreed_meanwhile(
    acting: Cast, by: Actor, acme: Customer, sign_in: SignIn
) -> None:
    def agreed_promise(title: str) -> None:
        terms = [TermInput(kind="exclusion", text=f"{title}: no weekends.")]
        made = promises.write(by=by, now=NOW, customer=acme, title=title, source="quote", terms=terms)
        agreed.agree(promise=made, now=NOW)

    agreed_promise("Care plan")
    client = sign_in(acting.agent)
    judged = next(name for name in client.get(f"{HOME}new/?customer={acme.pk}").context["form"].fields if "verdict" in name)
    agreed_promise("Spare parts")
    client.post(f"{HOME}new/?customer={acme.pk}", filled(**{judged: "broken"}))

    assert Check.rows().get().term.wording.text == "Care plan: no weekends."


def test_a_verdict_on_what_is_gone_is_not_dropped_in_silence(acting: Cast, acme: Customer, sign_in: SignIn) -> None:
    answer = sign_in(acting.agent).post(
        f"{HOME}new/?customer={acme.pk}", filled(**{"verdict_7f9c1a52-0000-7000-8000-000000000000": "broken"})
    )

    assert "one that you judged is gone" in answer.content.decode()
    assert not Interaction.rows().exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"touchpoint": ""}, "Choose one for “Touchpoint”."),
        ({"occurred_at": "soon"}, "Enter a date and a time"),
        ({"occurred_at": "2199-01-01T10:00"}, "This is ahead of us."),
        ({"minutes": "-1"}, "greater than or equal to 0"),
        ({"minutes": "nan"}, "Enter a number."),
        ({"member": "stranger@elsewhere.example"}, "not one of the available choices"),
        ({"verdict_whole": "kept", "promised_by": "2026-11-12T10:00"}, "not both"),
        ({"external_ref": "taken"}, "Another interaction has this reference."),
        ({"note": "a\x00b"}, "Null characters are not allowed."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    *, acting: Cast, by: Actor, acme: Customer, sign_in: SignIn, fields: dict[str, str], words: str
) -> None:
    take(by, row("taken"))

    answer = sign_in(acting.agent).post(f"{HOME}new/?customer={acme.pk}", filled(**{"note": "long story", **fields}))

    assert words in answer.content.decode()
    assert "Error: " in answer.content.decode()
    assert "note" in fields or "long story" in answer.content.decode()
    assert Interaction.rows().count() == 1


def test_sending_the_form_twice_records_once(acting: Cast, acme: Customer, sign_in: SignIn) -> None:
    client = sign_in(acting.agent)
    form = client.get(f"{HOME}new/?customer={acme.pk}").context["form"]

    for _ in range(2):
        client.post(f"{HOME}new/?customer={acme.pk}", filled(id=str(form.initial["id"])))

    assert Interaction.rows().count() == 1


def test_correcting_without_change_changes_nothing_not_even_the_second(
    acting: Cast, by: Actor, acme: Customer, sign_in: SignIn
) -> None:
    made = actions.record(
        by=by,
        now=NOW,
        row=row(
            "r",
            occurred_at="2026-11-10T09:00:07.123456Z",
            minutes=5,
            member=acting.leader.user.email,
            attempts=2,
            amount="9.50",
        ),
    )
    client = sign_in(acting.agent)
    form = client.get(f"{HOME}{made.pk}/edit/").context["form"]
    shown = {field.html_name: field.value() for field in form if field.value() not in (None, "")}
    shown["occurred_at"] = "2026-11-10T10:00"

    assert client.post(f"{HOME}{made.pk}/edit/", shown).status_code == 302
    assert "minutes" not in shown
    assert not FormerVersion.rows().exists()
    client.post(f"{HOME}{made.pk}/edit/", {**shown, "note": "added"})

    made.refresh_from_db()
    assert (made.note, made.seconds, made.occurred_at.microsecond, made.version) == ("added", 300, 123456, 2)


def test_a_correction_over_somebody_elses_shows_both(acting: Cast, by: Actor, acme: Customer, sign_in: SignIn) -> None:
    made = actions.record(by=by, now=NOW, row=row(note="1"))
    actions.correct(by=Actor.of(acting.leader), now=NOW, interaction=made, row=row(note="theirs"))

    answer = sign_in(acting.agent).post(f"{HOME}{made.pk}/edit/", filled(version="1", note="mine"))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Leader of Fieldstone Care corrected this meanwhile" in page
    assert "theirs" in page
    assert ">mine</textarea>" in page.replace("\n", "")
    assert answer.context["form"]["version"].value() == "2"


def test_deleting_is_undone_from_the_toast(acting: Cast, by: Actor, acme: Customer, sign_in: SignIn) -> None:
    made = actions.record(by=by, now=NOW, row=row())
    client = sign_in(acting.agent)

    page = client.post(f"{HOME}{made.pk}/removal/", follow=True).content.decode()
    assert f"{HOME}{made.pk}/return/" in page
    assert "This interaction is deleted." in client.get(f"{HOME}{made.pk}/").content.decode()
    client.post(f"{HOME}{made.pk}/return/")

    made.refresh_from_db()
    assert made.deleted_at is None


def test_viewers_read_and_write_nothing(acting: Cast, by: Actor, acme: Customer, sign_in: SignIn) -> None:
    made = actions.record(by=by, now=NOW, row=row())
    client = sign_in(acting.viewer)

    assert client.get(f"{HOME}{made.pk}/").status_code == 200
    assert "Correct" not in client.get(f"{HOME}{made.pk}/").content.decode()
    for address in (
        f"{HOME}new/?customer={acme.pk}",
        f"{HOME}{made.pk}/edit/",
        f"{HOME}{made.pk}/removal/",
        f"{HOME}{made.pk}/return/",
    ):
        assert client.post(address, filled()).status_code == 403
    assert timezone.now() > made.occurred_at
