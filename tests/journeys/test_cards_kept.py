"""A card is drawn once for the same facts; whatever it shows draws it anew, and nobody sees another's."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from presence.tenancy.actors import Actor
from tests.conftest import Cast
from touchpoints.journeys import actions
from touchpoints.journeys.models import Touchpoint
from touchpoints.map import cards

HOME = "/o/fieldstone/map/"
SignIn = Callable[[Any], Client]


def _misses() -> int:
    return cards._draw.cache_info().misses


def test_only_the_card_that_changed_is_drawn_again(acting: Cast, sign_in: SignIn) -> None:
    leader, touchpoint = sign_in(acting.leader), Touchpoint.rows().get(key="status-update")
    leader.get(HOME)
    before = _misses()

    actions.change_touchpoint(by=Actor.of(acting.leader), touchpoint=touchpoint, mode_reason="They ask for it")

    assert "They ask for it" in leader.get(HOME).content.decode()
    assert _misses() == before + 1


@pytest.mark.parametrize("name", ["agent", "viewer"])
def test_who_only_reads_gets_no_leaders_card(acting: Cast, sign_in: SignIn, name: str) -> None:
    assert "data-hand-open" in sign_in(acting.leader).get(HOME).content.decode()

    assert "data-hand-open" not in sign_in(getattr(acting, name)).get(HOME).content.decode()
