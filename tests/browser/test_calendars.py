"""A member brings a calendar of their own, without any script, and every page of it is usable at both widths."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from presence.customers import actions as customers
from presence.customers.rules import ContactInput
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.calendars.conftest import ANA
from tests.calendars.test_pages import yesterday
from tests.conftest import Cast
from touchpoints.calendars import example

Open = Callable[..., Page]
PAGE = "/o/fieldstone/presence/calendars/"


def harbor(cast: Cast, *, with_example: bool) -> None:
    with scope.acting_for(cast.organization), transaction.atomic():
        by = Actor.of(cast.agent)
        customers.add(by=by, name="Harbor Dental", contacts=[ContactInput(name="Ana Lima", emails=(ANA,))])
        if with_example:
            example.fill(by=by, now=timezone.now(), dice=None)


def test_a_file_counts_without_script(cast: Cast, open_page: Open) -> None:
    harbor(cast, with_example=False)
    page = open_page(cast.agent, scripts=False)
    page.goto(PAGE)
    page.get_by_role("link", name="Upload a file").click()
    page.get_by_label("Calendar file").set_input_files({"name": "a.ics", "mimeType": "text/calendar", "buffer": yesterday()})
    page.get_by_role("textbox", name="Name", exact=True).fill("Work")
    page.get_by_label("Touchpoint").select_option(index=1)
    page.get_by_role("button", name="Upload").click()

    expect(page.get_by_text("30 min counts.")).to_be_visible()
    page.get_by_role("button", name="Does not count").click()
    expect(page.get_by_text("Does not count: you said so.")).to_be_visible()


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (375, "dark"), (375, "light"), (1280, "dark")])
def test_the_page_with_questions_is_usable(
    cast: Cast, open_page: Open, violations: Callable[..., list[str]], width: int, theme: str
) -> None:
    harbor(cast, with_example=True)
    page = open_page(cast.agent, width=width, theme=theme)
    page.goto(PAGE)

    expect(page.get_by_role("heading", name="Were these with customers?")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
