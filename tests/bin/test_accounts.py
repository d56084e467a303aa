"""Who runs the servers."""

import os
import pwd
from pathlib import Path

import pytest

from bin.local import accounts, messages

NOBODY = pwd.getpwnam("nobody")


def test_an_ordinary_person_runs_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: NOBODY.pw_uid)

    assert accounts.for_servers() is None


def test_root_steps_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    account = accounts.for_servers()

    assert account is not None
    assert account.name in {"postgres", "nobody"}
    assert account.uid != 0


def test_root_steps_into_the_shoes_of_who_made_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    data = tmp_path / "postgres-15"
    data.mkdir()
    made_by = os.stat_result((0o40700, 0, 0, 0, NOBODY.pw_uid, NOBODY.pw_gid, 0, 0, 0, 0))
    monkeypatch.setattr(Path, "stat", lambda path, **_options: made_by)

    account = accounts.for_servers(tmp_path)

    assert account is not None
    assert account.name == "nobody"


def test_a_user_without_a_name_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 54321)

    with pytest.raises(messages.Stop, match=r"User 54321 has no entry in /etc/passwd.*DATABASE_URL"):
        accounts.for_servers()


def test_a_secret_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "secret"

    accounts.write_for(None, path, "first")
    accounts.write_for(None, path, "second")

    assert path.read_text() == "second"
    assert path.stat().st_mode & 0o777 == 0o600
