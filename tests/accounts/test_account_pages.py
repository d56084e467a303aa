"""Your account, how it looks, where you are signed in, and letters on one's own machine."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend
from django.test import Client
from pytest_django import Settings

from presence.accounts import browsers
from presence.accounts.models import User
from presence.tenancy.models import Membership
from tests.accounts.people import PASSWORD, account, browser, code_in, fresh_email, is_signed_in, newest_letter, sign_in
from tests.conftest import Cast

Enter = Callable[[Membership], Client]


def test_a_name_is_saved(cast: Cast) -> None:
    user = account()
    client = sign_in(user)

    client.post("/account/", {"name": "  Ana   Ruiz-Vega "})

    assert User.objects.get(pk=user.pk).name == "Ana Ruiz-Vega"
    assert "Your name is saved." in client.get("/account/").content.decode()
    assert "Enter your name." in client.post("/account/", {"name": ""}).content.decode()


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_preferences_are_kept_with_and_without_htmx(db: None, headers: dict[str, str]) -> None:
    user = account()
    client = sign_in(user)

    answer = client.post(
        "/preferences/", {"theme": "dark", "density": "compact", "keys": "off", "next": "/account/"}, headers=headers
    )

    assert (answer.status_code, answer.headers.get("Location")) == ((204, None) if headers else (302, "/account/"))
    kept = User.objects.get(pk=user.pk)
    assert (kept.theme, kept.density, kept.single_keys) == ("dark", "compact", False)
    page = client.get("/account/").content.decode()
    assert 'data-theme="dark"' in page


def test_what_is_left_out_stays(db: None) -> None:
    user = account()
    client = sign_in(user)
    client.post("/preferences/", {"theme": "dark", "density": "compact", "keys": "off"})

    client.post("/preferences/", {"theme": "light"})

    kept = User.objects.get(pk=user.pk)
    assert (kept.theme, kept.density, kept.single_keys) == ("light", "compact", False)


def test_an_unknown_choice_is_refused(db: None) -> None:
    user = account()

    assert sign_in(user).post("/preferences/", {"theme": "pink"}).status_code == 422
    assert User.objects.get(pk=user.pk).theme == "system"


def test_preferences_lead_to_no_other_host(db: None) -> None:
    answer = sign_in(account()).post("/preferences/", {"theme": "dark", "next": "//evil.example"})

    assert answer.headers["Location"] == "/preferences/"


def test_they_are_for_people_with_an_account(client: Client, db: None) -> None:
    for path in ("/account/", "/preferences/", "/organizations/"):
        assert client.get(path).headers["Location"].startswith("/accounts/login/")


def test_other_sessions_are_listed_and_ended(db: None) -> None:
    user = account()
    here, phone = sign_in(user), sign_in(user, HTTP_USER_AGENT="Mozilla/5.0 (iPhone) CriOS/140 Safari/605")
    listed = here.get("/accounts/sessions/").content.decode()
    assert "Chrome on iPhone" in listed
    assert listed.count("This one") == 1

    here.post("/accounts/sessions/")

    assert is_signed_in(here)
    assert not is_signed_in(phone)


def test_an_address_changes_after_its_code(db: None) -> None:
    user, new = account(), fresh_email()
    client = sign_in(user)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    client.post("/accounts/email/", {"email": new, "action_add": "1"})
    assert User.objects.get(pk=user.pk).email == user.email
    client.post("/accounts/confirm-email/", {"code": code_in(newest_letter(new))})

    assert User.objects.get(pk=user.pk).email == new
    other = browser()
    other.post("/accounts/login/", {"login": new, "password": PASSWORD})
    assert is_signed_in(other)


def test_a_taken_address_is_not_told(db: None) -> None:
    user, taken = account(), account()
    client = sign_in(user)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    answer = client.post("/accounts/email/", {"email": taken.email, "action_add": "1"})

    assert answer.headers["Location"] == "/accounts/confirm-email/"
    assert User.objects.get(pk=user.pk).email == user.email


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15",
            "Safari on macOS",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_named_in_two_words(user_agent: str, words: str) -> None:
    assert browsers.describe(user_agent) == words


def test_letters_in_a_folder_can_be_read(client: Client, db: None, settings: Settings, tmp_path: Path) -> None:
    settings.LOCAL_MAIL_FOLDER = str(tmp_path)
    for number in (1, 2):
        message = EmailMessage(f"Code {number}", f"Open http://localhost/x{number}\n<b>", to=["ana@example.com"])
        EmailBackend(file_path=str(tmp_path)).send_messages([message, message])

    page = client.get("/local-mail/").content.decode()

    assert page.count("<article") == 4
    assert '<a href="http://localhost/x1"' in page
    assert "&lt;b&gt;" in page


def test_an_empty_folder_says_so(client: Client, db: None, settings: Settings, tmp_path: Path) -> None:
    settings.LOCAL_MAIL_FOLDER = str(tmp_path / "not made yet")

    assert "None yet." in client.get("/local-mail/").content.decode()
