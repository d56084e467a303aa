"""The environment is made once, and again only when what it depends on has changed."""

from pathlib import Path

import pytest

from bin.local import environment, messages, places


@pytest.fixture
def installs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A checkout with lock files, whose installations are only counted."""
    done: list[str] = []
    venv = tmp_path / ".venv"
    monkeypatch.setattr(places, "VENV", venv)
    monkeypatch.setattr(places, "PYTHON", venv / "bin" / "python")
    monkeypatch.setattr(places, "CACHE", tmp_path / ".cache")
    monkeypatch.setattr(environment, "STAMP", venv / "presence-stamp")
    for name in ("LOCK", "UV_LOCK"):
        path = tmp_path / f"{name}.txt"
        path.write_text(f"{name}==1\n")
        monkeypatch.setattr(environment, name, path)

    def install() -> None:
        places.make(venv / "bin")
        places.PYTHON.touch(mode=0o755)
        done.append("installed")

    monkeypatch.setattr(environment, "install", install)
    return done


def test_a_second_start_installs_nothing(installs: list[str]) -> None:
    assert environment.ensure() is True
    assert environment.ensure() is False
    assert len(installs) == 1


@pytest.mark.parametrize("name", ["LOCK", "UV_LOCK"])
def test_a_changed_lock_installs_again(name: str, installs: list[str]) -> None:
    environment.ensure()

    getattr(environment, name).write_text("changed==2\n")

    assert environment.ensure() is True
    assert len(installs) == 2


def test_a_moved_checkout_installs_again(installs: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment.ensure()

    monkeypatch.setattr(places, "VENV", tmp_path / "elsewhere" / ".venv")

    assert not environment.is_current()


def test_an_installation_that_failed_leaves_no_stamp(installs: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    environment.ensure()
    environment.LOCK.write_text("changed==2\n")

    def fail() -> None:
        raise messages.Stop("no network")

    monkeypatch.setattr(environment, "install", fail)
    with pytest.raises(messages.Stop):
        environment.ensure()

    assert not environment.STAMP.exists()


@pytest.mark.parametrize(
    ("output", "word"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("NewConnectionError('...: Failed to establish a new connection: [Errno -3]", "network"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "DO NOT MATCH THE HASHES"),
        ("", "no reason"),
    ],
)
def test_an_installers_many_lines_become_one(output: str, word: str) -> None:
    line = environment.why_not(output)

    assert word in line
    assert "\n" not in line
