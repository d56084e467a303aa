"""The map, the interactions and the rate in a real browser: accessible in both themes and widths, usable without script."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.interactions.rows import row
from touchpoints.interactions import ingest
from touchpoints.interactions.models import Interaction
from touchpoints.journeys.models import Touchpoint

OpenPage = Callable[..., Page]


@pytest.fixture
def met(cast: Cast) -> Interaction:
    """Forty contacts of the last weeks with one customer; the latest of them."""
    now = timezone.now()
    verdicts = ["kept", "kept", "kept", "broken", "cannot_tell"]
    rows = [
        row(f"r{n}", occurred_at=(now - timedelta(days=n + 1)).isoformat(), checks=[{"verdict": verdicts[n % 5]}])
        for n in range(40)
    ]
    with scope.acting_for(cast.organization), transaction.atomic():
        report = ingest.ingest(rows, by=Actor.of(cast.leader), now=now, create_customers=True)
        return Interaction.rows().select_related("customer").get(pk=report.ids[0])


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_every_page_is_accessible_and_fits(
    *,
    cast: Cast,
    met: Interaction,
    open_page: OpenPage,
    violations: Callable[[Page], list[str]],
    width: int,
    theme: str,
) -> None:
    with scope.acting_for(cast.organization), transaction.atomic():
        touchpoint = Touchpoint.rows().get(key="scope-change")
    page = open_page(cast.leader, width=width, theme=theme)

    for address in (
        "map/",
        f"map/{touchpoint.pk}/",
        f"map/{touchpoint.pk}/edit/",
        "map/outline/",
        "metrics/promise-kept-rate/",
        "metrics/promise-kept-rate/?window=2012",
        "help/metrics/promise-kept-rate/",
        "interactions/",
        f"interactions/{met.pk}/",
        f"interactions/{met.pk}/edit/",
        "interactions/new/?q=ac",
    ):
        page.goto(f"/o/fieldstone/{address}")
        assert (address, violations(page)) == (address, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_a_leader_moves_a_card_and_takes_it_back(cast: Cast, open_page: OpenPage) -> None:
    page = open_page(cast.leader)
    page.goto("/o/fieldstone/map/")

    page.locator("#card-scope-change summary").click()
    page.locator("#card-scope-change").get_by_role("button", name="First", exact=True).click()
    expect(page.locator("[aria-labelledby^=stage] article").nth(1)).to_have_id("card-scope-change")
    page.get_by_role("button", name="Undo").click()

    expect(page.locator("[aria-labelledby^=stage] article").nth(2)).to_have_id("card-scope-change")


def test_a_number_leads_to_its_rows(cast: Cast, met: Interaction, open_page: OpenPage) -> None:
    page = open_page(cast.viewer)
    page.goto("/o/fieldstone/metrics/promise-kept-rate/")

    page.get_by_role("link", name="See 6 interactions").first.click()

    expect(page.locator("tbody tr")).to_have_count(6)


def test_one_key_chooses_the_window(cast: Cast, met: Interaction, open_page: OpenPage) -> None:
    page = open_page(cast.viewer)
    page.goto("/o/fieldstone/metrics/promise-kept-rate/")

    page.keyboard.press("q")

    expect(page.locator("summary", has_text="Last 90 days")).to_be_visible()
    expect(page.locator("h1")).to_have_text("Did we keep our word?")


def test_an_agent_logs_a_contact_without_script(cast: Cast, met: Interaction, open_page: OpenPage) -> None:
    page = open_page(cast.agent, scripts=False)
    page.goto("/o/fieldstone/interactions/")

    page.get_by_role("link", name="Log interaction").click()
    page.get_by_role("combobox", name="Name, phone, e-mail").fill("acme")
    page.get_by_role("combobox", name="Name, phone, e-mail").press("Enter")
    expect(page.get_by_text("Guessed: most contacts with them are this.")).to_be_visible()
    page.get_by_label("Touchpoint").select_option(value="")
    page.get_by_role("button", name="Log contact").click()
    expect(page.get_by_text("Choose one for “Touchpoint”.").first).to_be_visible()
    page.get_by_label("Touchpoint").select_option(label="Status update")
    page.get_by_label("Minutes (optional)").fill("12")
    page.get_by_label("Verdict: All in all").select_option(label="Not kept")
    page.get_by_role("button", name="Log contact").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Status update")
    expect(page.get_by_text("Not kept: judged")).to_be_visible()
