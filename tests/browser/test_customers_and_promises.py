"""Customers and promises in a real browser: accessible in both themes and widths, by keyboard alone, and without script."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from presence.customers import actions as customers
from presence.customers.models import Customer
from presence.customers.rules import ContactInput
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from promises.record import actions
from promises.record.models import Promise
from promises.record.rules import TermInput
from tests.conftest import Cast
from tests.promises import agreed

OpenPage = Callable[..., Page]
ANA = ContactInput(
    name="Dr. Bartholomew Featherstonehaugh-Cholmondeley",
    role="Practice manager",
    emails=["bartholomew.featherstonehaugh@wolvestraat-veterinary-hospital.example"],
    phones=["+32 2 123 45 67", "0470 12 34 56"],
)
TERMS = (
    TermInput("service_level", "A person answers urgent chair failures within 2 hours, Monday to Saturday"),
    TermInput("commitment", "New compressor at Clinic East installed", due_at=timezone.now() - timedelta(days=1)),
    TermInput("pricing_assumption", "Price holds while the number of chairs stays at 18 or below", amount="450.50"),
    TermInput("exclusion", "Work in treatment rooms while patients are present"),
)


@pytest.fixture
def promise(cast: Cast) -> Promise:
    """An agreed promise in two revisions, to a customer with a long name."""
    by, now = Actor.of(cast.agent), timezone.now()
    with scope.acting_for(cast.organization), transaction.atomic():
        customer = customers.add(
            by=by,
            name="Wolvestraat Veterinary Hospital and Emergency Center",
            external_ref="CRM-1042",
            owner=cast.agent,
            annual_value=48000,
            contacts=[ANA],
        )
        made = actions.write(
            by=by,
            now=now,
            customer=customer,
            title="Weekend installation of the compressor at Clinic East",
            source="quote",
            terms=TERMS,
            first_truth="Weekend installation. It doubles the labor price and needs two weeks’ notice.",
        )
        agreed.agree(promise=made, now=now)
        actions.amend(
            by=by,
            now=now,
            promise=made,
            expected_number=1,
            reason="They opened a second clinic",
            title="Weekend installation of the compressor at both clinics",
            source="call",
            terms=TERMS[:2] + TERMS[3:],
        )
    return made


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_every_page_is_accessible_and_fits(
    *,
    cast: Cast,
    promise: Promise,
    open_page: OpenPage,
    violations: Callable[[Page], list[str]],
    width: int,
    theme: str,
) -> None:
    page = open_page(cast.agent, width=width, theme=theme)

    for address in (
        "c/",
        "c/?q=zzzz",
        "c/new/",
        f"c/{promise.customer_id}/",
        f"c/{promise.customer_id}/edit/",
        "search/?q=hospital",
        "search/?q=zzzz",
        "promises/",
        "promises/?risk=on&q=zzzz",
        "promises/new/?q=hospital",
        f"promises/new/?customer={promise.customer_id}",
        f"promises/{promise.pk}/",
        f"promises/{promise.pk}/amendment/",
        f"promises/{promise.pk}/comparison/",
        f"promises/{promise.pk}/void/",
    ):
        page.goto(f"/o/fieldstone/{address}")
        assert (address, violations(page)) == (address, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_a_customer_a_promise_and_an_amendment_by_keyboard(cast: Cast, open_page: OpenPage) -> None:
    page = open_page(cast.agent)
    page.goto("/o/fieldstone/c/")

    page.keyboard.press("n")
    page.get_by_label("Name", exact=True).first.focus()
    page.keyboard.type("Harbor Dental Group")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbor Dental Group")

    page.keyboard.press("n")
    page.get_by_label("Title").focus()
    page.keyboard.type("Care plan")
    _write_terms_by_keyboard(page)
    page.get_by_label("Title").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Promise written.")).to_be_visible()

    page.keyboard.press("e")
    page.get_by_label("Reason").focus()
    page.keyboard.type("They asked")
    page.get_by_label("What is promised").first.focus()
    page.keyboard.press("End")
    page.keyboard.type(" at each clinic")
    page.get_by_label("Title").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("Revision 2 written.")).to_be_visible()
    expect(page.locator("#terms + *, .card").first).to_contain_text("Two visits a month at each clinic")


def _write_terms_by_keyboard(page: Page) -> None:
    """Two terms stand there; a third is added, written and moved up, all without the pointer."""
    texts = page.get_by_label("What is promised")
    texts.nth(0).focus()
    page.keyboard.type("Two visits a month")
    texts.nth(1).focus()
    page.keyboard.type("Weekends")
    page.get_by_role("button", name="Add a term").focus()
    page.keyboard.press("Enter")
    expect(texts).to_have_count(3)
    expect(texts.nth(2)).to_be_focused()
    page.keyboard.type("Price holds for a year")
    page.get_by_role("button", name="Move term 3 earlier").focus()
    page.keyboard.press("Enter")
    expect(texts.nth(1)).to_have_value("Price holds for a year")
    expect(page.get_by_role("button", name="Move term 2 earlier")).to_be_focused()


def test_search_opens_the_first_match_with_enter(cast: Cast, promise: Promise, open_page: OpenPage) -> None:
    page = open_page(cast.agent)
    page.goto("/o/fieldstone/promises/")

    page.keyboard.press("/")
    page.keyboard.type("4567")
    expect(page.get_by_role("listbox", name="Matches").get_by_role("option")).to_contain_text("Wolvestraat")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Wolvestraat Veterinary Hospital and Emergency Center")


def test_only_a_commitment_asks_when_it_is_due(cast: Cast, promise: Promise, open_page: OpenPage) -> None:
    page = open_page(cast.agent)
    page.goto(f"/o/fieldstone/promises/new/?customer={promise.customer_id}")

    expect(page.get_by_label("Due").first).to_be_hidden()
    page.get_by_label("Kind").first.select_option("commitment")

    expect(page.get_by_label("Due").first).to_be_visible()


@pytest.mark.parametrize("width", [1280, 320])
def test_two_people_amend_at_once_without_script(cast: Cast, promise: Promise, open_page: OpenPage, width: int) -> None:
    slow, quick = (open_page(member, width=width, scripts=False) for member in (cast.agent, cast.leader))
    for page in (slow, quick):
        page.goto(f"/o/fieldstone/promises/{promise.pk}/amendment/")

    for page, words in ((quick, "Within one hour"), (slow, "Only on weekdays")):
        page.get_by_role("button", name="Add a term").click()
        page.get_by_label("What is promised").last.fill(words)
        page.get_by_label("Reason").fill(f"Because {words.lower()}")
        page.get_by_role("button", name="Save amendment").click()

    expect(slow.get_by_role("heading", name="Somebody else wrote revision 3 while you were writing")).to_be_visible()
    slow.get_by_role("button", name="Save amendment").click()
    expect(slow.get_by_text("Within one hour", exact=True)).to_be_visible()
    expect(slow.get_by_text("Only on weekdays", exact=True)).to_be_visible()
    assert slow.evaluate("document.documentElement.scrollWidth") <= width


def test_a_stale_customer_shows_both_versions(cast: Cast, promise: Promise, open_page: OpenPage) -> None:
    page = open_page(cast.agent)
    page.goto(f"/o/fieldstone/c/{promise.customer_id}/edit/")
    with scope.acting_for(cast.organization), transaction.atomic():
        customers.change(by=Actor.of(cast.leader), customer=Customer.rows().get(), segment="Gold")

    page.get_by_label("Segment").fill("Silver")
    page.get_by_role("button", name="Save customer").last.click()
    expect(page.get_by_role("heading", name="Somebody else changed")).to_be_visible()
    page.get_by_role("button", name="Take their segment").click()

    expect(page.get_by_label("Segment")).to_have_value("Gold")
