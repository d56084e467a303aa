"""The long proofs by name, and stands that runs do not share."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bin.local import environment, lock, messages, places, proofs, trials


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = tmp_path / "tests" / "proofs"
    found.mkdir(parents=True)
    (found / "races.py").write_text('"""Two people approve at once.\n\nMore."""\n')
    (found / "_shared.py").write_text('"""Not a proof."""\n')
    monkeypatch.setattr(places, "ROOT", tmp_path)
    return found


def test_alone_it_lists_the_proofs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert proofs.main([]) == 0
    assert capsys.readouterr().out.split(maxsplit=1) == ["races", "Two people approve at once.\n"]


@pytest.mark.parametrize("name", ["unknown", "_shared", "../races"])
def test_another_name_is_refused(name: str, folder: Path) -> None:
    with pytest.raises(messages.Stop, match="no proof"):
        proofs.main([name])


def test_two_runs_at_once_have_different_stands(open_folder: Callable[[], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRESENCE_HOME", str(open_folder()))
    first, first_hold = trials.free_stand()
    second, second_hold = trials.free_stand()
    os.close(first_hold)
    third, third_hold = trials.free_stand()
    os.close(second_hold)
    os.close(third_hold)

    assert (first.name, second.name, third.name) == ("test-1", "test-2", "test-1")


def test_a_lock_needs_uv(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "find_uv", lambda: None)

    with pytest.raises(messages.Stop, match="uv"):
        lock.main([])


def test_a_lock_knows_one_argument() -> None:
    with pytest.raises(messages.Stop, match="--upgrade"):
        lock.main(["--everything"])
