"""`/kit` shows every piece, and every name a template asks the kit for exists."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db
ROOT = Path(settings.ROOT)
PAGES = (path for path in (ROOT / "templates").rglob("*.html") if "emails" not in path.parts)  # mail knows no stylesheet
TEMPLATES = sorted(PAGES)
FRAME = {
    "banners", "bottom_bar", "brand_mark", "dialogs", "head", "keys", "member_menu", "nav_group", "organization", "palette",
    "preferences", "sidebar", "toast", "toasts", "toasts_part", "top", "wrong",
}  # fmt: skip
SYMBOLS = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static" / "icons.svg").read_text()))


@pytest.mark.parametrize("query", ["", "?errors=1", "?theme=dark&density=compact"])
def test_it_shows_everything(client: Client, query: str) -> None:
    answer = client.get(f"/kit{query}")

    assert answer.status_code == 200
    assert b"What we will not do" in answer.content


def test_it_reads_no_rows(client: Client, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        client.get("/kit")


def test_it_takes_only_reads(client: Client) -> None:
    assert client.post("/kit").status_code == 405


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_has_no_inline_script_or_style(template: Path) -> None:
    text = template.read_text()

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|hx-on|javascript:", text)
    assert not re.search(r"<script(?![^>]*(?:src=|type=\"application/json\"))", text)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_asks_for_symbols_that_exist(template: Path) -> None:
    asked = set(re.findall(r'{%\s*icon "([\w-]+)"', template.read_text()))

    assert asked <= SYMBOLS


def test_every_partial_of_the_kit_is_described() -> None:
    described = (ROOT / "docs" / "kit.md").read_text()
    offered = {path.stem.removeprefix("_") for path in (ROOT / "templates" / "kit").glob("_*.html")}

    assert {name for name in offered - FRAME if f"kit/_{name}.html" not in described} == set()
