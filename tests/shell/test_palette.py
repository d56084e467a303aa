"""The palette offers what a member may do."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.module_loading import import_string
from pytest_django import Settings

from presence.kit.navigation import Action, Item
from presence.tenancy.models import Membership, Role
from tests.conftest import Cast

EVERYBODY = Item("Reset", "account_reset_password")
LEADERS = Item("Sign up", "account_signup", role=Role.LEADER)

pytestmark = pytest.mark.django_db


def offer(member: Membership) -> list[Action]:
    return [Action(f"Greet as {member.role}", "/greet", post=True)]


def words(client: Client) -> list[str]:
    return [action["word"] for action in client.get("/o/fieldstone/palette").json()["actions"]]


@pytest.fixture(autouse=True)
def _entries(settings: Settings) -> None:
    settings.NAVIGATION = ["tests.shell.test_palette.EVERYBODY", "tests.shell.test_palette.LEADERS"]
    settings.PALETTE = ["tests.shell.test_palette.offer"]


def test_it_offers_what_the_role_may_do(cast: Cast, sign_in: Callable[[Membership], Client]) -> None:
    assert words(sign_in(cast.viewer)) == ["Reset", "Greet as viewer"]
    assert words(sign_in(cast.leader)) == ["Reset", "Sign up", "Greet as leader"]


def test_addresses_stay_in_the_organization(cast: Cast, sign_in: Callable[[Membership], Client]) -> None:
    actions = sign_in(cast.viewer).get("/o/fieldstone/palette").json()["actions"]

    assert actions[0]["url"].startswith("/o/fieldstone/")


def test_it_is_kept_by_this_browser_only(cast: Cast, sign_in: Callable[[Membership], Client]) -> None:
    assert "private" in sign_in(cast.viewer).get("/o/fieldstone/palette").headers["Cache-Control"]


def test_a_stranger_finds_nothing(cast: Cast, elsewhere: Cast, sign_in: Callable[[Membership], Client]) -> None:
    assert sign_in(elsewhere.owner).get("/o/fieldstone/palette").status_code == 404


def test_a_visitor_signs_in_first(client: Client, cast: Cast) -> None:
    assert client.get("/o/fieldstone/palette").status_code == 302


def test_the_listed_names_are_this_modules(settings: Settings) -> None:
    assert import_string(settings.PALETTE[0]) is offer
