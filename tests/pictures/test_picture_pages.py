"""The map to print and to take away: every member may, and it shows what the map shows."""

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as Xml

from django.test import Client

from presence.tenancy.actors import Actor
from tests.conftest import Cast
from touchpoints.journeys import actions

HOME = "/o/fieldstone/map/print/"
SignIn = Callable[[Any], Client]


def test_a_viewer_sees_the_whole_map_on_one_sheet(acting: Cast, sign_in: SignIn) -> None:
    actions.add_touchpoint(by=Actor.of(acting.leader), name="Quote call", protected=["pricing"], owner=acting.agent)

    page = sign_in(acting.viewer).get(HOME).content.decode()

    assert "5 touchpoints" not in page
    assert "6 touchpoints" in page
    for words in ("From first contact to renewal", "Quote call", "Protected: pricing", "Agent of", "Human-only"):
        assert words in page, words


def test_the_picture_is_a_file_of_its_own(acting: Cast, sign_in: SignIn) -> None:
    answer = sign_in(acting.viewer).get(f"{HOME}map.svg")

    assert answer["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="map-fieldstone-20')
    assert Xml.fromstring(answer.content).tag.endswith("svg")


def test_what_is_archived_is_not_on_the_sheet(acting: Cast, sign_in: SignIn) -> None:
    from_first = actions.add_touchpoint(by=Actor.of(acting.leader), name="Fair visit")
    actions.archive_touchpoint(by=Actor.of(acting.leader), now=from_first.created_at, touchpoint=from_first)

    assert "Fair visit" not in sign_in(acting.viewer).get(HOME).content.decode()


def test_words_of_the_map_are_only_words(acting: Cast, sign_in: SignIn) -> None:
    actions.add_touchpoint(by=Actor.of(acting.leader), name="<script>alert(1)</script> & \x0b more")

    drawn = sign_in(acting.viewer).get(f"{HOME}map.svg").content

    assert b"<script" not in drawn
    assert Xml.fromstring(drawn) is not None
