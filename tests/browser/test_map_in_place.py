"""The map edited in place in a real browser: by keys, by menu, by dragging; refusals, conflicts and the way back."""

from collections.abc import Callable

import pytest
from django.db import transaction
from playwright.sync_api import Locator, Page, expect

from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from touchpoints.journeys import actions
from touchpoints.journeys.models import Touchpoint

OpenPage = Callable[..., Page]
Violations = Callable[[Page], list[str]]
MAP = "/o/fieldstone/map/"


def saved(cast: Cast, key: str) -> Touchpoint:
    with scope.acting_for(cast.organization), transaction.atomic():
        return Touchpoint.rows().select_related("stage").get(key=key)


def card(page: Page, key: str = "status-update") -> object:
    return page.locator(f"#card-{key}")


@pytest.fixture
def page(cast: Cast, open_page: OpenPage) -> Page:
    found = open_page(cast.leader)
    found.goto(MAP)
    return found


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def order(page: Page, stage: str) -> list[str]:
    column = page.locator(f'[data-stage][data-name="{stage}"] > [data-card]')
    return column.evaluate_all("cards => cards.map(card => card.dataset.name)")


def test_keys_choose_modes_and_z_takes_the_last_back(cast: Cast, page: Page) -> None:
    press(page, "2")
    expect(page.locator("#card-first-response [data-hand]")).to_be_visible()
    expect(page.locator("#card-first-response")).to_be_focused()
    press(page, "j", "3")
    expect(page.locator("#card-status-update [data-hand]")).to_be_visible()
    expect(page.locator("#card-first-response [data-hand]")).to_have_count(0)
    expect(page.get_by_text("Status update: automate.")).to_be_visible()
    assert [saved(cast, key).mode for key in ("first-response", "status-update")] == ["augment", "automate"]

    page.locator("#card-status-update").focus()
    press(page, "z")

    expect(page.get_by_text("Taken back.")).to_be_visible()
    assert saved(cast, "status-update").mode == "human_only"


def test_a_protected_card_says_why_and_stays(cast: Cast, page: Page) -> None:
    page.locator("#card-scope-change").focus()
    press(page, "3")

    expect(page.locator("#card-scope-change .field-error")).to_contain_text("never automated")
    assert saved(cast, "scope-change").mode == "human_only"


def test_enter_renames_and_escape_leaves(cast: Cast, page: Page) -> None:
    press(page, "Enter")
    expect(page.locator("#hand-first-response-name")).to_be_focused()
    page.keyboard.type("First answer")
    press(page, "Enter")
    expect(page.get_by_role("heading", name="First answer")).to_be_visible()
    assert saved(cast, "first-response").name == "First answer"

    press(page, "Enter")
    expect(page.locator("#hand-first-response-name")).to_be_focused()
    page.keyboard.type("Never saved")
    press(page, "Escape")

    expect(page.locator("[data-hand]")).to_have_count(0)
    expect(page.locator("#card-first-response")).to_be_focused()
    assert saved(cast, "first-response").name == "First answer"


def test_n_adds_a_card_where_one_is(cast: Cast, page: Page) -> None:
    press(page, "j", "n")
    page.keyboard.type("Visit confirmation")
    press(page, "Enter")

    expect(page.locator("#card-visit-confirmation")).to_be_focused()
    assert order(page, "Delivery") == ["Status update", "Scope change", "Visit confirmation"]
    assert saved(cast, "visit-confirmation").mode == "human_only"


def test_keys_menu_and_drag_give_the_same_order(cast: Cast, page: Page) -> None:
    page.locator("#card-scope-change").focus()
    press(page, "Shift+ArrowUp")
    expect(page.locator("[data-live]")).to_contain_text("Scope change, position 1 of 2 in Delivery")
    expect(page.get_by_text("Scope change is now number 1 in Delivery.")).to_be_visible()
    assert saved(cast, "scope-change").position == 0

    page.locator("#card-scope-change [data-card-menu] summary").click()
    page.get_by_role("button", name="Later", exact=True).click()
    expect(page.get_by_text("Scope change is now number 2 in Delivery.")).to_be_visible()
    assert saved(cast, "scope-change").position == 1

    page.locator("#card-scope-change [data-grip]").drag_to(
        page.locator("#card-status-update"), target_position={"x": 60, "y": 6}
    )
    expect(page.get_by_text("Scope change is now number 1 in Delivery.").nth(1)).to_be_visible()
    assert order(page, "Delivery") == ["Scope change", "Status update"]
    assert saved(cast, "scope-change").position == 0


def test_a_finger_drags_a_card_by_its_grip(cast: Cast, open_page: OpenPage) -> None:
    page = open_page(cast.leader, width=375, has_touch=True, is_mobile=True)
    page.goto(MAP)
    grip = page.locator("#card-scope-change [data-grip]")
    grip.scroll_into_view_if_needed()
    begun = center(grip)
    above = page.locator("#card-status-update").bounding_box()
    assert above

    drag(page, begun, (begun[0], above["y"] + 12))

    expect(page.get_by_text("Scope change is now number 1 in Delivery.")).to_be_visible()
    assert order(page, "Delivery") == ["Scope change", "Status update"]
    assert saved(cast, "scope-change").position == 0
    page.get_by_role("button", name="Undo").tap()
    expect(page.get_by_text("Taken back.")).to_be_visible()
    assert saved(cast, "scope-change").position == 1


def center(locator: Locator) -> tuple[float, float]:
    box = locator.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, begun: tuple[float, float], ended: tuple[float, float]) -> None:
    """A finger goes down, along a line, and up: real touches, not the mouse."""
    fingers = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    touch("touchStart", begun)
    for step in range(1, 11):
        share = step / 10
        touch("touchMove", (begun[0] + (ended[0] - begun[0]) * share, begun[1] + (ended[1] - begun[1]) * share))
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    touch("touchEnd")


def test_a_second_person_is_asked_on_the_card(cast: Cast, page: Page) -> None:
    with scope.acting_for(cast.organization), transaction.atomic():
        actions.change_touchpoint(by=Actor.of(cast.leader), touchpoint=saved(cast, "scope-change"), protected=[])
    page.reload()
    page.locator("#card-scope-change").get_by_role("link", name="Ask a second person").click()
    page.get_by_label("Why?").fill("Both teams decide this now.")
    press(page, "Enter")

    expect(page.get_by_text("Somebody else must agree to Scope change now.")).to_be_visible()
    expect(page.locator("#card-scope-change")).to_contain_text("Waits for a second person")


def test_an_open_menu_stays_with_its_button(cast: Cast, open_page: OpenPage) -> None:
    page = open_page(cast.leader, width=375)
    page.goto(MAP)
    menu = page.locator("#card-scope-change [data-card-menu]")
    menu.locator("summary").click()

    page.mouse.wheel(0, 60)

    menu.get_by_role("button", name="Archive").click()
    expect(page.get_by_text("Scope change archived.")).to_be_visible()


def test_arrows_and_menu_move_to_another_stage(cast: Cast, page: Page) -> None:
    page.locator("#card-first-response").focus()
    press(page, "Shift+ArrowRight")
    expect(page.get_by_text("First response is now number 1 in Delivery.")).to_be_visible()
    assert order(page, "Delivery")[0] == "First response"

    page.locator("#card-first-response [data-card-menu] summary").click()
    page.get_by_role("button", name="Money", exact=True).click()

    expect(page.get_by_text("First response is now number 2 in Money.")).to_be_visible()
    assert saved(cast, "first-response").stage.name == "Money"


def test_two_leaders_who_rename_one_card_see_both_names(cast: Cast, page: Page) -> None:
    press(page, "Enter")
    expect(page.locator("#hand-first-response-name")).to_be_focused()
    with scope.acting_for(cast.organization), transaction.atomic():
        found = Touchpoint.rows().get(key="first-response")
        actions.change_touchpoint(by=Actor.of(cast.owner), touchpoint=found, name="Theirs")
    page.keyboard.type("Mine")
    press(page, "Enter")

    expect(page.locator("[data-clash]")).to_be_focused()
    assert saved(cast, "first-response").name == "Theirs"
    page.get_by_label("Keep both").check()
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("heading", name="Theirs / Mine")).to_be_visible()
    assert saved(cast, "first-response").name == "Theirs / Mine"


def test_a_card_that_is_gone_comes_back_to_its_place_and_says_so(cast: Cast, page: Page) -> None:
    with scope.acting_for(cast.organization), transaction.atomic():
        found = Touchpoint.rows().get(key="scope-change")
        Touchpoint.rows().filter(pk=found.pk).update(archived_at="2026-11-20T09:00:00Z")

    page.locator("#card-scope-change").focus()
    press(page, "Shift+ArrowUp")

    expect(page.get_by_text("This is no longer here.").first).to_be_visible()
    assert order(page, "Delivery") == ["Status update", "Scope change"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_a_card_in_hand_is_accessible_and_fits(
    cast: Cast, open_page: OpenPage, violations: Violations, width: int, theme: str
) -> None:
    page = open_page(cast.leader, width=width, theme=theme)
    page.goto(MAP)
    press(page, "2")
    expect(page.locator("[data-hand]")).to_be_visible()
    assert violations(page) == []
    page.locator("#card-scope-change [data-card-menu] summary").click()
    assert violations(page) == []
    page.goto(f"{MAP}?zoom=out")
    assert violations(page) == []
    page.goto(f"{MAP}history/")
    assert violations(page) == []

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_everything_is_possible_without_script(cast: Cast, open_page: OpenPage) -> None:
    page = open_page(cast.leader, scripts=False)
    page.goto(MAP)
    page.locator("#card-scope-change [data-card-menu] summary").click()
    page.get_by_role("link", name="Move or archive").click()
    page.get_by_role("button", name="First", exact=True).click()
    assert saved(cast, "scope-change").position == 0
    page.get_by_role("button", name="Undo").click()
    assert saved(cast, "scope-change").position == 1
    page.get_by_role("link", name="Status update", exact=True).click()
    page.get_by_label("Augment").check()
    page.get_by_role("button", name="Save touchpoint").last.click()
    assert saved(cast, "status-update").mode == "augment"
    page.get_by_text("More").first.click()
    page.get_by_role("link", name="History of the map").click()
    page.get_by_role("button", name="Undo").first.click()

    assert saved(cast, "status-update").mode == "human_only"
