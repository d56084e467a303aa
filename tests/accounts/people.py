"""Browsers of people whose tries are counted apart: each comes from an address of its own."""

import re
import secrets

from allauth.account.models import EmailAddress
from django.test import Client

from presence.accounts.models import AccountLetter, User

PASSWORD = "correct horse battery"


def address() -> str:
    """An address nobody else has, in the block for documentation: counters outlive a test."""
    return f"2001:db8:{secrets.token_hex(2)}:{secrets.token_hex(2)}::1"


def browser(**meta: str) -> Client:
    return Client(REMOTE_ADDR=address(), **meta)


def fresh_email() -> str:
    """An address nobody has tried yet: counters outlive a test."""
    return f"person.{secrets.token_hex(6)}@example.com"


def account(email: str = "", *, verified: bool = True) -> User:
    user = User.objects.create_user(email=email or fresh_email(), name="Ana Ruiz", password=PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=verified, primary=True)
    return user


def sign_in(user: User, password: str = PASSWORD, **meta: str) -> Client:
    """A browser that signed in through the page."""
    client = browser(**meta)
    client.post("/accounts/login/", {"login": user.email, "password": password})
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def newest_letter(to: str) -> AccountLetter:
    return AccountLetter.objects.filter(to=to).latest("created_at")


def code_in(letter: AccountLetter) -> str:
    found = re.search(r"^([A-Z0-9-]{4,12})$", letter.text, re.MULTILINE)
    assert found, letter.text
    return found[1]


def link_in(letter: AccountLetter) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", letter.text)
    assert found, letter.text
    return found[1]
