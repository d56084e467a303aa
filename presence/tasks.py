"""Every background job of the ground floor, on one page."""

from datetime import UTC, datetime
from uuid import UUID

from presence.accounts import letters, sessions
from presence.apikeys import actions as apikeys
from presence.customers import unmerging
from presence.imports import actions as imports
from presence.imports import work
from presence.kit import health
from presence.notices import actions as notices
from presence.tenancy import directory
from presence.tenancy.models import Organization
from presence.tenancy.tasks import each, organization_task, tick


@tick
def beat_pulse() -> None:
    health.keep_pulse()


@tick
def send_letters() -> None:
    letters.deliver()
    each(send_letters_of, directory.organization_ids_with("letters"))


@organization_task(atomic=False)
def send_letters_of(organization: Organization) -> None:
    notices.deliver()


@tick
def tidy_accounts() -> None:
    sessions.forget_expired()
    letters.forget_old()


@tick
def forget_old_answers() -> None:
    each(forget_old_answers_of, directory.organization_ids_with("answers"))


@organization_task(atomic=True)
def forget_old_answers_of(organization: Organization) -> None:
    apikeys.forget_old_answers()


@tick
def run_imports() -> None:
    each(run_imports_of, directory.organization_ids_with("imports"))


@organization_task(atomic=True)
def run_imports_of(organization: Organization) -> None:
    for import_id in work.waiting():
        advance_import.delay(str(organization.pk), str(import_id))


@organization_task(atomic=False)
def advance_import(organization: Organization, import_id: str) -> None:
    if work.advance(import_id=UUID(import_id), now=datetime.now(UTC)):
        advance_import.delay(str(organization.pk), import_id)


@tick
def forget_abandoned_imports() -> None:
    each(forget_abandoned_imports_of, directory.organization_ids())


@organization_task(atomic=True)
def forget_abandoned_imports_of(organization: Organization) -> None:
    imports.forget_abandoned(now=datetime.now(UTC))


@tick
def forget_old_merges() -> None:
    each(forget_old_merges_of, directory.organization_ids())


@organization_task(atomic=True)
def forget_old_merges_of(organization: Organization) -> None:
    unmerging.forget_old(now=datetime.now(UTC))
