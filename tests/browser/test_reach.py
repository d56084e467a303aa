"""The way to a person on the smallest phone without script, a scanner with a real browser, and the queue by keyboard."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from presence.customers import actions as customers
from presence.customers.models import Customer
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.journeys import publishing
from touchpoints.handoffs import actions
from touchpoints.handoffs.models import Handoff
from touchpoints.journeys.models import Touchpoint
from touchpoints.reach import actions as reach
from touchpoints.reach import links

OpenPage = Callable[..., Page]
Violations = Callable[[Page], list[str]]
MOUNT = "/o/fieldstone"


@pytest.fixture
def customer(cast: Cast) -> Customer:
    with scope.acting_for(cast.organization), transaction.atomic():
        reach.write(by=Actor.of(cast.leader), phone="02 555 01 23", words="In an emergency please call.", country="BE")
        return customers.add(by=Actor.of(cast.agent), name="Wolvestraat Veterinary Hospital")


@pytest.fixture
def address(cast: Cast, customer: Customer) -> str:
    with scope.acting_for(cast.organization), transaction.atomic():
        publishing.publish_mode(Actor.of(cast.leader), "status-update", "automate", now=timezone.now())
        status = Touchpoint.rows().get(key="status-update")
        return urlsplit(links.address_of(customer_id=customer.pk, touchpoint_id=status.pk)).path


def handoffs(cast: Cast) -> list[Handoff]:
    with scope.acting_for(cast.organization), transaction.atomic():
        return list(Handoff.rows())


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_asking_on_the_smallest_phone_without_script(open_page: OpenPage, cast: Cast, address: str, theme: str) -> None:
    page = open_page(width=320, theme=theme, scripts=False)
    page.goto(address)
    expect(page.get_by_role("heading", name="Reach a person")).to_be_visible()
    expect(page.get_by_role("link", name="Call +32 2 555 01 23")).to_be_visible()
    page.get_by_label("What is it about?").fill("Who comes on Thursday?")
    page.get_by_role("button", name="Ask for a person").click()

    expect(page.get_by_text("You hear from a person by")).to_be_visible()
    assert [one.words for one in handoffs(cast)] == ["Who comes on Thursday?"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_in_the_way_of_anybody(open_page: OpenPage, violations: Violations, address: str, theme: str) -> None:
    page = open_page(width=320, theme=theme)
    page.goto(address)

    assert violations(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    requested = page.evaluate("performance.getEntriesByType('resource').map(one => new URL(one.name).origin)")
    assert set(requested) <= {page.evaluate("location.origin")}


def test_a_scanner_with_a_browser_asks_for_nobody(open_page: OpenPage, cast: Cast, address: str) -> None:
    """It runs scripts, moves over everything and follows every link of the page."""
    page = open_page(width=1280)
    for _ in range(2):
        page.goto(address)
        for target in page.locator("main a, main button, main textarea").all():
            if target.is_visible():
                target.hover()
        for path in page.eval_on_selector_all("a[href^='/']", "links => links.map(link => link.getAttribute('href'))"):
            page.request.get(path)
            page.request.head(path)

    assert handoffs(cast) == []


def test_the_queue_by_keyboard(open_page: OpenPage, cast: Cast, customer: Customer) -> None:
    with scope.acting_for(cast.organization), transaction.atomic():
        about = {"reason": "asked_for_a_person", "words": "Please call.", "customer": customer}
        actions.open_handoff(by=Actor(kind="customer", label="The customer"), now=timezone.now(), **about)  # type: ignore[arg-type]
    page = open_page(cast.agent)
    page.goto(f"{MOUNT}/handoffs/")
    page.locator("body").press("j")
    page.keyboard.press("c")
    expect(page.get_by_text("It is yours.")).to_be_visible()
    page.locator("body").press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="In their words")).to_be_visible()
    page.locator("body").press("r")
    expect(page.get_by_text("Reached. Hand it back when it is done.")).to_be_visible()

    assert [one.reached_at is not None for one in handoffs(cast)] == [True]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_the_pages_of_members_are_accessible(
    *, open_page: OpenPage, violations: Violations, cast: Cast, address: str, customer: Customer, width: int, theme: str
) -> None:
    with scope.acting_for(cast.organization), transaction.atomic():
        about = {"reason": "asked_for_a_person", "words": "Please call.", "customer": customer}
        by = Actor(kind="customer", label="The customer")
        opened = actions.open_handoff(by=by, now=timezone.now(), **about)  # type: ignore[arg-type]
    page = open_page(cast.leader, width=width, theme=theme)
    for path in ("handoffs/", f"handoffs/{opened.pk}/", "reach/", f"c/{customer.pk}/handoff/"):
        page.goto(f"{MOUNT}/{path}")
        assert violations(page) == [], path
