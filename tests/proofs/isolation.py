"""Plants isolation bugs into a copy of the source, one at a time: the tests of the wall must catch every one."""

import argparse
import os
import queue
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connections

from bin.local import places
from tests.proofs import _bugs, _planting
from tests.proofs._planting import Bug, Outcome

REPORT = places.ROOT / "docs" / "proofs" / "isolation.md"
TEMPLATE = "planting_template"
INTRODUCTION = (
    "`bin/prove isolation` copies the source tree and plants one mistake at a time that would let one organization see or",
    "change what belongs to another; then it runs the tests that must notice. Many mistakes break one layer of several, so",
    "that nothing would leak yet: the test of that layer has to fail all the same. The list stands in",
    "`tests/proofs/_bugs_*.py`. Before the first mistake all these tests have to pass on the untouched copy.",
    "`tests/house/test_planted_bugs.py` keeps the list fitting the source, and proves that the command can tell when no test",
    "notices.",
)
HEADING = ("| what was done wrong | where | first test that failed | seconds |", "|---|---|---|---:|")


@dataclass(frozen=True)
class Bench:
    """A copy of the tree with a database of its own, for one bug at a time."""

    folder: Path
    database: str

    @property
    def environment(self) -> dict[str, str]:
        """Django makes `test_<name>` out of the name it is given."""
        return {
            name: urlsplit(os.environ[name])._replace(path=f"/{self.database}").geturl()
            for name in ("DATABASE_URL", "DATABASE_OWNER_URL")
        }

    def try_out(self, bug: Bug) -> Outcome:
        """A bug in the database gets one made from scratch; all others a copy of the migrated one."""
        if bug.is_in_the_database:
            _drop(f"test_{self.database}")
            return _planting.try_out(bug, self.folder, self.environment)
        _copy_database(TEMPLATE, f"test_{self.database}")
        return _planting.try_out(bug, self.folder, self.environment, "--reuse-db")


@contextmanager
def benches(count: int) -> Iterator[list[Bench]]:
    """That many copies; folders and databases are gone after the block."""
    with tempfile.TemporaryDirectory(prefix="planted-") as folder:
        found = [Bench(_planting.copy_of(places.ROOT, Path(folder) / str(each)), f"planting_{each}") for each in range(count)]
        try:
            yield found
        finally:
            for name in (TEMPLATE, *(f"test_{bench.database}" for bench in found)):
                _drop(name)


def check_healthy(bench: Bench, bugs: Sequence[Bug]) -> Outcome:
    """All these tests on the untouched copy: a test that fails anyway catches nothing. Leaves the migrated database."""
    tests = sorted({test for bug in bugs for test in bug.tests})
    _drop(f"test_{bench.database}")
    healthy = _planting.run(tests, bench.folder, bench.environment, "--reuse-db")
    _drop(TEMPLATE)
    _statement(f'ALTER DATABASE "test_{bench.database}" RENAME TO "{TEMPLATE}"')
    return healthy


def try_all(found: Sequence[Bench], bugs: Sequence[Bug]) -> list[Outcome]:
    """The outcome of each bug, in their order, with one thread per bench."""
    free: queue.Queue[Bench] = queue.Queue()
    for bench in found:
        free.put(bench)

    def attempt(numbered: tuple[int, Bug]) -> Outcome:
        number, bug = numbered
        bench = free.get()
        try:
            outcome = bench.try_out(bug)
        finally:
            connections.close_all()
            free.put(bench)
        verdict = "caught" if outcome.is_caught else "NOT CAUGHT"
        print(f"{number:>3}/{len(bugs)} {outcome.seconds:6.1f} s  {verdict}  {bug.name}", flush=True)
        if not outcome.is_caught:
            print(f"        {outcome.trouble or 'every test passed'}", flush=True)
        return outcome

    with ThreadPoolExecutor(len(found)) as pool:
        return list(pool.map(attempt, enumerate(bugs, start=1)))


def _chosen(*, name: str, kind: str) -> Iterator[Bug]:
    for heading, bugs in _bugs.BY_KIND.items():
        if kind in heading.lower():
            yield from (bug for bug in bugs if name in bug.name.lower())


def report(bugs: Sequence[Bug], outcomes: Sequence[Outcome], *, seconds: float, today: str) -> str:
    """The page docs/proofs/isolation.md."""
    caught = sum(outcome.is_caught for outcome in outcomes)
    lines = [
        "# Planted isolation bugs",
        "",
        *INTRODUCTION,
        "",
        f"{today}: **{caught} of {len(bugs)} caught** in {seconds / 60:.0f} minutes.",
    ]
    for kind, members in _bugs.BY_KIND.items():
        rows = [(bug, outcome) for bug, outcome in zip(bugs, outcomes, strict=True) if bug in members]
        if rows:
            lines += ["", f"## {kind}", "", *HEADING]
            lines += [f"| {bug.name} | `{bug.file}` | {_told(outcome)} | {outcome.seconds:.0f} |" for bug, outcome in rows]
    return "\n".join([*lines, ""])


def _told(outcome: Outcome) -> str:
    by = outcome.by.removeprefix("tests/").replace("|", "/")
    return f"`{by}`" if outcome.is_caught else "**not caught**"


def _copy_database(source: str, name: str) -> None:
    """A copy has the rows and grants of its source, but not what was revoked on the database itself (migration 0005)."""
    _drop(name)
    _statement(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    _statement(f'REVOKE TEMPORARY ON DATABASE "{name}" FROM PUBLIC')


def _drop(name: str) -> None:
    _statement(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _statement(sql: str) -> None:
    with connections["owner"]._nodb_cursor() as cursor:  # the connection Django itself makes test databases with
        cursor.execute(sql)


def main() -> int:
    options = argparse.ArgumentParser(prog="bin/prove isolation", description=__doc__)
    options.add_argument("--only", default="", help="only bugs with this in their name; the page is not written")
    options.add_argument("--kind", default="", help="only bugs of kinds with this in their heading; the page is not written")
    options.add_argument("--benches", type=int, default=2, help="how many bugs are tried at once")
    chosen = options.parse_args()
    bugs = list(_chosen(name=chosen.only.lower(), kind=chosen.kind.lower()))
    began = time.monotonic()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the copies go, too
    with benches(chosen.benches) as found:
        healthy = check_healthy(found[0], bugs)
        if healthy.by or healthy.trouble:
            print(f"Without any bug these tests fail already: {healthy.by} {healthy.trouble}")
            return 1
        print(f"    {healthy.seconds:9.1f} s  without any bug all tests pass", flush=True)
        outcomes = try_all(found, bugs)
    caught = sum(outcome.is_caught for outcome in outcomes)
    print(f"{caught} of {len(bugs)} caught in {(time.monotonic() - began) / 60:.1f} minutes")
    if len(bugs) == len(_bugs.ALL):
        REPORT.parent.mkdir(exist_ok=True)
        REPORT.write_text(
            report(bugs, outcomes, seconds=time.monotonic() - began, today=f"{datetime.now(UTC).date():%d %B %Y}"),
            encoding="utf-8",
        )
    return 0 if caught == len(bugs) else 1


if __name__ == "__main__":
    sys.exit(main())
