"""bin/dev collects the static files when one has changed, and only then."""

import subprocess
from pathlib import Path

import pytest

from bin.local import assets, messages, places


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that were run; each leaves a manifest like collectstatic does."""
    run: list[list[str]] = []

    def answer(command: list[str], **_options: object) -> "subprocess.CompletedProcess[str]":
        run.append(command)
        (tmp_path / "collected").mkdir(exist_ok=True)
        (tmp_path / "collected" / "staticfiles.json").write_text("{}")
        return subprocess.CompletedProcess(command, 0, "", "")

    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "app.css").write_text("a {}")
    monkeypatch.setattr(assets, "SOURCE", tmp_path / "source")
    monkeypatch.setattr(assets, "MANIFEST", tmp_path / "collected" / "staticfiles.json")
    monkeypatch.setattr(assets, "MARK", tmp_path / "collected" / ".state")
    monkeypatch.setattr(subprocess, "run", answer)
    return run


def test_a_later_start_collects_nothing(runs: list[list[str]]) -> None:
    assets.collect({})
    assets.collect({})

    assert [command[2] for command in runs] == ["collectstatic"]


@pytest.mark.parametrize("change", ["written", "added", "removed"])
def test_a_change_is_collected(runs: list[list[str]], tmp_path: Path, change: str) -> None:
    assets.collect({})
    style = tmp_path / "source" / "app.css"
    match change:
        case "written":
            style.write_text("a { color: red }")
        case "added":
            (tmp_path / "source" / "new.css").write_text("")
        case "removed":
            style.unlink()

    assets.collect({})

    assert len(runs) == 2


def test_what_was_thrown_away_is_collected_again(runs: list[list[str]], tmp_path: Path) -> None:
    assets.collect({})
    (tmp_path / "collected" / "staticfiles.json").unlink()

    assets.collect({})

    assert len(runs) == 2


def test_a_failure_is_one_line(runs: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    failed = subprocess.CompletedProcess([], 1, "", "Traceback\nOSError: No space left on device\n")
    monkeypatch.setattr(subprocess, "run", lambda *_given, **_options: failed)

    with pytest.raises(messages.Stop, match="cannot be collected: OSError: No space left on device"):
        assets.collect({})


def test_a_changed_template_starts_the_web_server_anew(
    runs: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "TEMPLATES", tmp_path / "source")
    monkeypatch.setattr(assets, "TEMPLATES_MARK", tmp_path / "collected" / ".templates")
    assets.collect({})

    assert [assets.note_templates(), assets.note_templates()] == [True, False]
    (tmp_path / "source" / "page.html").write_text("")
    assert assets.note_templates()


def test_the_watcher_watches_what_is_collected() -> None:
    assert str(places.ROOT / "static") in assets.watcher()
