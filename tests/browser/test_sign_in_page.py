"""The first page that anybody sees."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_it_is_accessible(
    open_page: Callable[..., Page], violations: Callable[[Page], list[str]], width: int, theme: str
) -> None:
    page = open_page(width=width, theme=theme)
    page.goto("/accounts/login/")

    assert violations(page) == []
