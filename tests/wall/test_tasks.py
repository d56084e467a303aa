"""Every background job: refuses to run for nobody, and another organization's ids are to it as ids that nobody has."""

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from celery.app.task import Task
from django.db import connection, transaction

from presence.celery import app
from presence.kit.ids import new_id
from presence.tenancy import catalog, scope
from tests.wall.canaries import Twin, fingerprint

app.loader.import_default_modules()
TASKS = [task for name, task in sorted(app.tasks.items()) if name.split(".")[0] in catalog.FLOORS]
OF_ORGANIZATIONS = [task for task in TASKS if getattr(task, "kind", "") == "organization"]
WITH_IDS = [task for task in OF_ORGANIZATIONS if len(inspect.signature(task.run.__wrapped__).parameters) > 1]
by_name = {"ids": lambda task: task.name}


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[Any, ...]]]:
    """What jobs start other jobs with, instead of a broker."""
    calls: list[tuple[Any, ...]] = []
    monkeypatch.setattr(Task, "apply_async", lambda self, args=(), kwargs=None, **options: calls.append((self.name, *args)))
    return calls


@pytest.mark.parametrize("task", TASKS, **by_name)
def test_it_says_which_kind_it_is(task: Any) -> None:
    assert task.kind in ("organization", "tick", "sweep"), f"Make {task.name} an @organization_task, a @tick or a @sweep"


@pytest.mark.parametrize("task", OF_ORGANIZATIONS, **by_name)
@pytest.mark.parametrize("given", [(), ("",), (None,), ("twin-a",), ("01a20053-e315-7227-a8bb-de29809cca87",)], ids=str)
def test_it_refuses_to_run_for_nobody(task: Any, given: tuple[Any, ...], a: Twin) -> None:
    others = [str(new_id())] * (len(inspect.signature(task.run.__wrapped__).parameters) - 1)

    with scope.acting_for(a.organization), pytest.raises(scope.NoOrganization):
        task.run(*given, *(others if given else ()))


@pytest.mark.parametrize("task", WITH_IDS, **by_name)
def test_a_foreign_id_is_to_it_as_an_absent_one(task: Any, a: Twin, b: Twin, started: list[tuple[Any, ...]]) -> None:
    b.untouched = fingerprint(b)
    for foreign in sorted(b.ids()):
        theirs = outcome(task, a, foreign, started, unchanged=b)
        nobodys = outcome(task, a, str(new_id()), started, unchanged=b)

        assert theirs == nobodys


def outcome(task: Any, twin: Twin, given: str, started: list[tuple[Any, ...]], *, unchanged: Twin) -> tuple[str, str]:
    """What a run for the twin with this id ends in: the refusal, and the jobs it started. All it did is undone, after a look
    at the other twin.
    """
    started.clear()
    places = len(inspect.signature(task.run.__wrapped__).parameters) - 1
    said = ""
    with transaction.atomic():
        try:
            task.run(str(twin.organization.pk), *[given] * places)
        except Exception as refused:
            said = f"{type(refused).__name__}: {refused}"
        assert connection.needs_rollback or fingerprint(unchanged) == unchanged.untouched
        transaction.set_rollback(True)
    return said.replace(given or " ", "<id>"), str(started).replace(given or " ", "<id>")


@pytest.mark.parametrize("task", OF_ORGANIZATIONS, **by_name)
def test_work_for_one_leaves_the_other_alone(task: Any, a: Twin, b: Twin, started: list[tuple[Any, ...]]) -> None:
    b.untouched = fingerprint(b)
    for own in sorted(a.ids()) if task in WITH_IDS else [""]:
        said, jobs = outcome(task, a, own, started, unchanged=b)

        assert not b.seen_in(said + jobs)
        assert scope.current_id() is None


@pytest.mark.parametrize("task", [task for task in TASKS if getattr(task, "kind", "") == "tick"], **by_name)
def test_a_tick_touches_no_row_and_starts_work_by_id(
    task: Any, a: Twin, b: Twin, started: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fingerprint(a), fingerprint(b)
    organizations = {str(a.organization.pk), str(b.organization.pk)}

    with scope.acting_for(a.organization):
        task.run()

    assert (fingerprint(a), fingerprint(b)) == before
    for name, *arguments in started:
        assert app.tasks[name].kind == "organization"
        assert set(arguments) <= organizations


@pytest.mark.parametrize("task", [task for task in TASKS if getattr(task, "kind", "") == "sweep"], **by_name)
def test_a_sweep_writes_sums_and_starts_nothing(task: Any, a: Twin, b: Twin, started: list[tuple[Any, ...]]) -> None:
    def others(twin: Twin) -> dict[str, str]:
        return {name: text for name, text in fingerprint(twin).items() if name not in catalog.ROLLUP_TABLES}

    before = others(a), others(b)

    task.run()

    assert (others(a), others(b)) == before
    assert started == []
    assert scope.current_id() is None
