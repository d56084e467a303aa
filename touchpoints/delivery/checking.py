"""Checking a sender's domain, and going live once everything on the checklist stands."""

from datetime import datetime

from django.db import transaction

from presence.audit import actions as audit
from presence.kit import refusals
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Organization
from touchpoints.delivery import actions, checklist, domains, reading, trying
from touchpoints.delivery.models import Delivery


class NoSender(refusals.Refusal):
    """There is no domain to check."""

    def __init__(self) -> None:
        super().__init__("Save the address that mail comes from first.")


def check_domain(*, by: Actor, now: datetime) -> None:
    """Ask, and keep what was found. An answer about a sender that was changed meanwhile is thrown away. Raises NoSender."""
    asked = reading.of_organization()
    if not asked.from_address:
        raise NoSender
    found = domains.check(sender=asked.from_address, reply=asked.reply_address, selector=asked.dkim_selector)
    with transaction.atomic():
        same = Delivery.rows().filter(pk=asked.pk, version=asked.version)
        if same.update(domain_findings=found, domain_checked_at=now):
            verdicts = {one["name"]: one["verdict"] for one in found}
            audit.record(verb="delivery.domain_checked", by=by, subject=asked, verdicts=verdicts)


@transaction.atomic
def go_live(*, by: Actor, now: datetime) -> None:
    """Let mail leave for customers. Raises trying.ExampleNeverSends, NotReady with what is missing, Busy."""
    if Organization.objects.get(pk=scope.acting_organization_id()).is_example:
        raise trying.ExampleNeverSends
    step = checklist.missing(reading.of_organization(), now=now)
    if step:
        raise actions.NotReady(f"{step.word}: not yet. {step.said}")
    actions.go_live(by, now)
