"""From a service desk's export to its promise-kept rate, in a real browser: by keyboard, on a phone, without script."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from presence.imports import work
from presence.imports.models import Import
from presence.tenancy import scope
from tests.conftest import Cast
from tests.incidents import export

HOME = "/o/fieldstone/import/"
PROBLEMS = (
    "number,caller_id,opened_at,made_sla\n"
    "A-1,acme,29-02-2016 10:00,TRUE\n"
    "A-2,acme,31-02-2016 10:00,TRUE\n"
    "A-3,acme\n"
    "A-4,acme,29-02-2016 12:00,FALSE\n"
)
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
SIZES = ({"width": 1280, "height": 900}, {"width": 375, "height": 812})
Open = Callable[..., Page]
Axe = Callable[[Page], list[str]]


@pytest.fixture
def worker(cast: Cast) -> Callable[[], None]:
    """Does the worker's part, as the task would."""

    def finish() -> None:
        with scope.acting_for(cast.organization):
            with transaction.atomic():
                newest = Import.rows().order_by("-pk").values_list("pk", flat=True)[0]
            while work.advance(import_id=newest, now=datetime.now(UTC)):
                pass

    return finish


def press(page: Page, role: str, name: str | re.Pattern[str]) -> None:
    """Reach something and press it, without a mouse."""
    page.get_by_role(role, name=name).focus()  # type: ignore[arg-type]
    page.keyboard.press("Enter")


def look_everywhere(page: Page, violations: Axe) -> None:
    """Nothing is wrong in either theme, wide or narrow, and nothing needs sideways scrolling."""
    for size in SIZES:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished))")  # colors on their way
            assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.set_viewport_size(SIZES[0])  # type: ignore[arg-type]


def upload(page: Page, path: Path) -> None:
    page.set_default_timeout(PATIENCE)
    page.goto(f"{HOME}new/")
    page.get_by_label("CSV file").set_input_files(path)
    press(page, "button", "Upload and read")
    page.wait_for_url("**/columns/")


def check(page: Page, finish: Callable[[], None]) -> None:
    """Let the worker check the rows once they wait for it."""
    press(page, "button", "Check rows")
    expect(page.get_by_role("heading", name="Checking")).to_be_visible()
    finish()
    page.wait_for_url("**/preview/")


def run(page: Page, button: str, finish: Callable[[], None]) -> None:
    """Let the worker import the rows once they wait for it."""
    press(page, "button", button)
    expect(page.get_by_role("heading", name="Importing")).to_be_visible()
    finish()


def match(page: Page) -> None:
    page.get_by_label("Touchpoint").focus()
    page.keyboard.type("First response")
    press(page, "button", "Continue to values")
    page.wait_for_url("**/values/")


def test_an_export_becomes_a_rate_by_keyboard_alone(
    cast: Cast, open_page: Open, worker: Callable[[], None], tmp_path: Path
) -> None:
    told = export(40)
    path = tmp_path / "incidents.csv"
    path.write_bytes(told.text.encode())
    page = open_page(cast.leader)

    upload(page, path)
    expect(page.get_by_label("Import “made_sla” as")).to_have_value("verdict")
    expect(page.get_by_role("row", name="number")).to_contain_text("INC0000002")
    match(page)
    expect(page.get_by_text(re.compile("Day first: .* is 29 February 2016"))).to_be_visible()
    expect(page.get_by_label("What “TRUE” means")).to_have_value("kept")
    expect(page.get_by_label("What “FALSE” means")).to_have_value("broken")
    check(page, worker)
    run(page, "Import 40", worker)
    expect(page.get_by_role("heading", name="Imported 40 interactions")).to_be_visible()
    press(page, "link", "See promises kept")
    page.wait_for_url("**/metrics/promise-kept-rate/?from=2016-02-29&to=*")
    expect(page.locator("main")).to_contain_text(f"{told.kept} of {told.incidents}")

    upload(page, path)
    expect(page.get_by_text("Matched as on")).to_be_visible()
    press(page, "button", "Continue to values")
    page.wait_for_url("**/values/")
    check(page, worker)
    run(page, "Finish: nothing to change", worker)
    expect(page.get_by_role("heading", name="Nothing had to change")).to_be_visible()
    expect(page.locator("main")).to_contain_text("40 unchanged")


def test_problems_are_put_right_in_their_cells(
    cast: Cast, open_page: Open, worker: Callable[[], None], violations: Axe, tmp_path: Path
) -> None:
    path = tmp_path / "broken.csv"
    path.write_text(PROBLEMS)
    page = open_page(cast.leader)
    upload(page, path)
    match(page)
    check(page, worker)
    expect(page.get_by_role("button", name="Import 2, skip 2")).to_be_visible()
    look_everywhere(page, violations)

    page.get_by_label("When it happened, line 3").fill("28-02-2016 10:00")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Import 3, skip 1")).to_be_visible()
    expect(page.locator("tbody").first).to_contain_text("New")
    page.get_by_label("When it happened, line 4").fill("gestern")
    page.keyboard.press("Enter")
    expect(page.get_by_text("“gestern” is not a date.")).to_be_visible()
    page.get_by_label("When it happened, line 4").fill("1-3-2016")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Import 4", exact=True)).to_be_visible()
    expect(page.get_by_text("No problems.")).to_be_visible()


def test_every_step_is_accessible_wide_and_narrow_light_and_dark(
    cast: Cast, open_page: Open, worker: Callable[[], None], violations: Axe, tmp_path: Path
) -> None:
    path = tmp_path / "incidents.csv"
    path.write_bytes(export(30).text.encode())
    page = open_page(cast.leader)
    page.goto(HOME)
    look_everywhere(page, violations)
    page.goto(f"{HOME}new/")
    page.get_by_role("button", name="Upload and read").click()
    expect(page.get_by_role("alert")).to_be_focused()
    look_everywhere(page, violations)
    upload(page, path)
    for summary in page.locator("summary", has_text=re.compile("not imported|Read as")).all():
        summary.click()
    look_everywhere(page, violations)
    match(page)
    look_everywhere(page, violations)
    press(page, "button", "Check rows")
    expect(page.get_by_role("heading", name="Checking")).to_be_visible()
    look_everywhere(page, violations)
    worker()
    page.wait_for_url("**/preview/")
    look_everywhere(page, violations)
    run(page, "Import 30", worker)
    expect(page.get_by_role("heading", name="Imported 30 interactions")).to_be_visible()
    page.get_by_text("Undo this import").click()
    look_everywhere(page, violations)
    page.goto(HOME)
    look_everywhere(page, violations)


def test_another_encoding_is_shown_at_once(cast: Cast, open_page: Open, tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_bytes("number;caller_id;opened_at;note\n1;Müller;29-02-2016;größer\n".encode("cp1252"))
    page = open_page(cast.leader)
    upload(page, path)
    expect(page.get_by_text("größer")).to_be_visible()

    page.get_by_text("Read as Windows").click()
    page.get_by_label("Encoding").select_option("mac-roman")
    expect(page.get_by_text("gr^§er").or_(page.get_by_text("grˆﬂer"))).to_be_visible()


def test_it_works_without_script_on_a_phone(cast: Cast, open_page: Open, worker: Callable[[], None], tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    path.write_text(PROBLEMS)
    page = open_page(cast.leader, width=375, scripts=False)
    page.set_default_timeout(PATIENCE)
    page.goto(f"{HOME}new/")
    page.get_by_label("CSV file").set_input_files(path)
    page.get_by_role("button", name="Upload and read").click()
    page.get_by_label("Touchpoint").select_option("first-response")
    page.get_by_role("button", name="Continue to values").click()
    check(page, worker)
    page.get_by_label("When it happened, line 3").fill("28-02-2016 10:00")
    page.get_by_role("button", name="Save line 3").click()
    run(page, "Import 3, skip 1", worker)
    expect(page.get_by_role("heading", name="Imported 3 interactions")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download rejects").click()
    assert Path(download.value.path()).read_text("utf-8-sig").splitlines()[1].startswith("4,")
    page.get_by_text("Undo this import").click()
    page.get_by_role("button", name="Undo import").click()
    expect(page.get_by_role("heading", name="Undoing")).to_be_visible()
    worker()
    expect(page.get_by_role("heading", name="Import undone")).to_be_visible()


def test_a_file_that_is_too_large_is_said_before_it_is_sent(cast: Cast, open_page: Open, tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(51 * 1024 * 1024)
    page = open_page(cast.leader)
    page.goto(f"{HOME}new/")

    page.get_by_label("CSV file").set_input_files(path)

    expect(page.get_by_text("This file has 51 MB; up to 50 MB can be imported.")).to_be_visible()
    expect(page.get_by_role("button", name="Upload and read")).to_be_disabled()
