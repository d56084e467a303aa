"""The Python environment in .venv: every package pinned by hash, made again only when the locks change."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bin.local import locks, messages, places

LOCK = places.REQUIREMENTS / "dev.txt"
UV_LOCK = places.REQUIREMENTS / "uv.txt"
TOOLS = places.CACHE / "tools"
STAMP = places.VENV / "presence-stamp"


def main(arguments: Sequence[str]) -> int:
    """`bin/setup`."""
    if arguments:
        raise messages.Stop("Takes no arguments.")
    if not ensure():
        messages.say("The environment in .venv is up to date.")
    return 0


def ensure() -> bool:
    """Make .venv agree with the lock files; tell whether there was anything to do."""
    if is_current():
        return False
    places.make(places.CACHE)
    with locks.exclusive(places.CACHE / "setup.lock"):
        if is_current():  # another command made it while this one waited
            return False
        messages.say("Installing the Python packages into .venv (once; a minute or two) ...")
        STAMP.unlink(missing_ok=True)
        install()
        STAMP.write_text(stamp())
    return True


def is_current() -> bool:
    try:
        return STAMP.read_text() == stamp() and os.access(places.PYTHON, os.X_OK)
    except FileNotFoundError:
        return False


def stamp() -> str:
    """What .venv depends on: the locked packages, the interpreter, and where the checkout lies."""
    packages = hashlib.sha256(LOCK.read_bytes() + UV_LOCK.read_bytes()).hexdigest()
    version = ".".join(map(str, sys.version_info[:3]))
    return f"{packages} python {version} at {places.VENV}\n"


def install() -> None:
    """Take uv when it can be had (seconds), else pip (a minute)."""
    uv = find_uv()
    if uv is None:
        install_with_pip()
        return
    make_venv(places.VENV, with_pip=False)
    # Certificates of the system, as pip has them: many networks have an authority of their own.
    environment = {**os.environ, "UV_CACHE_DIR": uv_cache(), "UV_SYSTEM_CERTS": "1", "VIRTUAL_ENV": str(places.VENV)}
    done = run([uv, "pip", "sync", "--require-hashes", "--quiet", str(LOCK)], environment=environment)
    if "No space left" in done.stderr:
        raise messages.Stop(why_not(done.stderr))
    if done.returncode:
        messages.say("uv could not install the packages; trying pip.")
        install_with_pip()


def find_uv() -> str | None:
    """The pinned uv, installed on first use into a small environment of its own."""
    uv = TOOLS / "bin" / "uv"
    mark = TOOLS / "presence-stamp"
    wanted = UV_LOCK.read_text()
    if uv.exists() and mark.exists() and mark.read_text() == wanted:
        return str(uv)
    make_venv(TOOLS, with_pip=True)
    if pip(TOOLS, UV_LOCK, "--only-binary", ":all:").returncode:
        return None
    mark.write_text(wanted)
    return str(uv)


def install_with_pip() -> None:
    make_venv(places.VENV, with_pip=True)
    done = pip(places.VENV, LOCK)
    if done.returncode:
        raise messages.Stop(why_not(done.stderr))


def pip(venv: Path, lock: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    command = [str(venv / "bin" / "python"), "-m", "pip", "install", "--quiet", "--require-hashes"]
    patience = ["--disable-pip-version-check", "--retries", "2", "--timeout", "20"]
    return run([*command, *patience, *options, "-r", str(lock)])


def why_not(output: str) -> str:
    """One line out of an installer's many."""
    if "No space left" in output:
        return "The disk is full. Free some space and start again."
    if any(sign in output for sign in ("NewConnectionError", "name resolution", "No route", "ConnectTimeout", "ProxyError")):
        return "The first run needs the network, to install Python packages, and there is none."
    errors = [line for line in output.splitlines() if line.lower().startswith("error")]
    return f"The Python packages could not be installed. {errors[-1] if errors else 'pip gave no reason.'}"


def make_venv(folder: Path, *, with_pip: bool) -> None:
    """Make a virtual environment from the interpreter below any other virtual environment."""
    base = getattr(sys, "_base_executable", sys.executable)
    if folder.exists():
        shutil.rmtree(folder)
    done = run([base, "-m", "venv", *([] if with_pip else ["--without-pip"]), str(folder)])
    if done.returncode:
        raise messages.Stop(
            "The disk is full. Free some space and start again."
            if "No space left" in done.stdout + done.stderr
            else "Python cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv."
        )


def uv_cache() -> str:
    """uv's shared cache where there is a writable home, so that a second checkout downloads nothing."""
    own = os.environ.get("UV_CACHE_DIR")
    home = Path(os.environ.get("HOME") or "/nonexistent")
    return own or str((home if os.access(home, os.W_OK) else places.CACHE) / ".cache" / "uv")


def run(command: Sequence[str], *, environment: dict[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
