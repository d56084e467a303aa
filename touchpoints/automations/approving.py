"""Approving what an automation says, when and to whom. A person does it, and where the organization wants it another one."""

from datetime import datetime, timedelta

from django.db import transaction

from presence.audit import actions as audit
from presence.kit import refusals
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Role
from touchpoints.automations import actions, reading
from touchpoints.automations.models import Automation, State
from touchpoints.delivery import reading as delivery

ALONE_AFTER = timedelta(hours=1)
DECIDERS = (Role.LEADER, Role.OWNER)


class NotYours(refusals.Refusal):
    """A key, an agent, or the one who wrote it."""


class OtherWords(refusals.Refusal):
    """What was looked at is not the newest version any more."""

    def __init__(self) -> None:
        super().__init__("It was changed after you looked at it. Read what it says now, then approve that.")


@transaction.atomic
def approve(*, by: Actor, now: datetime, automation: Automation, seen_version: int, number: int) -> None:
    """Let it say version `number` of its words, which must be the newest, of the automation as it was at `seen_version`.

    Raises NotYours, OtherWords, actions.Archived.
    """
    current = actions.lock(automation)
    if current.state == State.ARCHIVED:
        raise actions.Archived(current)
    if current.version != seen_version or reading.newest_number(current) != number:
        raise OtherWords
    refused = why_not(current, by=by, now=now)
    if refused:
        raise NotYours(refused)
    current.template_number, current.approved_by_id, current.approved_at = number, by.member_id, now
    current.version += 1
    current.updated_at = now
    current.save()
    hashes = sorted(one.sha256 for one in reading.version(current, number))
    audit.record(verb="automation.approved", by=by, subject=current, name=current.name, number=number, hashes=hashes)


def why_not(automation: Automation, *, by: Actor, now: datetime) -> str:
    """Why this person may not approve it, in words; empty when they may."""
    if by.kind != "member" or by.role is None or not by.role.covers(Role.LEADER):
        return "A leader or an owner approves this, in the browser."
    if not delivery.of_organization().needs_second_person:
        return ""
    newest = reading.version(automation, reading.newest_number(automation))
    if all(one.written_by_id != by.member_id for one in newest):
        return ""
    deciders = Membership.rows().filter(removed_at=None, role__in=DECIDERS).values_list("pk", flat=True)
    if any(pk != by.member_id for pk in deciders):
        return "Somebody else approves this: you wrote it yourself."
    if now < max(one.created_at for one in newest) + ALONE_AFTER:
        return "You are the only one who may approve. You can do so an hour after writing."
    return ""
