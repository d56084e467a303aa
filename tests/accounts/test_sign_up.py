"""Creating an account: three fields and a code; a known address looks like an unknown one."""

import re

import pytest
from django.test import Client

from presence.accounts.models import AccountLetter, User
from tests.accounts.people import PASSWORD, account, browser, code_in, fresh_email, is_signed_in, newest_letter


def fill(client: Client, email: str, **changed: str) -> object:
    return client.post("/accounts/signup/", {"email": email, "name": "Ana Ruiz", "password1": PASSWORD} | changed)


def test_a_new_person_confirms_the_address_and_makes_an_organization(db: None) -> None:
    client, email = browser(), fresh_email()

    answer = fill(client, f" {email.upper()} ")
    assert answer.headers["Location"] == "/accounts/confirm-email/"
    assert email in client.get("/accounts/confirm-email/").content.decode()
    answer = client.post("/accounts/confirm-email/", {"code": code_in(newest_letter(email))})

    assert answer.headers["Location"] == "/"
    user = User.objects.get(email=email)
    assert user.name == "Ana Ruiz"
    assert user.emailaddress_set.get().verified
    assert client.get("/").headers["Location"] == "/organizations/new/"


def test_nobody_comes_in_before_the_address_is_confirmed(db: None) -> None:
    client, email = browser(), fresh_email()
    fill(client, email)

    assert not is_signed_in(client)
    assert not is_signed_in_with_password(email)


def is_signed_in_with_password(email: str) -> bool:
    client = browser()
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    return is_signed_in(client)


def test_whoever_begins_again_at_once_gets_another_letter(db: None) -> None:
    email = fresh_email()

    for _ in range(2):
        assert fill(browser(), email).headers["Location"] == "/accounts/confirm-email/"  # type: ignore[attr-defined]

    assert AccountLetter.objects.filter(to=email).count() == 2


def test_three_wrong_codes_end_it(db: None) -> None:
    client, email = browser(), fresh_email()
    fill(client, email)
    code = code_in(newest_letter(email))

    for _ in range(3):
        client.post("/accounts/confirm-email/", {"code": "000000"})
    client.post("/accounts/confirm-email/", {"code": code})

    assert not is_signed_in(client)


def test_a_known_address_looks_like_an_unknown_one(db: None) -> None:
    known, unknown = account().email, fresh_email()
    pages = []
    for email in (known, unknown):
        client = browser()
        first = fill(client, email)
        second = client.get("/accounts/confirm-email/")
        wrong = client.post("/accounts/confirm-email/", {"code": "000000"})
        pages.append([shape(answer, email) for answer in (first, second, wrong)])

    assert pages[0] == pages[1]
    assert User.objects.filter(email=known).count() == 1
    assert "You have an account already" in newest_letter(known).subject
    assert "Your code" in newest_letter(unknown).subject


def shape(answer: object, email: str) -> tuple[object, ...]:
    """Status, target and body, without what differs in every answer."""
    text = answer.content.decode().replace(email, "*")  # type: ignore[attr-defined]
    text = re.sub(r"[A-Za-z0-9]{64}|[0-9a-f]{8}-[0-9a-f-]{27}", "*", text)
    return answer.status_code, answer.headers.get("Location"), text  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"email": ""}, "Enter e-mail address."),
        ({"email": "ana at example"}, "Enter a valid email address."),
        ({"name": ""}, "Enter your name."),
        ({"name": "x" * 121}, "at most 120"),
        ({"password1": ""}, "Enter password."),
        ({"password1": "short"}, "too short"),
        ({"password1": "password123"}, "too common"),
        ({"name": "Ana\x00Ruiz"}, "Null characters"),
    ],
)
def test_a_problem_stands_beside_its_field_and_keeps_what_was_typed(db: None, changed: dict[str, str], words: str) -> None:
    client = browser()

    answer = fill(client, **({"email": "ana@example.com"} | changed))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert words in page
    assert "<title>Error: " in page
    assert changed.get("name", "Ana Ruiz").replace("\x00", "") in page.replace("\x00", "")
    assert PASSWORD not in page
    assert not AccountLetter.objects.exists()


def test_of_two_sign_ups_at_once_the_second_looks_like_a_known_address(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check found nobody, and then somebody else was quicker."""
    email = account().email
    monkeypatch.setattr("allauth.account.internal.flows.manage_email.email_already_exists", lambda value, **_: (value, False))

    answer = fill(browser(), email)

    assert answer.headers["Location"] == "/accounts/confirm-email/"
    assert "You have an account already" in newest_letter(email).subject
