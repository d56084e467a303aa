"""The static files of the web server, collected as production serves them: one stylesheet, hashed, compressed.

Collecting takes seconds, so it is done again only when a file has changed. The web server starts anew with a new manifest;
it keeps templates in memory, so a changed template touches the manifest as well.
"""

import hashlib
import os
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from bin.local import environment, messages, places

SOURCE = places.ROOT / "static"
TEMPLATES = places.ROOT / "templates"
COLLECTED = places.ROOT / "staticfiles"
MANIFEST = COLLECTED / "staticfiles.json"
MARK = COLLECTED / ".state"
TEMPLATES_MARK = COLLECTED / ".templates"
# The pages that show the API's schema; large, and served as they lie.
LEFT_AWAY = ("drf_spectacular_sidecar", "rest_framework")


def main(arguments: Sequence[str]) -> int:
    """What the watcher of bin/dev runs when a file was saved."""
    collect(os.environ)
    if note_templates():
        MANIFEST.touch()
    return 0


def collect(values: Mapping[str, str]) -> None:
    """Bring the collected files up to date."""
    state = _state(SOURCE, environment.stamp())
    if MANIFEST.exists() and MARK.exists() and MARK.read_text() == state:
        return
    messages.say("Collecting the static files ...")
    ignored = [f"--ignore={name}" for name in LEFT_AWAY]
    command = [str(places.PYTHON), str(places.ROOT / "manage.py"), "collectstatic", "--no-input", "--verbosity=0", *ignored]
    done = subprocess.run(command, env=values, capture_output=True, text=True, check=False)
    if done.returncode:
        raise messages.Stop(f"The static files cannot be collected: {done.stderr.strip().splitlines()[-1]}")
    MARK.write_text(state)


def note_templates() -> bool:
    """Whether a template has changed since the last time this was asked."""
    state = _state(TEMPLATES)
    if TEMPLATES_MARK.exists() and TEMPLATES_MARK.read_text() == state:
        return False
    TEMPLATES_MARK.write_text(state)
    return True


def watcher() -> list[str]:
    """Runs `main` whenever a static file or a template was saved."""
    command = f"{shlex.quote(str(places.PYTHON))} -P -m bin.local assets"
    return [places.program("watchfiles"), "--filter=all", "--verbosity=warning", command, str(SOURCE), str(TEMPLATES)]


def _state(folder: Path, *beside: str) -> str:
    """Changes with any file in the folder that is written or removed, and with what stands beside it."""
    digest = hashlib.sha256("".join(beside).encode())
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(_line(path))
    return digest.hexdigest()


def _line(path: Path) -> bytes:
    facts = path.stat()
    return os.fsencode(path) + f" {facts.st_mtime_ns} {facts.st_size}\n".encode()
