"""A command that cannot go on says why in one line."""

import errno
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from bin.local import messages, places


def run(error: BaseException) -> int:
    def main(_arguments: Sequence[str]) -> int:
        raise error

    return messages.run(command="dev", main=main, arguments=[])


def test_a_stop_is_one_line_and_exit_code_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(messages.Stop("Port 8000 is taken.")) == 1
    assert capsys.readouterr().err == "bin/dev: Port 8000 is taken.\n"


def test_ctrl_c_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(KeyboardInterrupt()) == 130
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_called_so(number: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(OSError(number, os.strerror(number), "/srv/presence/file")) == 1
    assert capsys.readouterr().err == "bin/dev: The disk is full (/srv/presence/file). Free some space and start again.\n"


def test_a_closed_home_names_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRESENCE_HOME", "/srv/presence")

    line = messages.plain(PermissionError(errno.EACCES, "Permission denied", "/srv/presence/dev"))

    assert line == ("No permission for /srv/presence/dev. Give yourself access, or name another folder in PRESENCE_HOME.")


def test_a_closed_checkout_does_not_blame_the_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRESENCE_HOME", "/srv/presence")

    line = messages.plain(PermissionError(errno.EROFS, "Read-only file system", "/mnt/checkout/.venv"))

    assert line == "No permission for /mnt/checkout/.venv. Give yourself access."


def test_a_file_in_place_of_the_home_is_named(tmp_path: Path) -> None:
    file = tmp_path / "home"
    file.write_text("")

    with pytest.raises(NotADirectoryError) as refused:
        places.make(file / "dev")

    assert messages.plain(refused.value) == f"This is no folder: {file}"
