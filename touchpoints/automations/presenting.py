"""Automations as their pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from presence.kit import words
from presence.tenancy.models import Team
from promises.record import ambiguity
from touchpoints.automations import reading, results, rules, switching, telling
from touchpoints.automations.models import Automation, AutomationTemplate, State
from touchpoints.automations.results import Results
from touchpoints.journeys.models import Touchpoint
from touchpoints.journeys.published import PublishedTouchpoint

STATE_TAGS = {
    State.OFF: "unjudged",
    State.ACTIVE: "kept",
    State.PAUSED: "at_risk",
    State.STOPPED: "broken",
    State.ARCHIVED: "unjudged",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One automation in the list."""

    automation: Automation
    sentence: str
    tag: str
    results: Results
    is_waiting: bool
    away: str


class Names:
    """The names sentences need, read in two statements."""

    def __init__(self) -> None:
        self.places: dict[UUID, str] = dict(Touchpoint.rows().values_list("pk", "name"))
        self.teams: dict[UUID, str] = dict(Team.rows().values_list("pk", "name"))

    def sentence(self, automation: Automation, subject: str) -> str:
        details = rules.details(automation.trigger, automation.trigger_details)
        asked = rules.conditions(automation.conditions)
        return telling.sentence(details, asked, subject=subject, places=self.places, teams=self.teams)


def lines(automations: Sequence[Automation], *, now: datetime) -> list[Line]:
    """With what each does, whether its newest words wait for approval, and what it led to in the last 28 days."""
    names, told = Names(), results.of([one.pk for one in automations], now=now)
    newest = reading.newest([one.pk for one in automations])
    modes = {row.touchpoint_id: row for row in PublishedTouchpoint.rows()}
    return [
        Line(
            automation=one,
            sentence=names.sentence(one, newest[one.pk].subject if one.pk in newest else ""),
            tag=STATE_TAGS[State(one.state)],
            results=told[one.pk],
            is_waiting=one.pk in newest and newest[one.pk].number != one.template_number,
            away=away(one, modes.get(one.touchpoint_id)),
        )
        for one in automations
    ]


def away(automation: Automation, place: PublishedTouchpoint | None) -> str:
    """That the published map no longer lets it send, in words; empty while it does."""
    if place is not None and place.mode == "automate" and not place.archived:
        return ""
    if place is None:
        return "Its touchpoint was never published. Publish the map with automate there before it can send."
    if place.archived:
        return f"“{place.name}” has left the published map, so nothing is sent there."
    mode = {"human_only": "human-only", "augment": "augment"}[place.mode]
    return f"Since version {place.version_number} of the map “{place.name}” is {mode}, so nothing is sent there."


def steps(automation: Automation, *, is_waiting: bool, place: PublishedTouchpoint | None) -> list[dict[str, str]]:
    """From written to on, as the kit's steps take it."""
    done = [
        not is_waiting and automation.template_number is not None,
        not away(automation, place),
        automation.state == State.ACTIVE,
    ]
    told = ["Approved by a person", "Its touchpoint is automate", "Switched on"]
    first_open = done.index(False) if False in done else -1
    return [
        {"word": word, "state": "done" if is_done else "current" if place_ == first_open else "todo"}
        for place_, (word, is_done) in enumerate(zip(told, done, strict=True))
    ]


def facts(automation: Automation, *, reached: int) -> list[tuple[str, str]]:
    """What holds beside the sentence. `reached` is how many customers got something of it so far."""
    stops = telling.stopping(rules.stop_rules(automation.stop_rules))
    return [
        ("Touchpoint", automation.touchpoint.name),
        ("What it is for", automation.get_kind_display()),
        ("Reaches at most", words.count(automation.ramp, "customer") if automation.ramp else "everybody"),
        ("Reached so far", words.count(reached, "customer")),
        ("Worth sending for", words.minutes(automation.not_after_minutes)),
        ("Stops after", "; ".join(stops) if stops else "nothing: no rule is set"),
    ]


def vague(version: Sequence[AutomationTemplate]) -> list[str]:
    """Expressions in the words that two people read differently, each once."""
    texts = "\n".join(f"{one.subject}\n{one.text}" for one in version)
    return ambiguity.found(texts)


def wider(automation: Automation) -> str:
    """What the button that widens it says; empty when it reaches everybody."""
    if automation.ramp is None:
        return ""
    step = rules.next_ramp(automation.ramp)
    return f"Reach {step} customers" if step else "Reach everybody"


def missing(automation: Automation, place: PublishedTouchpoint | None) -> str:
    return switching.why_not(automation, place)


def context_of(automation: Automation, *, now: datetime) -> dict[str, Any]:
    """What every page of one automation shows."""
    newest_number = reading.newest_number(automation)
    newest = reading.version(automation, newest_number)
    place = switching.place_of(automation)
    return {
        "automation": automation,
        "sentence": Names().sentence(automation, newest[0].subject if newest else ""),
        "tag": STATE_TAGS[State(automation.state)],
        "newest": newest,
        "newest_number": newest_number,
        "is_waiting": newest_number != automation.template_number,
        "away": away(automation, place),
        "missing": missing(automation, place),
        "results": results.of([automation.pk], now=now)[automation.pk],
    }
