"""`bin/prove isolation` stays runnable: its bugs fit the source, and its runner can tell when no test notices."""

import os
from collections import Counter
from pathlib import Path

import pytest

from bin.local import places
from tests.proofs import _bugs, _planting, isolation
from tests.proofs._planting import Bug, Outcome

PLAIN = ("-c", os.devnull)
ALONE = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


@pytest.mark.parametrize("bug", _bugs.ALL, ids=lambda bug: bug.name)
def test_it_can_be_planted(bug: Bug) -> None:
    assert _planting.misfit(bug, places.ROOT) == ""
    assert bug.new != bug.old


@pytest.mark.parametrize("bug", _bugs.ALL, ids=lambda bug: bug.name)
def test_its_tests_are_there(bug: Bug) -> None:
    for test in bug.tests:
        path, _, rest = test.partition("::")
        name = rest.partition("[")[0]
        text = (places.ROOT / path).read_text()
        assert not name or f"def {name}(" in text or f'"{name}"' in text


def test_there_are_enough_and_no_two_are_the_same() -> None:
    assert len(_bugs.ALL) >= 25
    assert [name for name, times in Counter(bug.name for bug in _bugs.ALL).items() if times > 1] == []


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one function with one test, which asks for the sign only."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "thing.py").write_text("def half(number):\n    return number / 2\n")
    (source / "test_thing.py").write_text("import thing\n\n\ndef test_half():\n    assert thing.half(4) > 0\n")
    return _planting.copy_of(source, tmp_path / "copy")


def planted(new: str, tests: tuple[str, ...] = ("test_thing.py",)) -> Bug:
    return Bug(name="Half is something else", file="thing.py", old="return number / 2", new=new, tests=tests)


def test_a_bug_that_a_test_notices_is_caught(project: Path) -> None:
    outcome = _planting.try_out(planted("return -number / 2"), project, ALONE, *PLAIN)

    assert (outcome.is_caught, outcome.by, outcome.trouble) == (True, "test_thing.py::test_half", "")


def test_a_bug_that_no_test_notices_is_not_caught(project: Path) -> None:
    outcome = _planting.try_out(planted("return number / 3"), project, ALONE, *PLAIN)

    assert (outcome.is_caught, outcome.by, outcome.trouble) == (False, "", "")


def test_a_bug_that_only_keeps_the_tests_from_running_is_not_caught(project: Path) -> None:
    outcome = _planting.try_out(planted("return number /"), project, ALONE, *PLAIN)

    assert not outcome.is_caught
    assert "could not run" in outcome.trouble


def test_the_copy_is_healthy_again_afterwards(project: Path) -> None:
    healthy = (project / "thing.py").read_text()

    _planting.try_out(planted("return -number / 2"), project, ALONE, *PLAIN)

    assert (project / "thing.py").read_text() == healthy
    assert _planting.run(("test_thing.py",), project, ALONE, *PLAIN).by == ""


def test_a_bug_that_no_longer_fits_stops_the_proof(project: Path) -> None:
    bug = Bug(name="Gone", file="thing.py", old="return number * 2", new="", tests=("test_thing.py",))

    with pytest.raises(ValueError, match=r"stands 0 times in thing\.py"):
        _planting.try_out(bug, project, ALONE, *PLAIN)


def test_the_page_tells_what_was_not_caught() -> None:
    bugs = _bugs.ALL[:2]
    outcomes = [Outcome("tests/wall/test_walk.py::test_it", 3.2), Outcome("", 4.0)]

    page = isolation.report(bugs, outcomes, seconds=60, today="22 November 2026")

    assert "**1 of 2 caught**" in page
    assert f"| {bugs[0].name} | `{bugs[0].file}` | `wall/test_walk.py::test_it` | 3 |" in page
    assert "**not caught**" in page
