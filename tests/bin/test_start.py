"""The first lines of every command, before there is any Python of ours."""

import shutil
import subprocess
from pathlib import Path

import pytest

from bin.local import places

TOOLS = ("readlink", "dirname", "basename", "sh")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The scripts alone, without an environment, and a PATH with nothing but the shell's tools."""
    (tmp_path / "bin" / "local").mkdir(parents=True)
    shutil.copy(places.ROOT / "bin" / "dev", tmp_path / "bin")
    shutil.copy(places.ROOT / "bin" / "local" / "start.sh", tmp_path / "bin" / "local")
    (tmp_path / "tools").mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found
        (tmp_path / "tools" / tool).symlink_to(found)
    return tmp_path


def run(checkout: Path) -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": str(checkout / "tools")}
    return subprocess.run([checkout / "bin" / "dev"], env=environment, capture_output=True, text=True, check=False)


def test_no_python_is_one_line(checkout: Path) -> None:
    done = run(checkout)

    assert done.returncode == 1
    assert done.stderr == (
        "bin/dev: Presence needs Python 3.11 or newer, found none. Install one, or name one in PRESENCE_PYTHON.\n"
    )


def test_an_old_python_is_named(checkout: Path) -> None:
    old = checkout / "tools" / "python3"
    old.write_text('#!/bin/sh\ncase "$*" in *print*) printf ", found 3.8" ;; *) exit 1 ;; esac\n')
    old.chmod(0o755)

    done = run(checkout)

    assert done.returncode == 1
    assert "needs Python 3.11 or newer, found 3.8." in done.stderr
