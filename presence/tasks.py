"""Every background job of the ground floor, on one page."""

from presence.accounts import letters
from presence.apikeys import actions as apikeys
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
def forget_old_answers() -> None:
    each(forget_old_answers_of, directory.organization_ids_with("answers"))


@organization_task(atomic=True)
def forget_old_answers_of(organization: Organization) -> None:
    apikeys.forget_old_answers()
