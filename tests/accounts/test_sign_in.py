"""Signing in: who may, how often, and where it leads."""

import statistics
import time

import pytest
from django.test import Client
from pytest_django import Settings

from presence.accounts.models import User
from tests.accounts.people import PASSWORD, account, address, browser, fresh_email, is_signed_in, sign_in
from tests.accounts.test_sign_up import shape

TRIES = 10


def try_in(client: Client, email: str, password: str = "wrong guess here", **more: str) -> object:
    return client.post("/accounts/login/", {"login": email, "password": password, **more})


def test_the_right_password_opens(db: None) -> None:
    assert is_signed_in(sign_in(account()))


def test_the_address_is_read_in_any_case(db: None) -> None:
    user, client = account(), browser()

    try_in(client, f" {user.email.upper()} ", PASSWORD)

    assert is_signed_in(client)


def test_the_session_gets_a_new_key(db: None) -> None:
    user, client = account(), browser()
    client.get("/accounts/login/")
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = session.session_key

    try_in(client, user.email, PASSWORD)

    assert client.session.session_key != planted
    former = browser()
    former.cookies["session"] = planted
    assert not is_signed_in(former)


def test_an_unknown_address_looks_like_a_wrong_password(db: None) -> None:
    known, unknown = account().email, fresh_email()

    answers = [shape(try_in(browser(), email), email) for email in (known, unknown)]

    assert answers[0] == answers[1]
    assert "do not belong together" in str(answers[0])


def test_an_unknown_address_takes_as_long_as_a_wrong_password(db: None, settings: Settings) -> None:
    """The same hash is computed in both cases; with a slow one the difference would show."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    known = account().email

    def seconds(email: str) -> float:
        began = time.perf_counter()
        try_in(browser(), email)
        return time.perf_counter() - began

    seconds(known)
    pairs = [(seconds(known), seconds(fresh_email())) for _ in range(5)]
    ratio = statistics.median(known / unknown for known, unknown in pairs)
    assert 0.5 < ratio < 2


def test_a_closed_account_says_so_only_to_its_owner(db: None) -> None:
    user = account()
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert "do not belong together" in try_in(browser(), user.email).content.decode()
    assert try_in(browser(), user.email, PASSWORD).headers["Location"] == "/accounts/inactive/"


def test_ten_tries_an_address_in_15_minutes(db: None) -> None:
    client = browser()
    for _ in range(TRIES):
        assert "do not belong together" in try_in(client, fresh_email()).content.decode()

    user = account()
    refused = try_in(client, user.email, PASSWORD)

    assert "Too many tries" in refused.content.decode()
    assert is_signed_in(sign_in(user)), "another address goes on"


def test_a_forged_header_does_not_make_another_address(db: None) -> None:
    client = browser()
    for number in range(TRIES):
        client.post(
            "/accounts/login/",
            {"login": fresh_email(), "password": "wrong guess here"},
            headers={
                "X-Forwarded-For": f"203.0.113.{number}",
                "X-Real-IP": f"203.0.113.{number}",
                "Forwarded": f"for=198.51.100.{number}",
            },
        )

    assert "Too many tries" in try_in(client, fresh_email()).content.decode()


def test_behind_a_declared_proxy_the_last_hop_counts(db: None, settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    hop, other_hop, client = address(), address(), browser()
    for number in range(TRIES):
        try_from(client, f"203.0.113.{number}, {hop}")

    assert "Too many tries" in try_from(client, hop)
    assert "do not belong together" in try_from(client, other_hop)


def try_from(client: Client, forwarded_for: str) -> str:
    typed = {"login": fresh_email(), "password": "wrong guess here"}
    return client.post("/accounts/login/", typed, headers={"X-Forwarded-For": forwarded_for}).content.decode()


def test_ten_tries_an_account_from_anywhere(db: None) -> None:
    user = account()
    for _ in range(TRIES):
        try_in(browser(), user.email)

    assert "Too many tries" in try_in(browser(), user.email).content.decode()
    assert is_signed_in(sign_in(account())), "other accounts go on"


def test_right_passwords_do_not_count(db: None) -> None:
    user = account()

    for _ in range(TRIES + 2):
        assert is_signed_in(sign_in(user))


def test_when_tries_cannot_be_counted_none_is_let_through(db: None, settings: Settings) -> None:
    user = account()
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}

    client = browser()
    answer = try_in(client, user.email, PASSWORD)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "Signing in is paused" in answer.content.decode()
    assert not is_signed_in(client)


def test_who_is_signed_in_goes_on_while_the_cache_is_away(db: None, settings: Settings) -> None:
    client = sign_in(account())

    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}

    assert is_signed_in(client)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "https:///evil.example",
        "https://testserver@evil.example/",
        "http://localhost/",
        "\thttps://evil.example",
        "data:text/html,x",
    ],
)
def test_a_foreign_address_is_no_way_on(db: None, url: str) -> None:
    user = account()
    for htmx in ({}, {"HX-Request": "true"}):
        client = browser()
        answer = client.post(
            f"/accounts/login/?next={url}", {"login": user.email, "password": PASSWORD, "next": url}, headers=htmx
        )
        assert (answer.headers.get("Location") or answer.headers["HX-Redirect"]) == "/"
        answer = client.post("/accounts/logout/", {"next": url}, headers=htmx)
        assert (answer.headers.get("Location") or answer.headers["HX-Redirect"]) == "/"


def test_it_leads_back_to_where_somebody_wanted_to_go(db: None) -> None:
    client = browser()
    asked = client.get("/account/?from=mail")
    answer = client.get(asked.headers["Location"])
    assert "/account/?from=mail" in answer.content.decode()

    answer = client.post(
        asked.headers["Location"], {"login": account().email, "password": PASSWORD, "next": "/account/?from=mail"}
    )

    assert answer.headers["Location"] == "/account/?from=mail"


def test_signing_out_needs_a_post(db: None) -> None:
    client = sign_in(account())

    assert client.get("/accounts/logout/").status_code == 200
    assert is_signed_in(client)
    client.post("/accounts/logout/")
    assert not is_signed_in(client)


def test_a_form_of_another_site_is_refused(db: None) -> None:
    client = Client(enforce_csrf_checks=True, REMOTE_ADDR="2001:db8:aaaa::1")

    assert client.post("/accounts/login/", {"login": "a@example.com", "password": "x"}).status_code == 403
