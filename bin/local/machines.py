"""Checks that no file names one machine: a package index in a lock file, or a folder of somebody's own."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bin.local import places

ADDRESS = re.compile(r"https?://|file:|--(?:extra-)?index-url|--find-links")
FOLDER = re.compile(r"(?<![\w.$}<-])/(?:root|home|Users|work)/\w")
LOCKS = ("requirements/*.txt", "package-lock.json")


def find(name: str, text: str) -> Iterator[str]:
    """What is wrong in one file, line by line."""
    is_lock = any(Path(name).match(pattern) for pattern in LOCKS)
    for number, line in enumerate(text.splitlines(), start=1):
        if is_lock and ADDRESS.search(line):
            yield f"{name}:{number}: a lock file names where packages come from: {line.strip()[:80]}"
        if FOLDER.search(line):
            yield f"{name}:{number}: names a folder of one machine: {line.strip()[:80]}"


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=places.ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if name and not name.startswith("static/vendor/")]


def main() -> int:
    found = 0
    for name in tracked():
        path = places.ROOT / name
        if not path.is_file():
            continue
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        for line in find(name, text):
            print(line)
            found += 1
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
