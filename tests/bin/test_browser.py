"""Finding a browser, and what is said when there is none."""

from pathlib import Path

import pytest

from bin.local import browser, messages, places


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any browser, and without a way to get one."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM_PATH", raising=False)
    monkeypatch.setattr(browser, "OWN", tmp_path / "chromium-of-ours")
    monkeypatch.setattr(browser, "_of_playwright", lambda: iter(()))
    monkeypatch.setattr(places, "CACHE", tmp_path / ".cache")
    return tmp_path


def make_browser(path: Path) -> str:
    path.write_text("#!/bin/sh\necho Chromium 156\n")
    path.chmod(0o755)
    return str(path)


def test_without_a_browser_one_line_says_how_to_get_one(bare: Path) -> None:
    with pytest.raises(messages.Stop, match=r"apt-get install chromium.*CHROMIUM_PATH"):
        browser.find_or_install()


def test_the_named_browser_comes_first(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_browser(bare / "chromium")
    named = make_browser(bare / "mine")
    monkeypatch.setenv("CHROMIUM_PATH", named)

    assert browser.find_or_install() == named


def test_a_named_browser_that_is_none_is_refused(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM_PATH", str(bare / "missing"))

    with pytest.raises(messages.Stop, match="CHROMIUM_PATH"):
        browser.find_or_install()


@pytest.mark.parametrize("name", browser.NAMES)
def test_a_browser_of_the_machine_is_found_by_its_usual_names(name: str, bare: Path) -> None:
    made = make_browser(bare / name)

    assert browser.find_or_install() == made


def test_the_one_fetched_before_is_used_again(bare: Path) -> None:
    fetched = make_browser(browser.OWN)

    assert browser.find_or_install() == fetched
