"""A contact is logged from anywhere with a few keys."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from presence.customers import actions as customers
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.interactions.rows import row
from touchpoints.interactions import ingest
from touchpoints.interactions.models import Interaction

Open = Callable[..., Page]
MOST_KEYS = 12


def spoken_before(cast: Cast) -> None:
    with scope.acting_for(cast.organization), transaction.atomic():
        by = Actor.of(cast.agent)
        customer = customers.add(by=by, name="Harbor Dental Group")
        given = row("one", customer=str(customer.pk), customer_ref=None, member=cast.agent.user.email)
        assert ingest.ingest([given], by=by, now=timezone.now()).created == 1


class Hands:
    """Counts the keys that are no text."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1


def test_a_contact_is_logged_with_at_most_twelve_keys_beyond_text(cast: Cast, open_page: Open) -> None:
    spoken_before(cast)
    page = open_page(cast.agent)
    page.goto("/o/fieldstone/promises/")
    page.wait_for_load_state()
    hands = Hands(page)

    hands.press("l")
    expect(page.get_by_role("heading", name="Whom did you talk to?")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.type("harb")
    expect(page.get_by_role("option", name="Harbor Dental Group")).to_be_visible()
    hands.press("Enter")
    expect(page.get_by_role("heading", name="What happened?")).to_be_visible()
    expect(page.get_by_label("Minutes (optional)")).to_be_focused()
    page.keyboard.type("12")
    hands.press("Tab", "o", "Tab", "Tab", "k", "Tab")
    page.keyboard.type("Came within the hour")
    hands.press("Enter")

    expect(page.get_by_text("Logged for Harbor Dental Group.")).to_be_visible()
    assert hands.pressed <= MOST_KEYS
    with scope.acting_for(cast.organization), transaction.atomic():
        logged = Interaction.rows().get(external_ref="")
    assert (logged.seconds, logged.presence_kind, logged.outcome) == (720, "outreach", "kept")


def test_nothing_that_was_typed_is_lost_with_the_connection(cast: Cast, open_page: Open) -> None:
    spoken_before(cast)
    with scope.acting_for(cast.organization), transaction.atomic():
        customer_id = Interaction.rows().get().customer_id
    page = open_page(cast.agent)
    page.goto(f"/o/fieldstone/interactions/new/?customer={customer_id}")
    page.wait_for_load_state()
    page.get_by_label("Minutes (optional)").fill("12")
    page.get_by_label("Note", exact=False).first.fill("Came within the hour")

    page.context.set_offline(True)
    page.get_by_role("button", name="Log contact").click()
    expect(page.get_by_role("paragraph").filter(has_text="What you wrote is still here")).to_be_visible()
    expect(page.get_by_label("Minutes (optional)")).to_have_value("12")

    page.context.set_offline(False)
    expect(page.get_by_role("paragraph").filter(has_text="The connection is back")).to_be_visible()
    page.get_by_role("button", name="Log contact").click()

    expect(page.get_by_text("Logged for Harbor Dental Group.")).to_be_visible()
    with scope.acting_for(cast.organization), transaction.atomic():
        logged = Interaction.rows().get(external_ref="")
    assert (logged.seconds, logged.note) == (720, "Came within the hour")


def test_a_customers_own_log_button_wins(cast: Cast, open_page: Open) -> None:
    spoken_before(cast)
    with scope.acting_for(cast.organization), transaction.atomic():
        customer_id = Interaction.rows().get().customer_id
    page = open_page(cast.agent)
    page.goto(f"/o/fieldstone/c/{customer_id}/")
    page.wait_for_load_state()

    page.keyboard.press("l")

    expect(page.get_by_role("heading", name="What happened?")).to_be_visible()


def test_a_timer_runs_in_the_frame_and_stops_into_the_form(cast: Cast, open_page: Open) -> None:
    spoken_before(cast)
    with scope.acting_for(cast.organization), transaction.atomic():
        customer_id = Interaction.rows().get().customer_id
    page = open_page(cast.agent)
    page.goto(f"/o/fieldstone/c/{customer_id}/")
    page.wait_for_load_state()

    page.keyboard.press("t")
    frame = page.get_by_role("group", name="Running timer")
    expect(frame).to_contain_text("Harbor Dental Group")
    page.goto("/o/fieldstone/promises/")
    frame.get_by_role("button", name="Stop").click()

    expect(page.get_by_role("heading", name="What happened?")).to_be_visible()
    expect(page.get_by_label("Minutes (optional)")).to_have_value("1")
