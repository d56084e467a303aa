"""What a stored interaction says, in the values of an imported row: to keep what a file leaves open, and to show changes."""

from collections.abc import Collection, Mapping
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Any

from presence.imports.importers import Change
from presence.imports.rules.fields import Field, Kind
from touchpoints.interactions import import_fields
from touchpoints.interactions.models import Basis, Check, Interaction

_LONGEST = 200
_YES_NO = {True: "yes", False: "no", None: None}


def by_reference(refs: Collection[str]) -> dict[str, Interaction]:
    """The interactions with these references that are not deleted, with all that `said` asks of them."""
    found = Interaction.rows().filter(external_ref__in=refs, deleted_at=None).exclude(external_ref="")
    loaded = found.select_related("customer", "touchpoint", "member__user").prefetch_related("checks")
    return {row.external_ref: row for row in loaded}


def said(stored: Interaction) -> dict[str, Any]:
    """Every field's value, None where it says nothing."""
    values: dict[str, Any] = {
        name: getattr(stored, name) or None
        for name in ("external_ref", "handled_by", "channel", "presence_kind", "first_truth", "exception", "note")
    }
    values |= {name: getattr(stored, name) for name in ("occurred_at", "promised_by", "done_at", "amount", "attempts")}
    values |= {name: _YES_NO[getattr(stored, name)] for name in ("conversation_held", "resolved")}
    values |= {"minutes": _minutes(stored.seconds), "response_minutes": _minutes(stored.response_seconds)}
    values |= {"customer_ref": stored.customer.external_ref or None, "customer_name": stored.customer.name}
    values |= {"touchpoint_key": stored.touchpoint.key, "member": stored.member.user.email if stored.member else None}
    values["verdict"] = next((check.verdict for check in stored.checks.all() if is_of_file(check)), None)
    return values


def is_of_file(check: Check) -> bool:
    """A person's verdict on the interaction as a whole: what a column of a file says too."""
    return check.promise_id is None and check.basis == Basis.PERSON


def changes(stored: Interaction, values: Mapping[str, Any], *, zone: tzinfo) -> list[Change]:
    """What the file would alter, in words. Times are on the clock of `zone`."""
    former = said(stored)
    found = []
    for field in import_fields.fields():
        if field.name in values:
            before, after = (_words(field, value, zone) for value in (former[field.name], values[field.name]))
            if before != after:
                found.append(Change(field.label, before, after))
    return found


def _minutes(seconds: int | None) -> Decimal | None:
    return None if seconds is None else Decimal(seconds) / 60


def _words(field: Field, value: Any, zone: tzinfo) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        local = value.astimezone(zone)
        return f"{local.day} {local:%b %Y, %H:%M}"
    if field.kind is Kind.CHOICE:
        return next((choice.label for choice in field.choices if choice.value == value), str(value))
    if field.kind is Kind.NUMBER:
        return f"{round(value, 2):f}".rstrip("0").rstrip(".") if "." in f"{round(value, 2):f}" else str(value)
    return str(value)[:_LONGEST]
