"""Switching automations: on, paused, resumed, further, stopped by a rule.

What waits is held back by the workers while it is not active, and `looked_until` stays where it was: after a pause nothing is
missing that is still worth sending, and nothing comes twice, because the outbox knows each occurrence once.
"""

from datetime import datetime

from django.db import transaction

from presence.audit import actions as audit
from presence.kit import refusals, words
from presence.tenancy import reactions
from presence.tenancy.actors import SYSTEM, Actor
from touchpoints.automations import actions, rules, warning
from touchpoints.automations.models import Automation, State
from touchpoints.journeys.models import Mode
from touchpoints.journeys.published import PublishedTouchpoint


class CannotRun(refusals.Refusal):
    """Something that must be there before it sends is missing."""


class OtherRamp(refusals.Refusal):
    """How far it goes was changed since it was looked at."""

    def __init__(self, current: Automation) -> None:
        reaches = f"{words.count(current.ramp, 'customer')} at most" if current.ramp else "everybody"
        super().__init__(f"Nothing was changed just now: “{current.name}” reaches {reaches} now.")


@transaction.atomic
def activate(*, by: Actor, now: datetime, automation: Automation) -> None:
    """Let it send from now on, or go on after a pause or a stop. Raises CannotRun with what is missing."""
    place = _held_place(automation)
    current = actions.lock(automation)
    missing = why_not(current, place)
    if missing:
        raise CannotRun(missing)
    if current.state != State.ACTIVE:
        verb = "automation.resumed" if current.state in (State.PAUSED, State.STOPPED) else "automation.activated"
        current.active_from = current.active_from if current.state in (State.PAUSED, State.STOPPED) else now
        current.looked_until = current.looked_until if current.state in (State.PAUSED, State.STOPPED) else now
        actions.move(current, State.ACTIVE, now=now)
        audit.record(verb=verb, by=by, subject=current, name=current.name)
        if verb == "automation.resumed":
            reactions.react(verb, automation_id=current.pk)


def resume(*, by: Actor, now: datetime, automation: Automation) -> None:
    """Go on after a pause or a stop, and only then. Raises CannotRun. Resuming what is on changes nothing."""
    if automation.state == State.OFF:
        raise CannotRun("It was never switched on. A person does that, in the browser.")
    activate(by=by, now=now, automation=automation)


@transaction.atomic
def pause(*, by: Actor, now: datetime, automation: Automation, why: str = "") -> None:
    """Hold back what waits and look for nothing new. Twice pauses once."""
    current = actions.lock(automation)
    if current.state == State.ACTIVE:
        because = _short(why) or f"Paused by {by.label}"
        actions.move(current, State.PAUSED, now=now, why=because)
        audit.record(verb="automation.paused", by=by, subject=current, name=current.name, why=because)


@transaction.atomic
def stop(*, now: datetime, automation: Automation, why: str) -> None:
    """A rule stopped it; `why` says which, with its numbers. Leaders get a letter."""
    current = actions.lock(automation)
    if current.state == State.ACTIVE:
        actions.move(current, State.STOPPED, now=now, why=_short(why))
        audit.record(verb="automation.stopped", by=SYSTEM, subject=current, name=current.name, why=_short(why))
        warning.write_to_leaders(current, why=current.state_why)


@transaction.atomic
def widen(*, by: Actor, now: datetime, automation: Automation, seen: int | None) -> int | None:
    """Reach more customers: 10, then 100, then all (None). `seen` is how far it went for whoever decided this.

    Raises OtherRamp when it was changed meanwhile, so that pressing twice is one step.
    """
    current = actions.lock(automation)
    if current.ramp != seen:
        raise OtherRamp(current)
    if current.ramp is not None:
        wider = rules.next_ramp(current.ramp)
        changes = {"ramp": [str(current.ramp), str(wider or "all")]}
        current.ramp = wider
        current.version += 1
        current.updated_at = now
        current.save()
        audit.record(verb="automation.widened", by=by, subject=current, name=current.name, changes=changes)
    return current.ramp


def why_not(automation: Automation, place: PublishedTouchpoint | None) -> str:
    """What is missing before it may send; empty when nothing is. `place` is what holds at its touchpoint now."""
    if automation.state == State.ARCHIVED:
        return f"“{automation.name}” is archived. Bring it back first."
    if place is None or place.archived or place.mode != Mode.AUTOMATE:
        return f"The published map does not say automate at “{automation.touchpoint}”. Nothing may be sent there by itself."
    if automation.template_number is None:
        return "Nobody has approved what it says. Ask for approval first."
    return ""


def place_of(automation: Automation) -> PublishedTouchpoint | None:
    """What holds at its touchpoint now."""
    row: PublishedTouchpoint | None = PublishedTouchpoint.rows().filter(touchpoint=automation.touchpoint_id).first()
    return row


def _held_place(automation: Automation) -> PublishedTouchpoint | None:
    """As `place_of`, held: a publish locks it before the automations, so this does too."""
    rows = PublishedTouchpoint.rows().filter(touchpoint=automation.touchpoint_id)
    with_lock: PublishedTouchpoint | None = rows.select_for_update(no_key=True).first()
    return with_lock


def _short(why: str) -> str:
    return " ".join(why.replace("\x00", "").split())[: rules.LONGEST_WHY]
