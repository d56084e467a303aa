"""The map on paper and as a PNG, in a real browser."""

import re
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction
from playwright.sync_api import Page

from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from touchpoints.journeys import actions

OpenPage = Callable[..., Page]
PRINT = "/o/fieldstone/map/print/"
PAGE = re.compile(rb"/Type\s*/Page\b")
MEDIA_BOX = re.compile(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)")


@pytest.fixture
def sixty(cast: Cast) -> None:
    """Fifty-five touchpoints more, some with names as long as they may be."""
    with scope.acting_for(cast.organization), transaction.atomic():
        for number in range(55):
            name = "Wm" * 60 if number % 10 == 0 else f"Visit of the technicians, part {number}"
            actions.add_touchpoint(by=Actor.of(cast.leader), name=name, key=f"visit-{number}", protected=["pricing"])


@pytest.mark.usefixtures("sixty")
@pytest.mark.parametrize("sheet", ["A4", "Letter"])
def test_sixty_touchpoints_print_on_one_landscape_page(cast: Cast, open_page: OpenPage, sheet: str) -> None:
    page = open_page(cast.viewer)
    page.goto(PRINT)

    on_this_sheet = page.pdf(format=sheet, landscape=True)
    as_the_page_asks = page.pdf(format=sheet, prefer_css_page_size=True)

    assert len(PAGE.findall(on_this_sheet)) == 1
    assert len(PAGE.findall(as_the_page_asks)) == 1
    sides = MEDIA_BOX.search(as_the_page_asks)
    assert sides
    assert float(sides[1]) > float(sides[2])


def test_the_png_is_the_picture_and_large(cast: Cast, open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(cast.viewer)
    page.goto(PRINT)

    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as PNG").click()

    assert re.fullmatch(r"map-fieldstone-\d{4}-\d\d-\d\d\.png", saved.value.suggested_filename)
    saved.value.save_as(tmp_path / "map.png")
    content = (tmp_path / "map.png").read_bytes()
    assert content.startswith(b"\x89PNG")
    assert struct.unpack(">I", content[16:20]) == (3200,)
    assert len(content) > 20_000, "the picture is not empty"


def test_without_script_the_svg_is_still_there(cast: Cast, open_page: OpenPage) -> None:
    page = open_page(cast.viewer, scripts=False)
    page.goto(PRINT)

    assert page.get_by_role("link", name="Save as SVG").is_visible()
    assert not page.get_by_role("button", name="Save as PNG").is_visible()
    assert page.get_by_text("use the menu of your browser").is_visible()
