"""Which interactions are meant: filters that the list, the metrics and the API share, so that a number leads to its rows.

`~` stands for none: interactions without a team, or of customers without a segment.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When

from presence.customers.models import Customer
from presence.kit import refusals
from presence.tenancy.models import Team
from touchpoints.interactions.models import ExceptionKind, FirstTruth, HandledBy, Interaction, Outcome
from touchpoints.interactions.references import parse_id
from touchpoints.journeys.models import Mode, Touchpoint

NONE = "~"
MOST_DIGITS = 9  # of a number that every integer column holds
NAMES = ("touchpoint", "team", "segment", "customer", "mode", "version", "handled_by")

_BROKEN = (Outcome.BROKEN_LATE.value, Outcome.BROKEN_OVERDUE.value, Outcome.BROKEN_JUDGED.value)
_UNJUDGED = (Outcome.CANNOT_TELL.value, Outcome.UNCHECKED.value)
VERDICTS = {
    "judged": (Outcome.KEPT.value, *_BROKEN),
    "kept": (Outcome.KEPT.value,),
    "broken": _BROKEN,
    **{outcome: (outcome,) for outcome in (*_BROKEN, Outcome.RENEGOTIATED.value)},
    "unjudged": _UNJUDGED,
    **{outcome: (outcome,) for outcome in _UNJUDGED},
}

# What a metric counts, by the name its rows are asked for with. Outcomes are verdicts.
_BY_PEOPLE = Q(handled_by__in=(HandledBy.HUMAN, HandledBy.ASSISTED))
COUNTED = {
    "first_truth_due": (Q(first_truth__in=(FirstTruth.STATED, FirstTruth.NOT_STATED)), "First truth was due"),
    "first_truth_missing": (
        Q(first_truth=FirstTruth.NOT_STATED) | Q(first_truth="", touchpoint__first_truth_due=True),
        "First truth missing",
    ),
    "human_only": (Q(mode=Mode.HUMAN_ONLY), "At human-only touchpoints"),
    "presence": (_BY_PEOPLE & ~Q(presence_kind=""), "Presence time"),
    "by_people": (_BY_PEOPLE, "Handled by people"),
    "with_target": (
        Q(response_seconds__isnull=False, touchpoint__response_target_minutes__isnull=False),
        "Answers with a target",
    ),
    "within_target": (
        Q(response_seconds__lte=60 * F("touchpoint__response_target_minutes")),
        "Answered within the target",
    ),
    "exception": (Q(conversation_held__isnull=False) & ~Q(exception=ExceptionKind.NONE), "Exceptions"),
    "unspoken": (
        ~Q(exception=ExceptionKind.NONE) & (Q(conversation_held=None) | Q(conversation_held=False)),
        "Exceptions without a real conversation",
    ),
}


class BadFilter(refusals.Refusal):
    """A filter names nothing there is. `pointer` is the parameter."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for. `given` are the parameters as they came, `equal` the columns they fix (None: must be empty)."""

    given: dict[str, str] = field(default_factory=dict)
    equal: dict[str, Any] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)

    def conditions(self) -> tuple[list[str], dict[str, Any]]:
        """For a statement over touchpoints_interaction: what to add to WHERE, and its values."""
        parts = [f"{column} IS NULL" if value is None else f"{column} = %({column})s" for column, value in self.equal.items()]
        return parts, {column: value for column, value in self.equal.items() if value is not None}

    def over(self, rows: QuerySet[Interaction]) -> QuerySet[Interaction]:
        """The same over a queryset."""
        for column, value in self.equal.items():
            rows = rows.filter(**{f"{column}__isnull": True} if value is None else {column: value})
        return rows

    def query(self, **more: str) -> str:
        """The parameters for an address, with more of them; an empty one is left out."""
        return urlencode({name: value for name, value in (self.given | more).items() if value})


def read(given: Mapping[str, str]) -> Filters:
    """The filters among these parameters; empty ones and other names are ignored. Raises BadFilter."""
    asked = {name: given.get(name, "").strip() for name in NAMES}
    for name, value in asked.items():
        if "\0" in value:  # no text for PostgreSQL
            raise BadFilter(f"There is no {name.replace('_', ' ')} like this.", pointer=name)
    found = {name: _READERS[name](value) for name, value in asked.items() if value}
    return Filters(
        given={name: asked[name] for name in found},
        equal={column: value for column, value, _ in found.values()},
        labels={name: label for name, (_, _, label) in found.items()},
    )


def read_verdict(name: str) -> tuple[str, ...]:
    """The outcomes a verdict stands for; all of them when none is named. Raises BadFilter."""
    if name and name not in VERDICTS:
        raise BadFilter(f"Choose one of {', '.join(VERDICTS)}.", pointer="verdict")
    return VERDICTS[name] if name else ()


def read_counted(name: str) -> Q:
    """What is counted under this name; everything when none is named. Raises BadFilter."""
    if name and name not in COUNTED:
        raise BadFilter(f"Choose one of {', '.join(COUNTED)}.", pointer="counted")
    return COUNTED[name][0] if name else Q()


def live_outcome(now: datetime) -> Case:
    """The outcome as of now, as an expression: an open commitment whose time has passed is overdue (rules.as_of)."""
    overdue = Q(outcome=Outcome.UNCHECKED, promised_by__lt=now)
    return Case(When(overdue, then=Value(Outcome.BROKEN_OVERDUE)), default=F("outcome"), output_field=CharField())


def _touchpoint(value: str) -> tuple[str, UUID, str]:
    touchpoint = Touchpoint.rows().filter(_named(value)).first()
    if touchpoint is None:
        raise BadFilter("There is no touchpoint with this id or key.", pointer="touchpoint")
    return "touchpoint_id", touchpoint.pk, touchpoint.name


def _team(value: str) -> tuple[str, UUID | None, str]:
    if value == NONE:
        return "team_id", None, "No team"
    team = Team.rows().filter(_named(value)).first()
    if team is None:
        raise BadFilter("There is no team with this id or key.", pointer="team")
    return "team_id", team.pk, team.name


def _named(value: str) -> Q:
    row_id = parse_id(value)
    return Q(key=value) | Q(pk=row_id) if row_id else Q(key=value)


def _segment(value: str) -> tuple[str, str, str]:
    return ("segment", "", "No segment") if value == NONE else ("segment", value, value)


def _customer(value: str) -> tuple[str, UUID, str]:
    customer_id = parse_id(value)
    customer = Customer.rows().filter(pk=customer_id).first() if customer_id else None
    if customer is None:
        raise BadFilter("There is no customer with this id.", pointer="customer")
    return "customer_id", customer.pk, customer.name


def _version(value: str) -> tuple[str, int | None, str]:
    if value == NONE:
        return "map_version", None, "Before versions"
    if not (value.isascii() and value.isdecimal() and len(value) <= MOST_DIGITS):
        raise BadFilter("Choose a version of the map by its number.", pointer="version")
    return "map_version", int(value), value


def _choice(parameter: str, choices: type[Mode] | type[HandledBy]) -> Any:
    def read_choice(value: str) -> tuple[str, str, str]:
        if value not in choices.values:
            raise BadFilter(f"Choose one of {', '.join(choices.values)}.", pointer=parameter)
        return parameter, value, str(choices(value).label)

    return read_choice


_READERS = {
    "touchpoint": _touchpoint,
    "team": _team,
    "segment": _segment,
    "customer": _customer,
    "mode": _choice("mode", Mode),
    "version": _version,
    "handled_by": _choice("handled_by", HandledBy),
}
