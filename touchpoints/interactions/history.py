"""What an interaction said, version by version, in words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.module_loading import import_string

from presence.customers.models import Customer
from presence.kit import words
from presence.tenancy.models import Membership
from touchpoints.interactions import rules
from touchpoints.interactions.models import (
    Check,
    ExceptionKind,
    FirstTruth,
    FormerVersion,
    HandledBy,
    Interaction,
    PresenceKind,
    Verdict,
)
from touchpoints.journeys.models import Channel, Touchpoint

CAUSES = {"api": "through the API", "page": "by hand", "import": "by an import", "undo": "by an undo"}
PRIVATE = "known to that person alone"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was said differently before."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Version:
    """One replacement: which version it ended, when, by whom, how, and what differs."""

    number: int
    replaced_at: datetime
    actor: str
    cause: str
    changes: list[Change]


LABELS = {
    "occurred_at": "When",
    "customer_id": "Customer",
    "touchpoint_id": "Touchpoint",
    "handled_by": "Handled by",
    "member_id": "Who",
    "channel": "Channel",
    "seconds": "Minutes",
    "response_seconds": "Minutes until the first response",
    "presence_kind": "Kind of proactive contact",
    "attempts": "Attempts",
    "amount": "Amount at stake",
    "first_truth": "First truth",
    "exception": "Exception",
    "conversation_held": "Real conversation",
    "resolved": "Resolved",
    "promised_by": "Promised by",
    "done_at": "Done",
    "external_ref": "Reference",
    "note": "Note",
    "checks": "Checks",
    "deleted_at": "Deleted",
}


def versions(interaction: Interaction, *, reader_id: UUID) -> list[Version]:
    """The replacements of this interaction, latest first."""
    formers = list(FormerVersion.rows().filter(interaction=interaction).order_by("-number"))
    bodies = [_said(interaction), *(former.body for former in formers)]
    names = _names(bodies)
    return [
        Version(
            number=former.number,
            replaced_at=former.replaced_at,
            actor=former.actor_label,
            cause=CAUSES.get(former.cause, former.cause),
            changes=_changes(former.body, bodies[place], names, reader_id),
        )
        for place, former in enumerate(formers)
    ]


def facts(interaction: Interaction, *, reader_id: UUID) -> list[tuple[str, str]]:
    """What the current version says, in words; what was not said is left out, and what stands in the page's head."""
    left_out = ("occurred_at", "customer_id", "touchpoint_id", "note", "checks", "deleted_at")
    body = {name: getattr(interaction, name) for name in LABELS if name not in left_out}
    names = _names([body])
    told = {label: _told(field, body, names) for field, label in LABELS.items() if field in body}
    if told["Minutes"] and not rules.may_see_minutes(interaction.member_id, reader_id):
        told["Minutes"] = PRIVATE
    if interaction.exception == ExceptionKind.NONE:
        del told["Exception"]
    source = ("Comes from", _source(interaction))
    return [(label, value) for label, value in (*told.items(), source, *_frozen(interaction)) if value]


def _source(interaction: Interaction) -> str:
    """What measured or brought it, as the rooms above say."""
    found = (import_string(path)(interaction.pk) for path in settings.INTERACTION_SOURCES)
    return next((words for words in found if words), "")


def _frozen(interaction: Interaction) -> list[tuple[str, str]]:
    """What was true when it was recorded, whatever has changed since."""
    team = interaction.team.name if interaction.team else ""
    return [
        ("Team at the time", team),
        ("Segment at the time", interaction.segment),
        ("Counted on", words.day(interaction.local_day, today=timezone.localdate())),
    ]


def _said(interaction: Interaction) -> dict[str, Any]:
    """The current version in the form of a former one."""
    said = {name: getattr(interaction, name) for name in LABELS if name != "checks"}
    checks = Check.rows().filter(interaction=interaction).order_by("id")
    return said | {"checks": [{"verdict": check.verdict, "evidence": check.evidence} for check in checks]}


def _changes(before: Mapping[str, Any], after: Mapping[str, Any], names: Mapping[str, str], reader_id: UUID) -> list[Change]:
    changes = []
    for field, label in LABELS.items():
        former, later = _told(field, before, names), _told(field, after, names)
        if former != later:
            hidden = field == "seconds" and not _may_see(before, after, reader_id)
            changes.append(Change(label, "", PRIVATE) if hidden else Change(label, former, later))
    return changes


def _may_see(before: Mapping[str, Any], after: Mapping[str, Any], reader_id: UUID) -> bool:
    who = [str(body["member_id"]) if body.get("member_id") else None for body in (before, after)]
    return all(rules.may_see_minutes(member_id, str(reader_id)) for member_id in who)


def _told(field: str, body: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """A stored value in words; nothing is an empty text."""
    value = body.get(field)
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    tell = _TELLERS.get(field)
    return tell(value) if tell else names.get(str(value), str(value))


def moment(value: datetime | str) -> str:
    """A time in the organization's zone, to the second, so that two different ones never look the same."""
    parsed = parse_datetime(value) if isinstance(value, str) else value
    return f"{timezone.localtime(parsed):%Y-%m-%d %H:%M:%S}" if parsed else ""


def _check(check: Mapping[str, Any]) -> str:
    said = str(Verdict(check["verdict"]).label)
    return f"{said}: {check['evidence']}" if check.get("evidence") else said


def _minutes(seconds: Any) -> str:
    return words.number(rules.minutes(int(seconds)) or 0)


def _amount(value: Any) -> str:
    return f"{Decimal(str(value)):,.2f}"


def _checks(checks: Iterable[Mapping[str, Any]]) -> str:
    return "; ".join(_check(check) for check in checks)


_TELLERS: dict[str, Callable[[Any], str]] = {
    **dict.fromkeys(("occurred_at", "promised_by", "done_at", "deleted_at"), moment),
    **dict.fromkeys(("seconds", "response_seconds"), _minutes),
    "amount": _amount,
    "checks": _checks,
    "handled_by": lambda value: str(HandledBy(value).label),
    "channel": lambda value: str(Channel(value).label),
    "presence_kind": lambda value: str(PresenceKind(value).label),
    "first_truth": lambda value: str(FirstTruth(value).label),
    "exception": lambda value: str(ExceptionKind(value).label),
}


def _names(bodies: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Names of the customers, touchpoints and members that any version names, by id."""
    ids = {
        field: {str(body[field]) for body in bodies if body.get(field)}
        for field in ("customer_id", "touchpoint_id", "member_id")
    }
    members = Membership.objects.filter(pk__in=ids["member_id"]).select_related("user")
    return {
        **{str(one.pk): one.name for one in Customer.rows().filter(pk__in=ids["customer_id"])},
        **{str(one.pk): one.name for one in Touchpoint.rows().filter(pk__in=ids["touchpoint_id"])},
        **{str(one.pk): str(one) for one in members},
    }
