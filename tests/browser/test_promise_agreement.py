"""Two people bring a promise to its agreement, templates and pasted text begin one, and a key says that it was read."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from presence.customers import actions as customers
from presence.customers.models import Customer
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from promises.agreement import actions as agreement
from promises.record import actions
from promises.record.models import Promise
from promises.record.rules import TermInput
from promises.templates import actions as templates
from promises.templates import ready
from promises.templates.models import PromiseTemplate
from tests.conftest import Cast

OpenPage = Callable[..., Page]
TERMS = (
    TermInput("service_level", "A person answers as soon as possible"),
    TermInput("exclusion", "Work in treatment rooms while patients are present"),
)


@pytest.fixture
def customer(cast: Cast) -> Customer:
    with scope.acting_for(cast.organization), transaction.atomic():
        return customers.add(by=Actor.of(cast.agent), name="Wolvestraat Veterinary Hospital and Emergency Center")


@pytest.fixture
def promise(cast: Cast, customer: Customer) -> Promise:
    """A draft that the leader wrote."""
    by, now = Actor.of(cast.leader), timezone.now()
    with scope.acting_for(cast.organization), transaction.atomic():
        return actions.write(by=by, now=now, customer=customer, title="Care plan", source="quote", terms=TERMS)


@pytest.fixture
def template(cast: Cast) -> PromiseTemplate:
    care = ready.READY["care"]
    with scope.acting_for(cast.organization), transaction.atomic():
        return templates.write(
            by=Actor.of(cast.leader), now=timezone.now(), name=care.name, wording=care.wording, lines=care.lines
        )


@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no script"])
def test_two_people_bring_it_to_agreement(cast: Cast, promise: Promise, open_page: OpenPage, *, scripts: bool) -> None:
    writer, signer = (open_page(member, scripts=scripts) for member in (cast.leader, cast.agent))
    address = f"/o/fieldstone/promises/{promise.pk}/"

    writer.goto(address)
    writer.get_by_role("button", name="Ask for sign-off").click()
    expect(writer.get_by_text("Delivery and support are asked to sign off.")).to_be_visible()
    signer.goto(address)
    signer.get_by_role("button", name="Refuse with these reasons").click()
    expect(signer.get_by_role("alert").get_by_role("link", name="Say why, so that the writer can change it.")).to_be_visible()
    signer.get_by_label("Comment, or why not").fill("Say when a person answers")
    signer.get_by_role("button", name="Refuse with these reasons").click()
    writer.goto(address)
    expect(writer.get_by_text("Say when a person answers").first).to_be_visible()
    writer.get_by_role("button", name="Ask for sign-off").click()
    signer.goto(address)
    signer.get_by_role("button", name="Sign off for Support").click()
    expect(signer.get_by_text("Signed off for support.")).to_be_visible()
    signer.get_by_role("button", name="Agree this promise").click()

    expect(signer.get_by_text("Agreed. It is binding now.")).to_be_visible()


def test_a_key_says_that_it_was_read(cast: Cast, promise: Promise, open_page: OpenPage) -> None:
    page = open_page(cast.viewer)
    page.goto(f"/o/fieldstone/promises/{promise.pk}/")

    page.keyboard.press("r")

    expect(page.get_by_text("You have read revision 1.")).to_be_visible()
    expect(page.get_by_role("button", name="I have read revision 1")).to_have_count(0)


def test_a_promise_begins_with_a_template_by_keyboard(
    cast: Cast, customer: Customer, template: PromiseTemplate, open_page: OpenPage
) -> None:
    page = open_page(cast.agent)
    page.goto(f"/o/fieldstone/promises/new/?customer={customer.pk}")

    page.get_by_role("link", name="Template").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name=template.name).focus()
    page.keyboard.press("Enter")

    expect(page.get_by_label("Title")).to_have_value("Care plan")
    expect(page.get_by_label("What is promised")).to_have_count(5)
    page.get_by_label("Title").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Promise written.")).to_be_visible()


def test_pasted_text_is_looked_over_without_script(cast: Cast, customer: Customer, open_page: OpenPage) -> None:
    page = open_page(cast.agent, width=320, scripts=False)
    page.goto(f"/o/fieldstone/promises/new/?customer={customer.pk}")

    page.get_by_role("link", name="Pasted text").click()
    page.get_by_label("Text of the quote or e-mail").fill(
        "Hello\nTwo visits a year\nDone by 14 December 2030\nWe do not work at night as soon as possible"
    )
    page.get_by_role("button", name="Propose terms").click()
    expect(page.get_by_label("Kind").nth(1)).to_have_value("commitment")
    expect(page.get_by_text("Vague: “as soon as possible”")).to_be_visible()
    page.get_by_label("Title").fill("Boilers")
    page.get_by_role("button", name="Save promise").last.click()

    expect(page.get_by_text("Promise written.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_every_page_is_accessible_and_fits(
    *,
    cast: Cast,
    customer: Customer,
    promise: Promise,
    template: PromiseTemplate,
    open_page: OpenPage,
    violations: Callable[[Page], list[str]],
    width: int,
    theme: str,
) -> None:
    with scope.acting_for(cast.organization), transaction.atomic():
        agreement.ask(by=Actor.of(cast.agent), now=timezone.now(), promise=promise)
    page = open_page(cast.leader, width=width, theme=theme)

    for address in (
        f"promises/{promise.pk}/",
        f"promises/{promise.pk}/comparison/?view=sides",
        "promises/templates/",
        "promises/templates/new/?ready=project",
        f"promises/templates/{template.pk}/",
        f"promises/new/?customer={customer.pk}&start=template",
        f"promises/new/?customer={customer.pk}&start=paste",
        "reminders/",
    ):
        page.goto(f"/o/fieldstone/{address}")
        assert (address, violations(page)) == (address, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
