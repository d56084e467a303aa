"""Plants a mistake into a copy of the source tree, runs the tests that must notice it, and takes it out again."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

FAILED = re.compile(r"^FAILED (.+?)(?: - .*)?$", re.MULTILINE)
PYTEST = (sys.executable, "-m", "pytest", "-x", "-q", "-rf", "--tb=short", "-p", "no:randomly", "-p", "no:cacheprovider")
LEFT_OUT = (".*", "__pycache__", "staticfiles", "tmp")
LONGEST_RUN_SECONDS = 600
SHOWN_OF_TROUBLE = 3000


@dataclass(frozen=True)
class Bug:
    """A mistake a developer could make: `old` stands exactly once in the file and becomes `new`; `tests` must fail then."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    @property
    def is_in_the_database(self) -> bool:
        """Whether the migrations must run again for it to have an effect."""
        return "/migrations/" in self.file or self.file.endswith(("tenancy/operations.py", "tenancy/privileges.py"))


@dataclass(frozen=True)
class Outcome:
    """How a run of tests ended. `by` is the first test that failed; `trouble` says why the run proves nothing."""

    by: str
    seconds: float
    trouble: str = ""

    @property
    def is_caught(self) -> bool:
        return bool(self.by) and not self.trouble


def copy_of(root: Path, folder: Path) -> Path:
    """The source tree without what is made from it, compiled so that a changed file is noticed by its content."""
    shutil.copytree(root, folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
    command = [sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "checked-hash", str(folder)]
    subprocess.run(command, check=True)
    return folder


def misfit(bug: Bug, root: Path) -> str:
    """Why a bug cannot be planted into the tree as it is; empty when it can."""
    path = root / bug.file
    if not path.is_file():
        return f"{bug.file} is gone"
    count = path.read_text().count(bug.old)
    return "" if count == 1 else f"its old text stands {count} times in {bug.file}"


@contextmanager
def planted(bug: Bug, folder: Path) -> Iterator[None]:
    """The folder with the bug in it, inside the block. Raises ValueError when it does not fit."""
    trouble = misfit(bug, folder)
    if trouble:
        raise ValueError(f"“{bug.name}” cannot be planted: {trouble}.")
    path = folder / bug.file
    healthy = path.read_text()
    path.write_text(healthy.replace(bug.old, bug.new))
    try:
        yield
    finally:
        path.write_text(healthy)


def try_out(bug: Bug, folder: Path, environment: Mapping[str, str], *options: str) -> Outcome:
    """Whether the bug's tests notice it."""
    with planted(bug, folder):
        return run(bug.tests, folder, environment, *options)


def run(tests: Sequence[str], folder: Path, environment: Mapping[str, str], *options: str) -> Outcome:
    """Run tests in the folder until the first one fails. Nothing of the tree we stand in is imported."""
    began = time.monotonic()
    surroundings = {**os.environ, **environment, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        ended = subprocess.run(
            [*PYTEST, *options, *tests],
            cwd=folder,
            env=surroundings,
            capture_output=True,
            text=True,
            timeout=LONGEST_RUN_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Outcome("", time.monotonic() - began, f"not finished after {LONGEST_RUN_SECONDS} seconds")
    return _outcome(ended.returncode, ended.stdout + ended.stderr, time.monotonic() - began)


def _outcome(code: int, said: str, seconds: float) -> Outcome:
    """Exit code 1 with a failed test is a catch; an error in a fixture or in the collection is not."""
    failed = FAILED.search(said)
    if code == 0:
        return Outcome("", seconds)
    if code == 1 and failed:
        return Outcome(failed[1], seconds)
    return Outcome("", seconds, f"the tests could not run (exit code {code}):\n{said[-SHOWN_OF_TROUBLE:]}")
