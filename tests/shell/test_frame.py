"""The frame around every page: who, where, how it looks; its still parts are drawn once and never mixed up."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from presence.accounts.models import User
from presence.kit.navigation import Item
from presence.shell import samples, still
from presence.tenancy.models import Membership, Role
from tests.conftest import Cast

EVERYBODY = Item("Change password", "account_change_password", key="c", bottom=True)
LEADERS = Item("Sign-ups", "account_signup", role=Role.LEADER)

pytestmark = pytest.mark.django_db
FACTS = samples.FACTS_OF_FRAME


@pytest.fixture(autouse=True)
def _entries(settings: Settings) -> None:
    settings.NAVIGATION = ["tests.shell.test_frame.EVERYBODY", "tests.shell.test_frame.LEADERS"]


@pytest.fixture
def page(sign_in: Callable[[Membership], Client]) -> Callable[..., str]:
    """A page of the member's organization that asks for nothing but the frame."""
    return lambda member, slug="fieldstone": sign_in(member).get(f"/o/{slug}/nowhere/").content.decode()


def test_each_role_sees_its_entries(cast: Cast, page: Callable[..., str]) -> None:
    assert "Sign-ups" not in page(cast.agent)
    assert "Sign-ups" in page(cast.leader)


def test_two_organizations_never_share_a_frame(cast: Cast, elsewhere: Cast, page: Callable[..., str]) -> None:
    ours, theirs = page(cast.leader), page(elsewhere.leader, "elsewhere")

    assert "Fieldstone Care" in ours
    assert "/o/fieldstone/" in ours
    assert "elsewhere" not in ours.lower()
    assert "fieldstone" not in theirs.lower()


def test_members_of_one_role_see_their_own_names(cast: Cast, page: Callable[..., str]) -> None:
    assert "Agent of Fieldstone Care, support" in page(cast.agent)
    assert "Viewer of Fieldstone Care, viewer" in page(cast.viewer)
    assert "Leader of Fieldstone Care, leader" in page(cast.leader)


def test_preferences_are_on_the_page(cast: Cast, page: Callable[..., str]) -> None:
    User.objects.filter(pk=cast.agent.user_id).update(theme="dark", density="compact", single_keys=False)

    html = page(cast.agent)

    assert 'data-theme="dark"' in html
    assert 'data-density="compact"' in html
    assert 'data-keys="off"' in html


def test_the_same_facts_are_drawn_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert still.sidebar(FACTS) is still.sidebar(replace(FACTS))


@pytest.mark.parametrize(
    "other",
    [
        replace(FACTS, organization="Other"),
        replace(FACTS, home_url="/o/other/"),
        replace(FACTS, organizations_url="/organizations/"),
        replace(FACTS, entries=FACTS.entries[1:]),
        replace(FACTS, entries=(replace(FACTS.entries[0], count="8"), *FACTS.entries[1:])),
        replace(FACTS, entries=(replace(FACTS.entries[0], current=True), *FACTS.entries[1:])),
    ],
    ids=["name", "home", "switcher", "entries", "count", "current"],
)
def test_other_facts_are_drawn_anew(other: still.Facts) -> None:
    assert still.sidebar(other) != still.sidebar(FACTS)


def test_dialogs_do_not_depend_on_the_page() -> None:
    elsewhere_on_the_site = replace(FACTS, entries=tuple(replace(entry, current=False, count="9") for entry in FACTS.entries))

    assert still.dialogs(elsewhere_on_the_site) is still.dialogs(FACTS)


def test_a_phone_shows_four_entries_at_most() -> None:
    many = replace(FACTS, entries=tuple(replace(entry, bottom=True) for entry in FACTS.entries))

    assert still.bottom_bar(many).count('class="bottom-item"') == 5  # four of them, and More
