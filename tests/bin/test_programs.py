"""Which PostgreSQL is taken, and what is said when none fits."""

import stat
from pathlib import Path

import pytest

from bin.local import messages, programs


def make_programs(folder: Path, version: str) -> Path:
    folder.mkdir(parents=True)
    for name in programs.NEEDED:
        script = folder / name
        script.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return folder


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What the machine has, newest first."""
    folders = [make_programs(tmp_path / major / "bin", f"{major}.4") for major in ("18", "15")]
    monkeypatch.delenv("PG_BIN", raising=False)
    monkeypatch.setattr(programs, "_folders", lambda: iter(folders))
    return folders


def test_the_first_that_is_found_is_taken(installed: list[Path], tmp_path: Path) -> None:
    assert programs.postgresql(account=None, data=tmp_path) == programs.PostgreSQL(folder=installed[0], major=18)


def test_existing_data_decides_the_version(installed: list[Path], tmp_path: Path) -> None:
    data = tmp_path / "dev"
    (data / "postgres-15").mkdir(parents=True)

    assert programs.postgresql(account=None, data=data).major == 15


def test_data_of_a_version_that_is_gone_is_not_passed_over(installed: list[Path], tmp_path: Path) -> None:
    data = tmp_path / "dev"
    (data / "postgres-17").mkdir(parents=True)

    with pytest.raises(messages.Stop, match=r"made by PostgreSQL 17.*PG_BIN"):
        programs.postgresql(account=None, data=data)


@pytest.mark.parametrize("version", ["14.9", "9.6.24", "unknown"])
def test_too_old_a_server_is_refused(version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PG_BIN", str(make_programs(tmp_path / "old", version)))

    with pytest.raises(messages.Stop, match="PG_BIN"):
        programs.postgresql(account=None, data=tmp_path)


def test_a_folder_without_the_programs_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PG_BIN", str(tmp_path))

    with pytest.raises(messages.Stop, match="PG_BIN"):
        programs.postgresql(account=None, data=tmp_path)
