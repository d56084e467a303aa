"""The static files of the web server, collected as production serves them: one stylesheet, hashed, compressed.

Collecting takes seconds, so it is done again only when a file has changed.
"""

import hashlib
import os
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from bin.local import environment, messages, places

SOURCE = places.ROOT / "static"
COLLECTED = places.ROOT / "staticfiles"
MANIFEST = COLLECTED / "staticfiles.json"
MARK = COLLECTED / ".state"
# The pages that show the API's schema; large, and served as they lie.
LEFT_AWAY = ("drf_spectacular_sidecar", "rest_framework")


def main(arguments: Sequence[str]) -> int:
    """What the watcher of bin/dev runs when a file was saved."""
    collect(os.environ)
    return 0


def collect(values: Mapping[str, str]) -> None:
    """Bring the collected files up to date."""
    state = _state()
    if MANIFEST.exists() and MARK.exists() and MARK.read_text() == state:
        return
    messages.say("Collecting the static files ...")
    ignored = [f"--ignore={name}" for name in LEFT_AWAY]
    command = [str(places.PYTHON), str(places.ROOT / "manage.py"), "collectstatic", "--no-input", "--verbosity=0", *ignored]
    done = subprocess.run(command, env=values, capture_output=True, text=True, check=False)
    if done.returncode:
        raise messages.Stop(f"The static files cannot be collected: {done.stderr.strip().splitlines()[-1]}")
    MARK.write_text(state)


def watcher() -> list[str]:
    """Collects again whenever a file of ours is saved; the web server then starts anew (see `web` in dev.py)."""
    command = f"{shlex.quote(str(places.PYTHON))} -P -m bin.local assets"
    return [places.program("watchfiles"), "--filter=all", "--verbosity=warning", command, str(SOURCE)]


def _state() -> str:
    """Changes with the packages and with any file that is written or removed."""
    digest = hashlib.sha256(environment.stamp().encode())
    for path in sorted(SOURCE.rglob("*")):
        if path.is_file():
            digest.update(_line(path))
    return digest.hexdigest()


def _line(path: Path) -> bytes:
    facts = path.stat()
    return os.fsencode(path) + f" {facts.st_mtime_ns} {facts.st_size}\n".encode()
