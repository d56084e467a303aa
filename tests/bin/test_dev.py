"""What bin/dev says when it cannot start, and what it remembers when it could."""

import os
import socket
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bin.local import dev, locks, marks, messages, places, ports, settings

WISHES = settings.Wishes(port=8000, demo=True, own_database=False, own_broker=False)


def bin_dev(home: Path, **given: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if name not in settings.JUDGED_BY_DJANGO}
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_ADMIN_URL"):
        kept.pop(name, None)
    environment = {**kept, "PRESENCE_ENV": "local", "PRESENCE_HOME": str(home), **given}
    command = [str(places.ROOT / "bin" / "dev")]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_a_taken_port_is_one_line_that_names_the_variable(open_folder: Callable[[], Path]) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]

        done = bin_dev(open_folder(), PRESENCE_PORT=str(port))

    said = done.stderr.splitlines()[-1]
    assert done.returncode == 1
    assert said.startswith(f"bin/dev: Port {port} is taken. Choose another one: PRESENCE_PORT=")
    assert "Traceback" not in done.stderr


def test_a_wrong_value_is_one_line(tmp_path: Path) -> None:
    done = bin_dev(tmp_path, PRESENCE_PORT="eighty")

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "PRESENCE_PORT" in done.stderr


def test_a_home_that_is_no_folder_is_one_line(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("")

    done = bin_dev(home)

    assert (done.returncode, done.stderr) == (1, f"bin/dev: This is no folder: {home}\n")


def test_a_second_bin_dev_in_the_same_checkout_is_refused(tmp_path: Path) -> None:
    os.close(dev.take_turn(tmp_path, ports.free()))
    hold = dev.take_turn(tmp_path, ports.free())

    with pytest.raises(messages.Stop, match=f"already, as process {os.getpid()}"):
        dev.take_turn(tmp_path, ports.free())
    os.close(hold)


def test_after_a_kill_the_next_start_waits_for_the_cleaning(tmp_path: Path) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    cleaning = locks.take(tmp_path / "dev.lock", shared=False)
    (tmp_path / "dev.lock").write_text(str(gone.pid))
    waiting = subprocess.Popen(["sleep", "0.2"])

    with pytest.MonkeyPatch.context() as patch:
        # The cleaner is another process in life; here the wait itself gives the lock back.
        patch.setattr(messages, "say", lambda _line: (waiting.wait(), os.close(cleaning)))
        hold = dev.take_turn(tmp_path, ports.free())

    assert (tmp_path / "dev.lock").read_text() == str(os.getpid())
    os.close(hold)


def test_a_last_word_is_the_exceptions_message() -> None:
    output = (
        "Traceback (most recent call last):\n  File x\ndjango.db.utils.OperationalError: connection refused\n\tIs it running?\n"
    )

    assert dev._last_words(output) == "connection refused"


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The management commands that were run."""
    run: list[str] = []

    def manage(_values: Mapping[str, str], *arguments: str) -> str:
        run.append(arguments[0])
        return "owner@example.com / demo"

    monkeypatch.setattr(dev, "manage", manage)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A stand whose database exists."""
    (tmp_path / "postgres-15").mkdir()
    (tmp_path / "postgres-15" / "PG_VERSION").write_text("15\n")
    return tmp_path


def test_a_later_start_asks_django_nothing(commands: list[str], folder: Path) -> None:
    dev.migrate({}, WISHES, folder)
    dev.migrate({}, WISHES, folder)

    assert commands == ["migrate"]


def test_a_database_made_anew_is_migrated_again(commands: list[str], folder: Path) -> None:
    dev.migrate({}, WISHES, folder)
    version = folder / "postgres-15" / "PG_VERSION"
    os.utime(version, ns=(0, version.stat().st_mtime_ns + 1))

    dev.migrate({}, WISHES, folder)

    assert commands == ["migrate", "migrate"]


def test_migrating_by_hand_makes_the_next_start_ask(commands: list[str], folder: Path) -> None:
    dev.migrate({}, WISHES, folder)
    marks.forget(folder)

    dev.migrate({}, WISHES, folder)

    assert commands == ["migrate", "migrate"]


def test_a_database_of_ones_own_is_always_asked(commands: list[str], folder: Path) -> None:
    own = settings.Wishes(port=8000, demo=True, own_database=True, own_broker=False)
    dev.migrate({}, own, folder)
    dev.migrate({}, own, folder)

    assert commands == ["migrate", "migrate"]


@pytest.fixture
def _example_exists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = tmp_path / "floor" / "management" / "commands" / "load_demo.py"
    command.parent.mkdir(parents=True)
    command.write_text("")
    monkeypatch.setattr(places, "ROOT", tmp_path)


@pytest.mark.usefixtures("_example_exists")
def test_the_example_is_loaded_once_and_its_sign_ins_are_kept(commands: list[str], folder: Path) -> None:
    first = dev.load_example({}, WISHES, folder)
    second = dev.load_example({}, WISHES, folder)

    assert first == second == "owner@example.com / demo"
    assert commands == ["load_demo"]


@pytest.mark.usefixtures("_example_exists")
def test_nobody_gets_an_example_who_wants_none(commands: list[str], folder: Path) -> None:
    unwanted = settings.Wishes(port=8000, demo=False, own_database=False, own_broker=False)

    assert dev.load_example({}, unwanted, folder) == ""
    assert commands == []
