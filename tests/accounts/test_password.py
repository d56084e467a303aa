"""Passwords: reset by letter, changed by their owner; every other session ends."""

from datetime import timedelta

import time_machine
from django.test import Client
from django.utils import timezone

from tests.accounts.people import PASSWORD, account, browser, fresh_email, is_signed_in, link_in, newest_letter, sign_in
from tests.accounts.test_sign_up import shape

NEW = "entirely other words"


def follow_link(client: Client, link: str) -> str:
    """allauth keeps the key in the session and leads to an address without it."""
    answer = client.get(link)
    return answer.headers["Location"] if answer.status_code == 302 else ""


def test_a_letter_leads_to_a_new_password(db: None) -> None:
    user = account()
    elsewhere, client = sign_in(user), browser()
    assert (
        client.post("/accounts/password/reset/", {"email": user.email}).headers["Location"] == "/accounts/password/reset/done/"
    )

    form = follow_link(client, link_in(newest_letter(user.email)))
    assert "set-password" in form
    client.post(form, {"password1": NEW, "password2": NEW})

    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert is_signed_in(sign_in(user, NEW))
    assert not is_signed_in(sign_in(user, PASSWORD))
    assert newest_letter(user.email).subject == "Your password was changed"


def test_a_link_works_once(db: None) -> None:
    user, client = account(), browser()
    client.post("/accounts/password/reset/", {"email": user.email})
    link = link_in(newest_letter(user.email))
    client.post(follow_link(client, link), {"password1": NEW, "password2": NEW})

    again = browser().get(link)

    assert "This link cannot be used" in again.content.decode()


def test_a_link_works_for_a_day(db: None) -> None:
    user, client = account(), browser()
    client.post("/accounts/password/reset/", {"email": user.email})
    link = link_in(newest_letter(user.email))

    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        assert "This link cannot be used" in browser().get(link).content.decode()


def test_an_unknown_address_gets_the_same_answer(db: None) -> None:
    known, unknown = account().email, fresh_email()
    answers = []
    for email in (known, unknown):
        client = browser()
        first = client.post("/accounts/password/reset/", {"email": email})
        answers.append([shape(first, email), shape(client.get("/accounts/password/reset/done/"), email)])

    assert answers[0] == answers[1]
    assert newest_letter(unknown).subject == "There is no account for this address"


def test_ten_letters_an_address_in_15_minutes(db: None) -> None:
    email = account().email
    answers = [browser().post("/accounts/password/reset/", {"email": email}).status_code for _ in range(11)]

    assert answers == [302] * 10 + [429]


def test_a_change_needs_the_present_password_and_ends_other_sessions(db: None) -> None:
    user = account()
    here, elsewhere = sign_in(user), sign_in(user)
    former_key = here.session.session_key

    wrong = here.post("/accounts/password/change/", {"oldpassword": "guess", "password1": NEW, "password2": NEW})
    assert "not your present password" in wrong.content.decode()
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})

    assert is_signed_in(here)
    assert here.session.session_key != former_key
    assert not is_signed_in(elsewhere)
