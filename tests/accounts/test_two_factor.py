"""The second step: an app's codes, recovery codes, and what ends when it changes."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value
from django.test import Client
from pytest_django import Settings

from presence.accounts import two_factor
from presence.accounts.models import User
from tests.accounts.people import PASSWORD, account, browser, is_signed_in, newest_letter, sign_in

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def code_for(secret: str) -> str:
    return f"{hotp_value(secret, int(time.time()) // 30):06}"


def confirm(client: Client) -> None:
    """Show that it is you, which every change asks for."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def turn_on(client: Client) -> str:
    confirm(client)
    page = client.get("/accounts/2fa/totp/activate/")
    secret: str = page.context["form"].secret
    client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    return secret


@pytest.fixture
def user() -> User:
    return account()


def test_after_the_password_a_code_is_asked_for(user: User) -> None:
    secret = turn_on(sign_in(user))
    client = browser()

    answer = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert answer.headers["Location"] == "/accounts/2fa/authenticate/"
    assert not is_signed_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": code_for(secret)})

    assert is_signed_in(client)


def test_a_wrong_code_opens_nothing(user: User) -> None:
    turn_on(sign_in(user))
    client = sign_in(user)

    answer = client.post("/accounts/2fa/authenticate/", {"code": "000000"})

    assert "This code is not right" in answer.content.decode()
    assert not is_signed_in(client)


def test_codes_cannot_be_guessed(user: User) -> None:
    secret = turn_on(sign_in(user))
    for _ in range(10):
        sign_in(user).post("/accounts/2fa/authenticate/", {"code": "000000"})

    client = sign_in(user)
    answer = client.post("/accounts/2fa/authenticate/", {"code": code_for(secret)})

    assert "Too many tries" in answer.content.decode()
    assert not is_signed_in(client)


def test_turning_it_on_ends_other_sessions_and_tells_by_letter(user: User) -> None:
    here, elsewhere = sign_in(user), sign_in(user)
    former_key = here.session.session_key

    turn_on(here)

    assert is_signed_in(here)
    assert here.session.session_key != former_key
    assert not is_signed_in(elsewhere)
    assert newest_letter(user.email).subject == "Authenticator app turned on"


def test_turning_it_off_ends_other_sessions(user: User) -> None:
    here = sign_in(user)
    secret = turn_on(here)
    elsewhere = sign_in(user)
    elsewhere.post("/accounts/2fa/authenticate/", {"code": code_for(secret)})

    here.post("/accounts/2fa/totp/deactivate/")

    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert not Authenticator.objects.filter(user=user).exists()


def test_changes_ask_again_who_it_is(user: User) -> None:
    client = sign_in(user)
    session = client.session
    session["account_authentication_methods"] = []
    session.save()

    for path in ("totp/activate/", "webauthn/add/"):
        assert "/accounts/reauthenticate/" in client.get(f"/accounts/2fa/{path}").headers["Location"]


def test_a_recovery_code_works_once(user: User) -> None:
    here = sign_in(user)
    turn_on(here)
    page = here.get("/accounts/2fa/recovery-codes/")
    code = page.context["unused_codes"][0]
    assert code in page.content.decode()

    first, second = sign_in(user), sign_in(user)
    first.post("/accounts/2fa/authenticate/", {"code": code})
    second.post("/accounts/2fa/authenticate/", {"code": code})

    assert is_signed_in(first)
    assert not is_signed_in(second)
    assert here.get("/accounts/2fa/recovery-codes/download/").content.decode().count("\n") >= 9


def test_new_recovery_codes_end_other_sessions(user: User) -> None:
    here = sign_in(user)
    secret = turn_on(here)
    elsewhere = sign_in(user)
    elsewhere.post("/accounts/2fa/authenticate/", {"code": code_for(secret)})

    here.post("/accounts/2fa/recovery-codes/generate/")

    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)


def test_seeds_are_stored_encrypted(user: User) -> None:
    secret = turn_on(sign_in(user))

    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))


def test_former_keys_still_read(settings: Settings) -> None:
    written = two_factor.Adapter().encrypt("seed")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-secret-key-after-rotation"
    two_factor._cipher.cache_clear()
    try:
        assert two_factor.Adapter().decrypt(written) == "seed"
        assert two_factor.Adapter().encrypt("seed") != written
    finally:
        two_factor._cipher.cache_clear()


BAD = ["", "{}", "[]", "null", "5", '"x"', '{"id": 1}', '{"id":"a","rawId":"a","type":"public-key","response":{}}', "{", "\x00"]


@pytest.mark.parametrize("credential", BAD)
def test_a_bad_passkey_is_refused_in_words(user: User, credential: str) -> None:
    client = browser()
    client.get("/accounts/2fa/webauthn/login/", headers={"Accept": "application/json"})
    assert client.post("/accounts/2fa/webauthn/login/", {"credential": credential}).status_code in (200, 302)

    here = sign_in(user)
    confirm(here)
    here.get("/accounts/2fa/webauthn/add/")
    assert here.post("/accounts/2fa/webauthn/add/", {"name": "Phone", "credential": credential}).status_code == 200
    assert not Authenticator.objects.filter(user=user).exists()
