"""Taking a ready one."""

from datetime import datetime

from django.db import transaction

from presence.tenancy.actors import Actor
from touchpoints.automations import actions
from touchpoints.automations.actions import Plan
from touchpoints.automations.models import Automation, State
from touchpoints.automations.ready import Ready, Step
from touchpoints.journeys.models import Touchpoint

MOST = 50


class TakenOften(actions.WrongAutomation):
    """There are enough of this one."""


@transaction.atomic
def take(*, by: Actor, now: datetime, ready: Ready, touchpoint: Touchpoint) -> list[Automation]:
    """Write its automations, off and unapproved; a name that is taken gets a number. Raises TakenOften."""
    return [_write(step, by=by, now=now, ready=ready, touchpoint=touchpoint) for step in ready.steps]


def _write(step: Step, *, by: Actor, now: datetime, ready: Ready, touchpoint: Touchpoint) -> Automation:
    plan = Plan(
        name=_free_name(step.name),
        touchpoint=touchpoint,
        trigger=step.trigger,
        trigger_details=step.details,
        kind=step.kind,
        conditions=step.conditions,
        not_after_minutes=step.not_after_minutes,
    )
    return actions.write(by=by, now=now, plan=plan, drafts=step.words, preset=ready.slug)


def _free_name(name: str) -> str:
    taken = set(Automation.rows().exclude(state=State.ARCHIVED).filter(name__startswith=name).values_list("name", flat=True))
    names = [name, *(f"{name} ({number})" for number in range(2, MOST))]
    free = next((one for one in names if one not in taken), None)
    if free is None:
        raise TakenOften(f"There are {MOST} automations named “{name}” already. Give them other names first.")
    return free
