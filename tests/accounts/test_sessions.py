"""Sessions live in PostgreSQL and end at once when they should."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from presence import tasks
from presence.accounts import letters
from presence.accounts.backends import Backend
from presence.accounts.models import AccountLetter, User
from presence.accounts.sessions import SessionStore
from presence.tenancy.models import Membership
from tests.conftest import Cast

SignIn = Callable[[Membership], Client]


def test_the_backend_loads_the_whole_person(cast: Cast) -> None:
    loaded = Backend().get_user(cast.agent.user.pk)

    assert loaded is not None
    stored = User.objects.get(pk=cast.agent.user.pk)
    names = [field.attname for field in User._meta.concrete_fields]
    assert [getattr(loaded, name) for name in names] == [getattr(stored, name) for name in names]


def test_a_disabled_account_is_signed_out_at_once(cast: Cast) -> None:
    User.objects.filter(pk=cast.agent.user.pk).update(is_active=False)

    assert Backend().get_user(cast.agent.user.pk) is None


@pytest.mark.parametrize(
    "cookie", ['"abcdefghijkl\\000x"', "x", "é" * 20, "'; DROP TABLE django_session; --", "../../etc/passwd"]
)
def test_a_cookie_that_is_no_session_is_none(cast: Cast, cookie: str) -> None:
    answer = Client().get("/o/fieldstone/", headers={"Cookie": f"session={cookie}"})

    assert answer.status_code == 302


def test_what_a_session_holds_comes_back(cast: Cast) -> None:
    store = SessionStore()
    store["color"] = "paper"
    store.save()

    assert SessionStore(store.session_key)["color"] == "paper"


def test_an_expired_session_is_empty(cast: Cast) -> None:
    store = SessionStore()
    store["color"] = "paper"
    store.save()
    Session.objects.filter(pk=store.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))

    assert SessionStore(store.session_key).load() == {}


def test_what_nobody_can_use_any_more_is_forgotten(cast: Cast) -> None:
    old, present = SessionStore(), SessionStore()
    for store in (old, present):
        store.save()
        UserSession.objects.create(user=cast.agent.user, ip="2001:db8::1", session_key=store.session_key, user_agent="x")
    Session.objects.filter(pk=old.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))

    tasks.tidy_accounts()

    assert [row.session_key for row in UserSession.objects.all()] == [present.session_key]
    assert [row.pk for row in Session.objects.all()] == [present.session_key]


def test_settled_letters_are_forgotten_after_a_quarter(db: None) -> None:
    kept = [letters.write(to="ana@example.com", subject="x", text="x") for _ in range(3)]
    sent_long_ago, waiting_long_ago, sent_lately = kept
    AccountLetter.objects.filter(pk__in=[sent_long_ago.pk, sent_lately.pk]).update(state="sent")
    long_ago = timezone.now() - timedelta(days=91)
    AccountLetter.objects.filter(pk__in=[sent_long_ago.pk, waiting_long_ago.pk]).update(created_at=long_ago)

    tasks.tidy_accounts()

    assert set(AccountLetter.objects.all()) == {waiting_long_ago, sent_lately}


def test_an_unknown_session_key_is_dropped(db: None) -> None:
    store = SessionStore("a" * 32)

    assert store.load() == {}
    assert store.session_key is None
