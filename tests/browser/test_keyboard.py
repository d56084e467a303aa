"""With the keyboard alone: where the focus is can always be seen, and every page can be left again."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Cast
from tests.wall.canaries import make_twin

Open = Callable[..., Page]
MOST_STOPS = 250
PAGES = ("c/", "c/new/", "map/", "map/new/", "interactions/", "keys/new/", "members/", "import/new/", "promises/")
# What has the focus, unless it shows it, on the screen, under no bar. A piece of a framed whole shows it on the frame.
HIDDEN = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return "";
    const shown = one.closest(".segmented > label, .search-field, .toast") ?? one;
    const box = shown.getBoundingClientRect();
    const style = getComputedStyle(shown);
    const marked = (parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== "none") || style.boxShadow !== "none";
    const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
    const y = Math.max(box.top, 0) + Math.min(box.height, 24) / 2;
    const on_top = document.elementFromPoint(x, y);
    const seen = on_top && (shown.contains(on_top) || on_top.contains(shown));
    return marked && seen ? "shown" : one.outerHTML.slice(0, 120);
}"""


@pytest.mark.parametrize("width", [1280, 375])
def test_the_focus_is_always_seen_and_never_caught(open_page: Open, width: int) -> None:
    twin = make_twin("A")
    page = open_page(twin.people["owner"], width=width)

    for address in PAGES:
        page.goto(f"/o/{twin.organization.slug}/{address}")
        stops = list(_stops(page))

        assert [stop for stop in stops if stop != "shown"] == [], address
        assert 5 < len(stops) < MOST_STOPS, f"{address}: the focus is caught, or reaches nothing"


def _stops(page: Page) -> Iterator[str]:
    """Every stop of the Tab key from the top of the page to its end."""
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        told = page.evaluate(HIDDEN)
        if not told:
            return
        yield told


def test_a_customer_is_found_opened_and_left_without_a_mouse(cast: Cast, open_page: Open) -> None:
    page = open_page(cast.agent)
    page.goto("/o/fieldstone/c/new/")
    page.locator("#id_name").focus()
    page.keyboard.type("Harbor Dental")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Harbor Dental")).to_be_visible()
    page.wait_for_load_state()

    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/c/", wait_until="load")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Harbor Dental")).to_be_visible()
    page.wait_for_load_state()

    page.keyboard.press("g")
    page.keyboard.press("m")
    page.wait_for_url("**/map/", wait_until="load")
    page.keyboard.press("/")
    page.keyboard.type("harb")
    expect(page.get_by_role("option", name="Harbor Dental")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Harbor Dental")).to_be_visible()


def test_the_palette_gives_the_focus_back(cast: Cast, open_page: Open) -> None:
    page = open_page(cast.agent)
    page.goto("/o/fieldstone/c/new/")
    field = page.locator("#id_name")
    field.focus()

    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(field).to_be_focused()
