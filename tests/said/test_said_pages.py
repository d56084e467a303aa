"""The page of what was said but not recorded."""

import csv as csv_module
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.test import Client

from presence.tenancy.models import Membership
from promises.record import reading
from promises.record.models import Promise
from tests.conftest import Cast
from tests.promises.conftest import Write
from tests.said.conftest import PROMISED, Tell
from touchpoints.said.models import Said

SignIn = Callable[[Membership], Client]
LIST = "/o/fieldstone/said/"


@pytest.fixture
def said(tell: Tell) -> Said:
    found = tell()
    assert found
    return found


@pytest.fixture
def signed_in(acting: Cast, sign_in: SignIn) -> Client:
    return sign_in(acting.agent)


def filled(**fields: str) -> dict[str, str]:
    return {"kind": "commitment", "text": "Send a new pump", "due_at": "2026-11-27T17:00", **fields}


def test_it_lists_the_words_the_customer_when_and_who(acting: Cast, said: Said, sign_in: SignIn) -> None:
    page = sign_in(acting.viewer).get(LIST).content.decode()

    assert "<mark>We will</mark> send a new one <mark>on Friday</mark>." in page
    for words in ("Harbor Dental Group", "Agent of Fieldstone Care", "10 Nov"):
        assert words in page
    assert "Propose a term" not in page, "a viewer only reads"


def test_a_note_is_never_markup(acting: Cast, tell: Tell, sign_in: SignIn) -> None:
    tell("We will send <script>alert(1)</script> on Friday.")

    page = sign_in(acting.viewer).get(LIST).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_one_click_opens_the_term_filled_in(acting: Cast, said: Said, write: Write, sign_in: SignIn) -> None:
    write()

    page = sign_in(acting.agent).get(f"{LIST}{said.pk}/proposal/").content.decode()

    assert "We will send a new one on Friday." in page
    assert '<option value="commitment" selected>' in page
    assert "Care plan" in page
    assert "Said to the customer on 10 Nov" in page


def test_it_is_saved_into_a_promise_and_gone_from_the_list(acting: Cast, said: Said, write: Write, sign_in: SignIn) -> None:
    promise, client = write(), sign_in(acting.agent)

    answer = client.post(f"{LIST}{said.pk}/proposal/", filled(promise=str(promise.pk), reason="Said"), follow=True)

    assert answer.redirect_chain[-1][0] == f"/o/fieldstone/promises/{promise.pk}/"
    assert "Send a new pump" in answer.content.decode()
    assert "We will" not in client.get(LIST).content.decode()
    assert "In a promise" in client.get(f"{LIST}?state=recorded").content.decode()


def test_or_into_a_new_promise(acting: Cast, said: Said, sign_in: SignIn) -> None:
    client, page = sign_in(acting.agent), f"{LIST}{said.pk}/proposal/"

    assert "Enter a title for the new promise." in client.post(page, filled(promise="new")).content.decode()
    client.post(page, filled(promise="new", title="New pump"))

    promise = Promise.rows().get()
    assert reading.current([promise.pk])[promise.pk].title == "New pump"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": ""}, "Enter what is promised."),
        ({"reason": ""}, "Say why this is added."),
        ({"due_at": "soon"}, "Enter a date and a time"),
        ({"kind": "pricing_assumption", "amount": "much"}, "is not an amount"),
        ({"promise": "01900000-0000-7000-8000-000000000000"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(
    signed_in: Client, said: Said, write: Write, fields: dict[str, str], words: str
) -> None:
    given = filled(promise=str(write().pk), reason="Said") | fields

    page = signed_in.post(f"{LIST}{said.pk}/proposal/", given).content.decode()

    assert words in page
    assert "Error: " in page
    assert Said.rows().get().settled_at is None


@pytest.mark.parametrize("data", [{"reason": "Not a commitment"}, {"other": "A joke"}])
def test_it_is_dismissed_with_a_reason_and_undo_brings_it_back(
    acting: Cast, said: Said, sign_in: SignIn, data: dict[str, str]
) -> None:
    client = sign_in(acting.agent)

    page = client.post(f"{LIST}{said.pk}/dismissal/", data, follow=True).content.decode()

    assert "Dismissed." in page
    assert f"{LIST}{said.pk}/return/" in page
    assert "Nothing is only said" in page
    assert next(iter(data.values())) in client.get(f"{LIST}?state=dismissed").content.decode()
    client.post(f"{LIST}{said.pk}/return/")
    assert "<mark>We will</mark>" in client.get(LIST).content.decode()


def test_without_a_reason_nothing_is_dismissed(acting: Cast, said: Said, sign_in: SignIn) -> None:
    page = sign_in(acting.agent).post(f"{LIST}{said.pk}/dismissal/", {}, follow=True).content.decode()

    assert "Say why this is no commitment" in page
    assert Said.rows().get().settled_at is None


def test_the_file_holds_every_note(acting: Cast, said: Said, tell: Tell, sign_in: SignIn) -> None:
    tell("=cmd|' /C calc'! We will pay 5 euro back on Friday.", ref="two")

    text = b"".join(sign_in(acting.viewer).get(f"{LIST}said.csv")).decode("utf-8-sig")  # type: ignore[call-overload]

    lines = list(csv_module.DictReader(StringIO(text)))
    assert {line["note"] for line in lines} == {PROMISED, "'=cmd|' /C calc'! We will pay 5 euro back on Friday."}
    assert {line["customer"] for line in lines} == {"Harbor Dental Group"}


@pytest.mark.parametrize("query", ["", "?state=open", "?state=none&customer=17&after=x", "?customer="])
def test_an_odd_address_still_opens(acting: Cast, said: Said, sign_in: SignIn, query: str) -> None:
    assert "<mark>" in sign_in(acting.viewer).get(f"{LIST}{query}").content.decode()


def test_it_narrows_to_a_customer(acting: Cast, said: Said, sign_in: SignIn) -> None:
    customer: Any = said.interaction.customer_id

    assert "<mark>" in sign_in(acting.viewer).get(f"{LIST}?customer={customer}").content.decode()


def test_a_viewer_changes_nothing(acting: Cast, said: Said, sign_in: SignIn) -> None:
    for address in ("proposal/", "dismissal/", "return/"):
        assert sign_in(acting.viewer).post(f"{LIST}{said.pk}/{address}", {"reason": "x"}).status_code == 403
