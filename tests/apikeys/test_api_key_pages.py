"""The keys page: made once, shown once, replaced, revoked."""

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from presence.apikeys import actions
from presence.apikeys.models import ApiKey
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from tests.conftest import Cast

SignIn = Callable[[Membership], Client]
KEYS = "/o/fieldstone/keys/"
TYPED = {"name": "Grafana", "scopes": ["metrics:read"], "lasts": "90"}


def text_on(page: str) -> str:
    found = re.search(r'value="(pk_live_[\w-]+)"', page)
    assert found
    return found[1]


def make(cast: Cast) -> ApiKey:
    with scope.acting_for(cast.organization):
        key, _ = actions.make(by=Actor.of(cast.owner), member=cast.owner, name="Grafana", scopes=["metrics:read"])
    return key


def authenticate(text: str) -> ApiKey | None:
    return actions.authenticate(f"Bearer {text}", datetime.now(UTC))


def test_reading_is_offered_and_chosen_first(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.owner).get(f"{KEYS}new/").content.decode()

    offered = re.findall(r'name="scopes" value="([\w:]+)"', page)
    assert offered[:7] == [word for word in offered if word.endswith(":read")]
    assert re.findall(r'name="scopes" value="([\w:]+)"[^>]* checked', page) == ["metrics:read"]


def test_it_is_shown_once_with_the_line_to_call(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.owner)

    answer = client.post(f"{KEYS}new/", TYPED)

    page = answer.content.decode()
    text = text_on(page)
    call = f'curl -H "Authorization: Bearer {text}" http://localhost:8000/api/v1/metrics/promise-kept-rate/'
    assert call in html.unescape(page)
    assert "no-store" in answer.headers["Cache-Control"]
    key = authenticate(text)
    assert key is not None
    assert key.expires_at is not None
    assert timedelta(days=89) < key.expires_at - datetime.now(UTC) < timedelta(days=91)
    listed = client.get(KEYS).content.decode()
    assert text not in listed
    assert f"pk_live_…{key.prefix[-6:]}…" in listed


def test_sent_twice_it_makes_one(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.owner)

    client.post(f"{KEYS}new/", TYPED)
    answer = client.post(f"{KEYS}new/", TYPED)

    assert "already a key named" in answer.content.decode()
    with scope.acting_for(cast.organization):
        assert ApiKey.rows().count() == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "Enter name."),
        ({"name": "x" * 61}, "at most 60"),
        ({"scopes": []}, "Choose at least one thing the key may do."),
        ({"scopes": ["everything"]}, "Select a valid choice"),
        ({"lasts": "forever"}, "Select a valid choice"),
    ],
)
def test_a_bad_form_says_why(cast: Cast, sign_in: SignIn, changed: dict[str, object], words: str) -> None:
    answer = sign_in(cast.owner).post(f"{KEYS}new/", TYPED | changed)

    assert words in answer.content.decode()
    with scope.acting_for(cast.organization):
        assert not ApiKey.rows().exists()


def test_a_key_that_reads_no_metrics_gets_no_line_about_them(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.owner).post(f"{KEYS}new/", TYPED | {"scopes": ["customers:read"]}).content.decode()

    assert text_on(page)
    assert "curl" not in page


def test_it_leads_to_the_days_that_have_data(cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    days = (datetime(2016, 2, 29).date(), datetime(2016, 3, 29).date())  # noqa: DTZ001  days, no moments
    monkeypatch.setattr("touchpoints.interactions.recorded.days", lambda: days)

    page = html.unescape(sign_in(cast.owner).post(f"{KEYS}new/", TYPED).content.decode())

    assert "/metrics/promise-kept-rate/?from=2016-02-29&to=2016-03-29'" in page


def test_it_is_replaced_with_an_overlap(cast: Cast, sign_in: SignIn) -> None:
    client, old = sign_in(cast.owner), make(cast)

    page = client.post(f"{KEYS}{old.pk}/rotation/", {"overlap": "24"}).content.decode()

    new = authenticate(text_on(page))
    assert new is not None
    assert new.name == "Grafana"
    assert "Grafana (replaced)" in client.get(KEYS).content.decode()


def test_a_revoked_key_cannot_be_replaced(cast: Cast, sign_in: SignIn) -> None:
    client, key = sign_in(cast.owner), make(cast)

    client.post(f"{KEYS}{key.pk}/revocation/")
    assert "The key Grafana is revoked." in client.get(KEYS).content.decode()
    answer = client.post(f"{KEYS}{key.pk}/rotation/", {"overlap": "0"})

    assert "Make a new key" in answer.content.decode()


def test_an_empty_list_says_what_keys_are_for(cast: Cast, sign_in: SignIn) -> None:
    assert "No keys yet" in sign_in(cast.owner).get(KEYS).content.decode()
