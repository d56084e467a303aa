"""The starter map of Fieldstone Care, with something of everything on it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from presence.tenancy.actors import Actor
from tests.conftest import Cast
from touchpoints.journeys import actions, versions, writing
from touchpoints.journeys.models import Touchpoint

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
SignIn = Callable[[Any], Client]


@pytest.fixture
def by(acting: Cast) -> Actor:
    return Actor.of(acting.leader)


@pytest.fixture
def leader(acting: Cast, sign_in: SignIn) -> Client:
    return sign_in(acting.leader)


@pytest.fixture
def full(acting: Cast, by: Actor) -> dict[str, Any]:
    """The drawn map with an automatic moment that has all it needs, texts with commas, and an empty stage."""
    document = versions.document()
    first, *_others = document["journeys"][0]["stages"]
    first["touchpoints"][0] |= {
        "mode": "automate",
        "mode_reason": 'It says "we have it", no more; a person answers',
        "stakes": ["emotion", "value"],
        "channel": "email",
        "response_target_minutes": 30,
        "key_moment": True,
        "hatch": {"member": str(acting.agent.pk), "calendar": None, "reply_minutes": 45},
        "message": {"language": "en", "subject": "=We have it", "text": "Hello,\nwe have it.\n"},
    }
    document["journeys"][0]["stages"].append({"name": "Later", "touchpoints": []})
    writing.write_document(by=by, now=NOW, document=document)
    return versions.document()


def touchpoint(key: str) -> Touchpoint:
    return Touchpoint.rows().select_related("stage__journey", "owner").get(key=key)


def change(by: Actor, key: str, **fields: Any) -> None:
    actions.change_touchpoint(by=by, touchpoint=touchpoint(key), **fields)
