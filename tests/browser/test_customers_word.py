"""The customer's own page on the smallest phone without script, choosing promises by keyboard, merging and erasing."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from presence.customers import actions as customers
from presence.customers.models import Customer
from presence.customers.rules import ContactInput
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from promises.answers import links
from promises.answers.models import CustomerAnswer
from promises.record import actions
from promises.record.models import Promise
from promises.record.rules import TermInput
from tests.conftest import Cast

OpenPage = Callable[..., Page]
Violations = Callable[[Page], list[str]]
MOUNT = "/o/fieldstone"
TERMS = (
    TermInput("service_level", "A person answers urgent chair failures within 2 hours, Monday to Saturday"),
    TermInput("pricing_assumption", "Price holds while the number of chairs stays at 18 or below", "flexible", amount="450.50"),
    TermInput("exclusion", "Work in treatment rooms while patients are present"),
)


@pytest.fixture
def customer(cast: Cast) -> Customer:
    with scope.acting_for(cast.organization), transaction.atomic():
        person = ContactInput(name="Ana Peeters", emails=["ana@wolvestraat.example"])
        return customers.add(by=Actor.of(cast.agent), name="Wolvestraat Veterinary Hospital", contacts=[person])


@pytest.fixture
def promise(cast: Cast, customer: Customer) -> Promise:
    by = Actor.of(cast.agent)
    with scope.acting_for(cast.organization), transaction.atomic():
        return actions.write(
            by=by, now=timezone.now(), customer=customer, title="Weekend installation of the compressor", source="quote",
            terms=TERMS, first_truth="Weekend installation. It doubles the labor price.",
        )  # fmt: skip


@pytest.fixture
def address(cast: Cast, promise: Promise) -> str:
    with scope.acting_for(cast.organization), transaction.atomic():
        return urlsplit(links.make(by=Actor.of(cast.agent), promise=promise).url).path


def is_too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_the_customers_page_is_accessible_and_fits(
    *, address: str, open_page: OpenPage, violations: Violations, width: int, theme: str
) -> None:
    page = open_page(width=width, theme=theme)
    page.goto(address)

    assert violations(page) == []
    assert not is_too_wide(page)


def test_a_customer_answers_without_script_on_the_smallest_phone(cast: Cast, address: str, open_page: OpenPage) -> None:
    page = open_page(width=320, scripts=False)
    page.goto(address)
    page.get_by_label("Matters most").select_option("cost")
    page.get_by_role("button", name="This is not what I was sold").click()
    expect(page.get_by_text("Say in a few words what is different").first).to_be_visible()

    page.get_by_label("Your words").fill("We were told that Saturdays are included.")
    page.get_by_role("button", name="This is not what I was sold").click()

    expect(page.get_by_text("We were told that Saturdays are included.").first).to_be_visible()
    expect(page.get_by_text("Change your answer")).to_be_visible()
    assert not is_too_wide(page)
    with scope.acting_for(cast.organization), transaction.atomic():
        assert CustomerAnswer.objects.get().ranking == "cost"


def test_promises_are_chosen_by_keyboard(cast: Cast, promise: Promise, open_page: OpenPage, violations: Violations) -> None:
    page = open_page(cast.agent)
    page.goto(f"{MOUNT}/promises/")
    assert violations(page) == []
    page.locator("body").press("j")
    page.keyboard.press("x")
    expect(page.get_by_role("checkbox", name="Choose Weekend installation of the compressor")).to_be_checked()
    page.get_by_label("With the chosen").select_option("read")
    page.get_by_role("button", name="Go on").press("Enter")

    expect(page.get_by_role("heading", name="Mark as read: 1 promise?")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Mark as read").press("Enter")
    expect(page.get_by_role("heading", name="Marked as read: 1 of 1 promise")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 375])
def test_two_records_are_merged_and_the_customer_erased(
    *, cast: Cast, promise: Promise, customer: Customer, open_page: OpenPage, violations: Violations, width: int
) -> None:
    with scope.acting_for(cast.organization), transaction.atomic():
        twin = customers.add(by=Actor.of(cast.agent), name="Wolvestraat Vets", external_ref="OLD-7")
    page = open_page(cast.owner, width=width)
    page.goto(f"{MOUNT}/c/{customer.pk}/edit/")
    assert violations(page) == []
    page.get_by_role("link", name="Merge with another record").click()
    page.get_by_label("Name, phone, e-mail, reference or order number").last.fill("OLD-7")
    page.get_by_role("button", name="Find customer").click()
    assert violations(page) == []
    page.get_by_role("link", name=twin.name).click()
    assert violations(page) == []
    page.get_by_label("to go on").fill(twin.name)
    page.get_by_role("button", name="Merge them").click()
    expect(page.get_by_role("heading", name=customer.name, level=1)).to_be_visible()

    page.goto(f"{MOUNT}/c/{customer.pk}/edit/")
    page.get_by_role("link", name=f"Erase {customer.name}").click()
    assert violations(page) == []
    assert not is_too_wide(page)
    page.get_by_label("Type the name to go on").fill(customer.name)
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_role("heading", name="Customers", level=1)).to_be_visible()
    page.goto(f"{MOUNT}/promises/{promise.pk}/")
    expect(page.get_by_role("heading", name="Erased", level=1)).to_be_visible()
    assert violations(page) == []
