"""The pages of the promises floor: writing, amending, settling, and what each says."""

import csv as csv_module
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from presence.customers.models import Customer
from presence.tenancy import scope
from presence.tenancy.models import Membership
from promises.record import reading
from promises.record.chain import StoredRevision
from promises.record.models import Promise
from promises.record.rules import TermInput
from tests.conftest import Cast
from tests.promises import agreed
from tests.promises.conftest import NOW, TERMS, Write

SignIn = Callable[[Membership], Client]
LIST = "/o/fieldstone/promises/"
WHOLE = {
    "title": "Care plan",
    "source": "quote",
    "first_truth": "Weekends double the price",
    "time_flexibility": "fixed",
    "cost_flexibility": "fixed",
    "scope_flexibility": "flexible",
    "chosen_pair": "quality_speed",
    "external_ref": "SO-1",
    "terms-0-kind": "commitment",
    "terms-0-text": "New compressor installed",
    "terms-0-flexibility": "fixed",
    "terms-0-due_at": "2026-11-27T17:00",
    "terms-1-kind": "exclusion",
    "terms-1-flexibility": "fixed",
    "terms-1-text": "Repair parts bought from others",
}


def page(promise: Promise, rest: str = "") -> str:
    return f"{LIST}{promise.pk}/{rest}"


def new(customer: Customer) -> str:
    return f"{LIST}new/?customer={customer.pk}"


def current(cast: Cast) -> StoredRevision:
    with scope.acting_for(cast.organization):
        promise = Promise.rows().get()
        return reading.current([promise.pk])[promise.pk]


def amendment(revision: StoredRevision, **changed: Any) -> dict[str, Any]:
    """What the amendment form would send for a revision."""
    data: dict[str, Any] = {"title": revision.title, "source": revision.source, "first_truth": revision.first_truth}
    data |= dict.fromkeys(("time_flexibility", "cost_flexibility", "scope_flexibility"), "fixed")
    data |= {"chosen_pair": "", "reason": "They asked", "expected_number": revision.number}
    for place, term in enumerate(revision.terms):
        due_at = timezone.localtime(term.due_at, NOW.tzinfo).strftime("%Y-%m-%dT%H:%M") if term.due_at else ""
        fields = {"key": term.key, "kind": term.kind, "text": term.text, "flexibility": term.flexibility, "due_at": due_at}
        data |= {f"terms-{place}-{name}": value for name, value in fields.items()}
    return data | changed


def test_it_writes_a_promise(cast: Cast, harbor: Customer, sign_in: SignIn) -> None:
    client = sign_in(cast.agent)

    response = client.post(new(harbor), WHOLE | {"id": str(uuid4())}, follow=True)

    words = response.content.decode()
    revision = current(cast)
    assert [term.text for term in revision.terms] == ["New compressor installed", "Repair parts bought from others"]
    assert revision.terms[0].due_at is not None
    assert revision.terms[0].due_at.isoformat() == "2026-11-27T16:00:00+00:00"  # 17:00 in Brussels
    assert (revision.scope_flexibility, revision.chosen_pair) == ("flexible", "quality_speed")
    assert "Promise written." in words
    assert "What we will not do" in words
    assert "Verified" in words


def test_sending_the_form_twice_writes_one(cast: Cast, harbor: Customer, sign_in: SignIn) -> None:
    client, twice = sign_in(cast.agent), WHOLE | {"id": str(uuid4())}

    first, second = client.post(new(harbor), twice), client.post(new(harbor), twice)

    assert first["Location"] == second["Location"]
    assert first.status_code == 302


def test_blank_groups_are_no_terms(cast: Cast, harbor: Customer, sign_in: SignIn) -> None:
    sign_in(cast.agent).post(new(harbor), WHOLE | {"terms-2-kind": "scope", "terms-2-text": " "})

    assert len(current(cast).terms) == 2


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"title": ""}, "Enter title."),
        ({"terms-0-text": "", "terms-0-amount": "5"}, "Write what is promised, or remove the term."),
        ({"terms-0-due_at": "soon"}, "Enter a date and a time"),
        ({"terms-0-due_at": "2026-03-29T02:30"}, "2026-03-29"),
        ({"terms-0-amount": "a lot"}, "“a lot” is not an amount"),
        ({"terms-0-kind": "wish"}, "Select a valid choice"),
        ({"terms-0-text": "x" * 1001}, "at most 1000 characters"),
        ({"source": "rumor"}, "Select a valid choice"),
    ],
)
def test_each_wrong_field_says_what_to_do(
    cast: Cast, harbor: Customer, sign_in: SignIn, changed: dict[str, str], words: str
) -> None:
    response = sign_in(cast.agent).post(new(harbor), WHOLE | changed)

    assert words in response.content.decode()
    assert "Repair parts bought from others" in response.content.decode()
    with scope.acting_for(cast.organization):
        assert not Promise.rows().exists()


def test_a_promise_without_terms_says_so(cast: Cast, harbor: Customer, sign_in: SignIn) -> None:
    response = sign_in(cast.agent).post(new(harbor), {name: value for name, value in WHOLE.items() if "terms-" not in name})

    assert "Write at least one term" in response.content.decode()


def test_buttons_add_move_and_remove_terms_without_script(cast: Cast, harbor: Customer, sign_in: SignIn) -> None:
    client = sign_in(cast.agent)

    added = client.post(new(harbor), WHOLE | {"terms-add": "1"}).content.decode()
    moved = client.post(new(harbor), WHOLE | {"terms-1-up": "1"}).content.decode()
    removed = client.post(new(harbor), WHOLE | {"terms-0-remove": "1"}).content.decode()

    assert "Term 3" in added
    assert 'value="2026-11-27T17:00"' in added
    assert moved.index("Repair parts") < moved.index("New compressor")
    assert "New compressor" not in removed
    assert 'value="Care plan"' in removed


def test_without_a_customer_it_asks_for_whom(cast: Cast, harbor: Customer, sign_in: SignIn) -> None:
    client = sign_in(cast.agent)

    assert "Whom do we promise it to?" in client.get(f"{LIST}new/").content.decode()
    assert f"?customer={harbor.pk}" in client.get(f"{LIST}new/?q=harbor").content.decode()
    assert "Whom do we promise it to?" in client.get(f"{LIST}new/?customer=nobody").content.decode()


def test_it_amends(cast: Cast, write: Write, sign_in: SignIn) -> None:
    promise = write()
    client = sign_in(cast.agent)

    shown = client.get(page(promise, "amendment/")).content.decode()
    response = client.post(page(promise, "amendment/"), amendment(current(cast), title="Care plan, Gold"), follow=True)

    assert "Repair parts bought from others" in shown
    assert 'name="expected_number" value="1"' in shown
    assert "Revision 2 written." in response.content.decode()
    assert (current(cast).title, current(cast).reason) == ("Care plan, Gold", "They asked")


def test_an_amendment_says_why(cast: Cast, write: Write, sign_in: SignIn) -> None:
    response = sign_in(cast.agent).post(page(write(), "amendment/"), amendment(current(cast), title="Gold", reason=""))

    assert "Say why this changes." in response.content.decode()
    assert 'value="Gold"' in response.content.decode()


def test_two_amendments_at_once_lose_nothing(cast: Cast, write: Write, sign_in: SignIn) -> None:
    promise = write()
    first = current(cast)
    theirs, mine = sign_in(cast.leader), sign_in(cast.agent)
    theirs.post(page(promise, "amendment/"), amendment(first, **{"terms-0-text": "Within 1 hour", "reason": "Faster"}))
    typed = amendment(first, **{"terms-2-text": "Work on Sundays", "title": "Care plan, Gold", "reason": "They asked"})

    stale = mine.post(page(promise, "amendment/"), typed)
    words = stale.content.decode()
    started = mine.post(page(promise, "amendment/"), _fields(stale) | {"start": "mine"})
    taken = mine.post(page(promise, "amendment/"), _fields(stale) | {"start": "theirs"})
    saved = mine.post(page(promise, "amendment/"), _fields(stale))

    assert stale.status_code == 409
    assert "Somebody else wrote revision 2 while you were writing" in words
    assert "Faster" in words
    assert _texts(stale) == ["Within 1 hour", "New compressor installed", "Work on Sundays"]
    assert _texts(started) == [
        "A person answers urgent chair failures within 2 hours",
        "New compressor installed",
        "Work on Sundays",
    ]
    assert _texts(taken) == ["Within 1 hour", "New compressor installed", "Repair parts bought from others"]
    assert saved.status_code == 302
    assert (current(cast).number, current(cast).title) == (3, "Care plan, Gold")
    assert [term.text for term in current(cast).terms] == ["Within 1 hour", "New compressor installed", "Work on Sundays"]


def test_adding_a_term_keeps_the_conflict_on_the_page(cast: Cast, write: Write, sign_in: SignIn) -> None:
    promise = write()
    first = current(cast)
    sign_in(cast.leader).post(page(promise, "amendment/"), amendment(first, title="Theirs"))
    client = sign_in(cast.agent)
    stale = client.post(page(promise, "amendment/"), amendment(first, title="Mine"))

    added = client.post(page(promise, "amendment/"), _fields(stale) | {"terms-add": "1"})

    assert "Somebody else wrote revision 2" in added.content.decode()
    assert len(added.context["form"].terms) == len(first.terms) + 1


@pytest.mark.parametrize("typed", ["{", "[]", '{"title": 1}', "null", '"x"', "[" * 10000])
def test_a_tampered_conflict_is_no_conflict(cast: Cast, write: Write, sign_in: SignIn, typed: str) -> None:
    response = sign_in(cast.agent).post(page(write(), "amendment/"), {"typed": typed, "start": "mine", "title": "x"})

    assert response.status_code in (200, 409)


def test_a_void_promise_needs_a_reason_and_stays_readable(cast: Cast, write: Write, sign_in: SignIn) -> None:
    promise = write()
    client = sign_in(cast.agent)

    asked = client.post(page(promise, "void/"), {"reason": " "}).content.decode()
    words = client.post(page(promise, "void/"), {"reason": "Entered twice"}, follow=True).content.decode()
    refused = client.get(page(promise, "amendment/"), follow=True).content.decode()

    assert "Say why this promise is void." in asked
    assert "Void" in words
    assert "New compressor installed" in words
    assert "can no longer be changed" in refused


def test_any_two_revisions_compare(cast: Cast, write: Write, sign_in: SignIn) -> None:
    promise = write()
    client = sign_in(cast.agent)
    for number, title in enumerate(("Silver", "Gold"), start=1):
        data = amendment(current(cast), title=title)
        assert client.post(page(promise, "amendment/"), data).status_code == 302, number

    both = client.get(page(promise, "comparison/?from=1&to=3")).content.decode()
    sides = client.get(page(promise, "comparison/?from=1&to=3&view=sides")).content.decode()
    same = client.get(page(promise, "comparison/?from=2&to=2")).content.decode()

    assert "<del>Care plan</del>" in both
    assert "<ins>Gold</ins>" in both
    assert '<td data-label="Revision 1">Care plan</td>' in sides
    assert '<td data-label="Revision 3">Gold</td>' in sides
    assert "Both say the same." in same
    assert client.get(page(promise, "comparison/?from=1&to=9")).status_code == 404
    assert client.get(page(promise, "comparison/?from=x")).status_code == 200


def test_the_list_shows_what_is_due_first(cast: Cast, write: Write, sign_in: SignIn) -> None:
    soon, later = timezone.now() + timedelta(days=2), timezone.now() + timedelta(days=60)
    write(title="Nothing due", terms=TERMS[2:])
    for title, due_at in (("Due later", later), ("Due soon", soon)):
        promise = write(title=title, terms=[TermInput("commitment", "x", due_at=due_at), TERMS[2]])
        with scope.acting_for(cast.organization):
            agreed.agree(promise=promise, now=NOW)
    client = sign_in(cast.viewer)

    words = client.get(LIST).content.decode()
    risky = client.get(LIST + "?risk=on").context["page"].rows

    assert words.index("Due soon") < words.index("Due later") < words.index("Nothing due")
    assert "At risk" in words
    assert [row["title"] for row in risky] == ["Due soon"]


def test_the_list_pages_through_everything_once(cast: Cast, write: Write, sign_in: SignIn) -> None:
    titles = [f"Promise {number:02}" for number in range(30)]
    for place, title in enumerate(titles):
        write(title=title, terms=TERMS if place % 3 else TERMS[2:])
    client = sign_in(cast.viewer)

    for sort in ("attention", "newest"):
        seen, query = [], f"?sort={sort}"
        while query:
            shown = client.get(LIST + query).context
            seen += [row["title"] for row in shown["page"].rows]
            query = shown["next_url"]
        assert sorted(seen) == titles, sort


@pytest.mark.parametrize(
    "query", ["?state=gone", "?after=x", "?customer=x", "?made_by=%00", "?sort=x", "?q=%00", "?risk=maybe&after=W251bGwsIDFd"]
)
def test_an_odd_address_still_opens(cast: Cast, write: Write, sign_in: SignIn, query: str) -> None:
    write()

    assert sign_in(cast.viewer).get(LIST + query).status_code == 200


def test_csv_is_safe_in_a_spreadsheet(cast: Cast, write: Write, sign_in: SignIn) -> None:
    write(title="=1+1", external_ref="SO-1")

    response = sign_in(cast.viewer).get(f"{LIST}promises.csv")

    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    [row] = csv_module.DictReader(StringIO(text))
    assert (row["title"], row["external_ref"], row["customer"]) == ("'=1+1", "SO-1", "Harbor Dental Group")


def test_a_viewer_reads_and_does_not_write(cast: Cast, write: Write, harbor: Customer, sign_in: SignIn) -> None:
    promise = write()
    client = sign_in(cast.viewer)

    assert client.get(page(promise)).status_code == 200
    assert client.get(new(harbor)).status_code == 403
    for rest in ("amendment/", "agreement/", "fulfillment/", "end/", "void/"):
        assert client.post(page(promise, rest), WHOLE).status_code == 403
    assert "Amend" not in client.get(page(promise)).content.decode()


def test_a_stranger_and_a_foreign_id_get_nothing(
    cast: Cast, elsewhere: Cast, write: Write, harbor: Customer, sign_in: SignIn
) -> None:
    promise = write()
    stranger = sign_in(elsewhere.owner)

    for rest in ("", "amendment/", "comparison/", "void/"):
        assert stranger.get(f"/o/elsewhere/promises/{promise.pk}/{rest}").status_code == 404
    for rest in ("agreement/", "fulfillment/", "end/", "amendment/"):
        assert stranger.post(f"/o/elsewhere/promises/{promise.pk}/{rest}").status_code == 404
    assert stranger.get(f"/o/elsewhere/promises/new/?customer={harbor.pk}").status_code == 404
    assert "Care plan" not in stranger.get("/o/elsewhere/promises/?state=all").content.decode()


def _fields(response: Any) -> dict[str, Any]:
    """What a browser would send from the form of this page."""
    whole = response.context["form"]
    forms = [whole.form, *whole.terms]
    data = {bound.html_name: bound.value() for form in forms for bound in form}
    data |= {name: value.strftime("%Y-%m-%dT%H:%M") for name, value in data.items() if hasattr(value, "strftime")}
    conflict = response.context["conflict"]
    return {name: "" if value is None else str(value) for name, value in data.items()} | {"typed": conflict.typed}


def _texts(response: Any) -> list[str]:
    return [form["text"].value() for form in response.context["form"].terms]
