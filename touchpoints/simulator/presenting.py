"""A result in words and bars."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString

from presence.kit import charts, words
from presence.kit.modes import mode_of
from presence.tenancy.models import Role
from touchpoints.simulator import inputs
from touchpoints.simulator.estimates import Estimate
from touchpoints.simulator.inputs import Subject
from touchpoints.simulator.reading import Ground
from touchpoints.simulator.rules import Result


@dataclass(frozen=True, slots=True)
class TeamLine:
    """What a team would need of what it has."""

    name: str
    needed: str
    available: str
    left: str
    is_short: bool
    bar: SafeString


@dataclass(frozen=True, slots=True)
class RoleLine:
    """How much presence is wanted of a role; `since` is None where nobody set a target and the usual one holds."""

    name: str
    available: str
    target: str
    wanted: str
    since: date | None


def figures(result: Result) -> list[dict[str, Any]]:
    """The four answers: hours, presence, messages, what is at risk."""
    return [_hours(result), _presence(result), _messages(result), _at_risk(result)]


def hours(amount: float) -> str:
    """As "46.2 h"."""
    return f"{words.number(round(amount, 1))} h"


def range_of(estimate: Estimate, tell: Any = hours) -> str:
    """As "41.3 h to 52.7 h"; empty when weeks say nothing about it."""
    if estimate.low is None or estimate.high is None or tell(estimate.low) == tell(estimate.high):
        return ""
    return f"{tell(estimate.low)} to {tell(estimate.high)}"


def share_range(low: float, high: float) -> str:
    """As "20% to 30%"."""
    return words.percent(low) if low == high else f"{words.percent(low)} to {words.percent(high)}"


def teams(result: Result, ground: Ground) -> list[TeamLine]:
    """Every team that has hours or is needed, in the order of the organization."""
    most = max([*result.needed.values(), *result.means.available.values(), 0.0])
    return [
        _team(name, result.needed.get(team, 0.0), result.means.available.get(team), most)
        for team, name in ground.teams.items()
        if result.needed.get(team) or result.means.available.get(team)
    ]


def roles(ground: Ground) -> list[RoleLine]:
    """What is wanted of every role that has frontline hours or a target."""
    return [
        RoleLine(
            name=str(Role(one.role).label),
            available=hours(one.hours) if one.hours else "not set",
            target=share_range(one.low, one.high),
            wanted=range_of(Estimate(one.hours, *one.presence)) or hours(one.presence[0]),
            since=one.from_day,
        )
        for one in ground.wanted
    ]


def line(result: Result) -> dict[str, str]:
    """A result in one line of a list."""
    share = result.presence
    return {
        "hours": hours(result.hours.value),
        "range": range_of(result.hours),
        "presence": hours(result.presence_hours.value) if share is None else words.percent(share.value),
        "messages": words.number(round(result.messages_a_day, 1)),
        "at_risk": words.count(len(result.at_risk), "moment") if result.at_risk else "none",
    }


def changes(subjects: Sequence[Subject], modes: Mapping[str, str]) -> list[str]:
    """What these modes change of the published map: "Status update: automate → augment"."""
    return _changes(subjects, inputs.published(subjects), modes)


def draft_changes(subjects: Sequence[Subject], modes: Mapping[str, str]) -> list[str]:
    """What these modes change of the map being drawn."""
    return _changes(subjects, inputs.drawn(subjects), modes)


def _changes(subjects: Sequence[Subject], before: Mapping[str, str], modes: Mapping[str, str]) -> list[str]:
    changed = [one for one in subjects if modes.get(one.id, before[one.id]) != before[one.id]]
    return [f"{one.name}: {_word(before[one.id])} → {_word(modes[one.id])}" for one in changed]


def _word(mode: str) -> str:
    return mode_of(mode).word.lower()


def _hours(result: Result) -> dict[str, Any]:
    need, have = result.hours, result.means.hours
    told = f"{hours(need.value)} of {hours(have)}" if have else hours(need.value)
    spread = range_of(need)
    return {
        "name": "Human hours a week",
        "value": hours(need.value),
        "detail": f"{spread}, as weeks differ" if spread else "too few weeks for a range",
        "trend": charts.goal(need.value, name="Hours needed", most=have, told=f"{told} available") if have else "",
        "note": f"of {hours(have)} available" if have else "no frontline hours are set",
    }


def _presence(result: Result) -> dict[str, Any]:
    share, (low, high) = result.presence, result.means.target
    target = share_range(low, high)
    if share is None:
        return {
            "name": "Presence time",
            "value": "",
            "detail": "set frontline hours to see a share",
            "note": f"target {target}",
        }
    spread = range_of(share, words.percent)
    most = max(high * 4 / 3, share.value, 0.01)
    bar = charts.goal(
        share.value, name="Presence", most=most, marks=(low, high), told=f"{words.percent(share.value)}, {target}"
    )
    return {
        "name": "Presence time",
        "value": words.percent(share.value),
        "detail": f"{spread}, as weeks differ" if spread else f"{hours(result.presence_hours.value)} a week",
        "trend": bar,
        "note": f"target {target}: {_against(share.value, low, high)}",
    }


def _against(share: float, low: float, high: float) -> str:
    return "below it" if share < low else "above it" if share > high else "within it"


def _messages(result: Result) -> dict[str, Any]:
    drafts = words.number(round(result.drafts_a_day, 1))
    return {
        "name": "Messages a day",
        "value": words.number(round(result.messages_a_day, 1)),
        "detail": "sent without a person",
        "note": f"and {drafts} drafts to finish",
    }


def _at_risk(result: Result) -> dict[str, Any]:
    found = len(result.at_risk)
    return {
        "name": "Put at risk",
        "value": words.count(found, "moment") if found else "None",
        "detail": "looser than what is published" if found else "no moment loses its person",
    }


def _team(name: str, needed: float, available: float | None, most: float) -> TeamLine:
    left = (available or 0.0) - needed
    told = f"needs {hours(needed)}" + (f" of {hours(available)}" if available else "")
    return TeamLine(
        name=name,
        needed=hours(needed),
        available=hours(available) if available else "not set",
        left="" if not available else f"{hours(left)} free" if left >= 0 else f"{hours(-left)} short",
        is_short=bool(available) and left < 0,
        bar=charts.goal(needed, name=name, most=most, marks=(available,) if available else (), told=told),
    )
