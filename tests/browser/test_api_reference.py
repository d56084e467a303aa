"""The API reference in a real browser: readable on desk and phone, in both themes, with the keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Cast

Open = Callable[..., Page]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_it_is_accessible_with_everything_open(
    open_page: Open, violations: Callable[[Page], list[str]], width: int, theme: str
) -> None:
    page = open_page(width=width, theme=theme)
    page.goto("/api/v1/docs/")
    page.evaluate("document.querySelectorAll('#create_promise details').forEach(part => part.open = true)")

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_keyboard_leads_to_an_operation_and_opens_it(open_page: Open, cast: Cast) -> None:
    page = open_page(cast.viewer)
    page.goto("/o/fieldstone/api/v1/docs/")

    page.get_by_role("navigation", name="Operations").get_by_role("link", name="Write a promise").press("Enter")
    card = page.locator("#create_promise")
    expect(card).to_be_in_viewport()
    card.locator("summary", has_text="Example of a body").press("Enter")

    expect(card.get_by_text('"kind": "exclusion"')).to_be_visible()
