"""The sidebar shows what a member may open, and asks for counts seldom."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from uuid import uuid4

import pytest
from django.conf import settings as project
from django.core.cache import cache
from django.urls import reverse
from django.utils.module_loading import import_string
from pytest_django import Settings

from presence.kit import navigation
from presence.kit.navigation import Action, Item

HOME = Item("Start", "account_login", key="t", bottom=True)
DEEPER = Item("Reset", "account_reset_password", key="c")
LEADERS = Item("Sign up", "account_signup", role="leader")
COUNTED = Item("Sign out", "account_logout", count="tests.kit.test_navigation.count_open")
MINE = Item("Change", "account_change_password", place="menu")

LISTED = tuple(project.NAVIGATION)

pytestmark = pytest.mark.django_db
asked: list[object] = []


@dataclass
class Person:
    role: str = "agent"
    pk: object = field(default_factory=uuid4)

    def may(self, needed: object) -> bool:
        return needed == self.role


def count_open(member: Person) -> int:
    asked.append(member.pk)
    return 1204


def offer(member: Person) -> Iterable[Action]:
    yield Action("Invite a member", "/invite", also="colleague")


@pytest.fixture(autouse=True)
def _entries(settings: Settings) -> None:
    asked.clear()
    names = ("HOME", "DEEPER", "LEADERS", "COUNTED", "MINE")
    settings.NAVIGATION = [f"tests.kit.test_navigation.{name}" for name in names]
    settings.PALETTE = ["tests.kit.test_navigation.offer"]


def test_it_shows_what_the_role_may_open() -> None:
    words = [entry.word for entry in navigation.entries(Person("agent"), "/")]
    leader_words = [entry.word for entry in navigation.entries(Person("leader"), "/")]

    assert words == ["Start", "Reset", "Sign out"]
    assert leader_words == ["Start", "Reset", "Sign up", "Sign out"]


def test_the_members_own_menu_stands_apart() -> None:
    assert [entry.word for entry in navigation.entries(Person(), "/", place="menu")] == ["Change"]


def test_the_longest_fitting_address_is_current() -> None:
    path = reverse("account_reset_password") + "done/"

    current = [entry.word for entry in navigation.entries(Person(), path) if entry.current]

    assert current == ["Reset"]


def test_nothing_is_current_on_a_foreign_page() -> None:
    assert not any(entry.current for entry in navigation.entries(Person(), "/elsewhere/"))


def test_a_count_is_asked_once_and_remembered() -> None:
    person = Person()

    first = navigation.entries(person, "/")[-1].count
    second = navigation.entries(person, "/")[-1].count

    assert (first, second) == ("1,204", "1,204")
    assert asked == [person.pk]


def test_each_member_has_counts_of_their_own() -> None:
    people = [Person(), Person()]

    for person in people:
        navigation.entries(person, "/")

    assert asked == [person.pk for person in people]


def test_a_forgotten_count_is_asked_again() -> None:
    person = Person()
    navigation.entries(person, "/")

    navigation.forget_counts(person)
    navigation.entries(person, "/")

    assert asked == [person.pk, person.pk]


def test_zero_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    person = Person()
    cache.delete(f"navigation:{person.pk}")
    monkeypatch.setattr("tests.kit.test_navigation.count_open", lambda member: 0)

    assert navigation.entries(person, "/")[-1].count == ""


def test_the_palette_has_pages_and_actions_without_counting() -> None:
    actions = navigation.actions(Person())

    assert Action("Start", reverse("account_login"), key="g t", group="Go to") in actions
    assert actions[-1] == Action("Invite a member", "/invite", also="colleague")
    assert asked == []


def test_groups_keep_their_order() -> None:
    first, second, third = navigation.entries(Person(), "/")

    groups = navigation.groups([first, replace(second, group="Your week"), third])

    assert [(group.word, len(group.entries)) for group in groups] == [("", 2), ("Your week", 1)]


def test_an_address_nobody_serves_is_empty() -> None:
    assert navigation.address("no_such_page") == ""


def test_every_listed_entry_leads_somewhere() -> None:
    items = [import_string(name) for name in LISTED]

    assert [item.word for item in items if not navigation.address(item.url_name)] == []
    assert all(callable(import_string(item.count)) for item in items if item.count)


def test_no_two_entries_share_a_key() -> None:
    keys = [item.key for name in LISTED if (item := import_string(name)).key]

    assert len(keys) == len(set(keys))
