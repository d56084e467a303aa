"""The task wrapper: every background job is one of three kinds.

An `organization_task` carries its organization's id as first argument and acts for it alone. A `tick` acts for nobody: it
asks which organizations have work (presence/tenancy/directory.py) and starts a task for each. A `sweep` acts for nobody too,
and calls one listed function of the database that goes over all organizations by itself.

    @organization_task(atomic=True)
    def forget_old_answers_of(organization: Organization) -> None: ...

    @tick
    def forget_old_answers() -> None:
        each(forget_old_answers_of, directory.organization_ids())
"""

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from functools import wraps
from typing import Any
from uuid import UUID

from celery import shared_task
from django.db import transaction

from presence.tenancy import scope
from presence.tenancy.models import Organization
from presence.tenancy.scope import NoOrganization

Work = Callable[..., Any]


def organization_task(*, atomic: bool, **options: Any) -> Callable[[Work], Any]:
    """A task that acts for one organization; the work receives the organization, then the task's other arguments.

    `atomic` runs the work in one transaction. Work that talks to another server opens its own, shorter ones. The task refuses
    to run (NoOrganization) without an id, with something that is no id, and for an organization that is gone.
    """

    def decorate(work: Work) -> Any:
        @shared_task(**options)  # type: ignore[untyped-decorator]  # Celery has no types
        @wraps(work)
        def run(organization_id: str = "", *args: Any, **kwargs: Any) -> None:
            with scope.acting_for_nobody(), scope.acting_for(_parse(organization_id)) as acting_id:
                organization = _find(acting_id)
                with transaction.atomic() if atomic else nullcontext():
                    work(organization, *args, **kwargs)

        run.kind = "organization"
        return run

    return decorate


def tick(work: Work) -> Any:
    """A task of the timetable: acts for nobody, so that it can touch no tenant's row itself."""
    return _of_timetable(work, "tick")


def sweep(work: Work) -> Any:
    """A task of the timetable whose work is one listed function over all organizations (catalog.ROLLUP_FUNCTIONS)."""
    return _of_timetable(work, "sweep")


def each(task: Any, organization_ids: Iterable[UUID]) -> None:
    """Start an organization task for each of these organizations."""
    for organization_id in organization_ids:
        task.delay(str(organization_id))


def _of_timetable(work: Work, kind: str) -> Any:
    @shared_task  # type: ignore[untyped-decorator]  # Celery has no types
    @wraps(work)
    def run() -> None:
        with scope.acting_for_nobody():
            work()

    run.kind = kind
    return run


def _parse(organization_id: str) -> UUID:
    try:
        return UUID(str(organization_id))
    except ValueError as error:
        raise NoOrganization(f"A task was started for {organization_id!r}, which is no organization's id.") from error


def _find(organization_id: UUID) -> Organization:
    with transaction.atomic():
        organization = Organization.objects.filter(pk=organization_id).first()
    if organization is None:
        raise NoOrganization(f"A task was started for the organization {organization_id}, which does not exist.")
    return organization
