"""Commitments, calendar feeds and what was said in a real browser: accessible, by keyboard alone, and without script."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from presence.customers import actions as customers
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from promises.record import actions as record
from promises.record.models import Commitment
from promises.record.rules import TermInput
from tests.conftest import Cast
from tests.interactions import rows
from tests.promises import agreed
from touchpoints.interactions import ingest
from touchpoints.said import actions as looking
from touchpoints.said.models import Said

OpenPage = Callable[..., Page]
LIST = "/o/fieldstone/commitments/"
SAID = "/o/fieldstone/said/"
NEVER = TermInput("exclusion", "Work in treatment rooms while patients are present")


@pytest.fixture
def due(cast: Cast) -> list[Commitment]:
    """One overdue and one due soon, to a customer with a long name who lives elsewhere; and a note that promises something."""
    by, now = Actor.of(cast.agent), timezone.now()
    with scope.acting_for(cast.organization), transaction.atomic():
        name = "Wolvestraat Veterinary Hospital and Emergency Center"
        customer = customers.add(by=by, name=name, external_ref="CRM-1", time_zone="America/New_York")
        for text, away in (("New compressor at Clinic East installed", -1), ("Report of the yearly inspection sent", 3)):
            terms = (TermInput("commitment", text, due_at=now + timedelta(days=away)), NEVER)
            promise = record.write(by=by, now=now, customer=customer, title="Care plan", source="quote", terms=terms)
            agreed.agree(promise=promise, now=now)
        note = "Called about the pump. We will send a new one on Friday, without extra charge."
        told = rows.row("told", customer=str(customer.pk), customer_ref=None, note=note, member=cast.agent.user.email)
        ingest.ingest([told], by=by, now=now)
        looking.look_through()
        return list(Commitment.rows().order_by("due_at"))


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (375, "light"), (1280, "dark"), (375, "dark")])
def test_every_page_is_accessible_and_fits(  # noqa: PLR0917  fixtures
    cast: Cast, due: list[Commitment], open_page: OpenPage, violations: Callable[[Page], list[str]], width: int, theme: str
) -> None:
    page = open_page(cast.agent, width=width, theme=theme)
    with scope.acting_for(cast.organization), transaction.atomic():
        said = Said.rows().get()

    for address in (
        LIST,
        f"{LIST}?when=done",
        f"{LIST}{due[0].pk}/done/",
        f"{LIST}{due[0].pk}/renegotiation/",
        f"{LIST}feeds/",
        SAID,
        f"{SAID}?state=dismissed",
        f"{SAID}{said.pk}/proposal/",
    ):
        page.goto(address)
        assert (address, violations(page)) == (address, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_a_commitment_is_done_and_taken_back_by_keyboard(cast: Cast, due: list[Commitment], open_page: OpenPage) -> None:
    page = open_page(cast.agent)
    page.goto(LIST)

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.get_by_text("Done in time: it counts as kept.")).to_be_visible()
    expect(page.get_by_role("link", name="Report of the yearly inspection sent")).to_have_count(0)
    page.keyboard.press("z")
    expect(page.get_by_text("1 commitment open again.")).to_be_visible()
    expect(page.get_by_role("link", name="Report of the yearly inspection sent", exact=True)).to_be_visible()


def test_ticked_ones_are_done_without_script_on_a_phone(cast: Cast, due: list[Commitment], open_page: OpenPage) -> None:
    page = open_page(cast.agent, width=375, scripts=False)
    page.goto(LIST)

    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Mark ticked as done").click()

    expect(page.get_by_text("2 commitments done, 1 of them late.")).to_be_visible()
    expect(page.get_by_text("Nothing is due")).to_be_visible()


def test_what_was_said_becomes_a_term_by_keyboard(cast: Cast, due: list[Commitment], open_page: OpenPage) -> None:
    page = open_page(cast.agent)
    page.goto(SAID)
    expect(page.locator("mark").first).to_have_text("We will")

    page.keyboard.press("j")
    page.keyboard.press("p")
    expect(page.get_by_label("What is promised")).to_have_value("We will send a new one on Friday, without extra charge.")
    page.get_by_label("Reason for the amendment").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("Recorded. The note is linked to its term.")).to_be_visible()
    page.goto(SAID)
    expect(page.get_by_text("Nothing is only said")).to_be_visible()


def test_what_was_said_is_dismissed_without_script(cast: Cast, due: list[Commitment], open_page: OpenPage) -> None:
    page = open_page(cast.agent, width=375, scripts=False)
    page.goto(SAID)

    page.locator("summary", has_text="Dismiss").click()
    page.get_by_role("button", name="It is done already").click()

    expect(page.get_by_text("Dismissed.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("mark").first).to_have_text("We will")
