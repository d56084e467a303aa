"""Sessions live in PostgreSQL and end at once when they should."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from presence.accounts.backends import Backend
from presence.accounts.models import User
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


def test_an_unknown_session_key_is_dropped(db: None) -> None:
    store = SessionStore("a" * 32)

    assert store.load() == {}
    assert store.session_key is None
