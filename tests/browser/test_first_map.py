"""From signing up to a published map of five moments: the keys and clicks beyond text, by keyboard alone and by mouse."""

import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import transaction
from playwright.sync_api import Locator, Page, expect

from presence.accounts.models import User
from presence.tenancy import directory, scope
from tests.accounts.people import PASSWORD, code_in, fresh_email, newest_letter
from touchpoints.journeys.published import MapVersion, PublishedTouchpoint

MOST = 45
# Seconds of a practiced person: a key, pointing and pressing, thinking before a choice (Card, Moran and Newell).
KEY, POINT, THINK, LETTER = 0.28, 1.1 + 0.28, 1.35, 0.28
CHOSEN = {
    "first-response": "augment",
    "status-update": "automate",
    "scope-change": "human_only",
    "invoice-or-renewal": "automate",
    "post-issue-follow-up": "augment",
}


@dataclass
class Hands:
    """Counts what a person does beyond typing text."""

    page: Page
    keys: int = 0
    clicks: int = 0
    letters: int = 0
    choices: int = 0

    def press(self, *names: str) -> None:
        for name in names:
            self.keys += 1
            self.page.keyboard.press(name)

    def click(self, target: Locator) -> None:
        self.clicks += 1
        target.click()

    def type(self, text: str) -> None:
        self.letters += len(text)
        self.page.keyboard.type(text)

    def tab_to(self, target: Locator) -> None:
        """With the Tab key, as far as it takes."""
        for _ in range(MOST):
            if target.evaluate("one => one === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"The Tab key does not reach {target}.")

    def told(self, way: str) -> str:
        seconds = self.keys * KEY + self.clicks * POINT + self.letters * LETTER + self.choices * THINK
        beyond = self.keys + self.clicks
        return f"{way}: {self.keys} keys and {self.clicks} clicks beyond text ({beyond} of {MOST}), about {seconds:.0f} s"


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    found = open_page(timezone_id="Europe/Brussels")
    found.goto("/accounts/signup/")
    return found


def modes_published(slug: str, email: str) -> dict[str, str]:
    member = directory.member_of(slug, User.objects.get(email=email))
    assert member
    with scope.acting_for(member.organization), transaction.atomic():
        assert MapVersion.rows().order_by("-number")[0].number == 2
        rows = PublishedTouchpoint.rows().select_related("touchpoint")
        return {row.touchpoint.key: row.mode for row in rows}


def is_saved(page: Page, words: str) -> None:
    expect(page.locator("[data-toasts]").get_by_text(words).last).to_be_visible()


def test_with_the_keyboard_alone(page: Page, capsys: pytest.CaptureFixture[str]) -> None:
    hands, email = Hands(page), fresh_email()
    hands.tab_to(page.locator("[name=email]"))
    hands.type(email)
    hands.tab_to(page.locator("[name=name]"))
    hands.type("Ana Ruiz")
    hands.tab_to(page.locator("[name=password1]"))
    hands.type(PASSWORD)
    hands.press("Enter")
    expect(page.locator("[name=code]")).to_be_visible()
    hands.tab_to(page.locator("[name=code]"))
    hands.type(code_in(newest_letter(email)))
    hands.press("Enter")
    expect(page.locator("[name=name]")).to_be_visible()
    hands.tab_to(page.locator("[name=name]"))
    hands.type("Harbor Works")
    hands.press("Enter")
    page.wait_for_url("**/o/harbor-works/**")
    hands.press("Tab", "g", "m")  # out of the search field
    page.wait_for_url("**/map/")

    hands.press("2")
    is_saved(page, "First response: augment.")
    hands.press("j", "3")
    is_saved(page, "Status update: automate.")
    expect(page.locator("#hand-status-update-hatch_member")).to_be_focused()
    hands.press("Enter")
    is_saved(page, "Status update saved.")
    expect(page.locator("#card-status-update")).to_be_focused()
    hands.press("j", "j", "3")
    is_saved(page, "Invoice or renewal: automate.")
    expect(page.locator("#hand-invoice-or-renewal-hatch_member")).to_be_focused()
    hands.press("Enter")
    is_saved(page, "Invoice or renewal saved.")
    expect(page.locator("#card-invoice-or-renewal")).to_be_focused()
    hands.press("j", "2")
    is_saved(page, "Post-issue follow-up: augment.")
    hands.choices = 5
    hands.press("p")
    page.wait_for_url("**/map/check/")
    hands.press("p")
    page.wait_for_url("**/map/versions/**")

    _tell(capsys, hands, "keyboard alone")
    assert hands.clicks == 0
    assert hands.keys <= MOST
    assert modes_published("harbor-works", email) == CHOSEN


def test_with_the_mouse(page: Page, capsys: pytest.CaptureFixture[str]) -> None:
    hands, email = Hands(page), fresh_email()
    for name, text in (("email", email), ("name", "Ana Ruiz"), ("password1", PASSWORD)):
        hands.click(page.locator(f"[name={name}]"))
        hands.type(text)
    hands.click(page.get_by_role("button", name="Create account"))
    hands.click(page.locator("[name=code]"))
    hands.type(code_in(newest_letter(email)))
    hands.click(page.get_by_role("button", name="Confirm"))
    hands.click(page.locator("[name=name]"))
    hands.type("Harbor Works")
    hands.click(page.get_by_role("button", name="Make the organization"))
    page.wait_for_url("**/o/harbor-works/**")
    hands.click(page.get_by_role("navigation").get_by_role("link", name="Map", exact=True).first)
    page.wait_for_url("**/map/")  # loaded whole: before its script runs, a card's link leads to the page for no script

    for key, mode in CHOSEN.items():
        if mode == "human_only":
            continue
        card = page.locator(f"#card-{key}")
        hands.click(card.locator("[data-hand-open]"))
        hands.click(card.locator(f'[data-hand-mode][value="{mode}"]'))
        is_saved(page, f": {mode}.")
        expect(card.locator(f'[data-hand-mode][value="{mode}"]')).to_be_checked()
    is_saved(page, "Invoice or renewal saved.")  # opening the next card has saved what was proposed for the one before
    hands.choices = 5
    hands.click(page.get_by_role("link", name="Check and publish"))
    hands.click(page.get_by_role("button", name="Publish map"))
    page.wait_for_url("**/map/versions/**")

    _tell(capsys, hands, "mouse")
    assert hands.keys == 0
    assert hands.clicks <= MOST
    assert modes_published("harbor-works", email) == CHOSEN


def _tell(capsys: pytest.CaptureFixture[str], hands: Hands, way: str) -> None:
    with capsys.disabled():
        sys.stdout.write(f"\nFrom sign-up to a published map, {hands.told(way)}\n")
