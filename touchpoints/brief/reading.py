"""Everything the brief shows, asked once: the phone is ringing. `bin/bench lookup` measures it (docs/performance.md)."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from presence.customers import phones
from presence.kit import hot
from presence.tenancy import scope
from promises.record.models import Revision
from promises.record.opinions import Opinion
from touchpoints.brief import statement
from touchpoints.brief.shapes import Barred, Brief, Call, Line, Made, Met, Moment, Number, Person, Said, Waiting
from touchpoints.handoffs.models import Reason
from touchpoints.interactions import call as calls
from touchpoints.interactions import references
from touchpoints.interactions import rules as outcomes
from touchpoints.interactions.call import Subject
from touchpoints.playbooks.moment import carried
from touchpoints.suppression import reading as suppression
from touchpoints.suppression.models import Suppression

IN_FULL = 5
MOST_PROMISES = 50
MOST_CONTACTS = 5


def of(customer_id: UUID, *, member_id: UUID, now: datetime, moment: str = "") -> Brief | None:
    """The brief of one customer of the acting organization, for this member; None when there is no such customer.

    `moment` is the id of the chosen touchpoint as the address says it; what is no id chooses none.
    """
    values: dict[str, Any] = {
        "organization": scope.acting_organization_id(),
        "customer": customer_id,
        "member": member_id,
        "now": now,
        "since": now - calls.LASTS,
        "whole": IN_FULL,
        "promises": MOST_PROMISES,
        "contacts": MOST_CONTACTS,
        "chosen": references.parse_id(moment),
    }
    found = hot.rows(statement.BRIEF, values)
    return _brief(now, *found[0]) if found else None


def _brief(now: datetime, *row: Any) -> Brief:
    *own, people, made, amount, met, moments, going_on, playbooks, waiting = row
    parts = [
        [_person(given) for given in _read(people)],
        [_made(given, is_whole=place < IN_FULL) for place, given in enumerate(_read(made))],
        amount,
        [_met(given, now) for given in _read(met)],
        [_moment_of(given) for given in _read(moments)],
        [_call(given) for given in _read(going_on)],
        {UUID(given["touchpoint"]): carried(given, today=timezone.localdate(now)) for given in _read(playbooks)},
        [_waiting(given) for given in _read(waiting)],
    ]
    return Brief(*[*own, *parts])


def _read(part: str | None) -> Any:
    return json.loads(part) if part else []


def _person(given: dict[str, Any]) -> Person:
    numbers = [Number(UUID(pk), e164, phones.shown(e164, extension)) for pk, e164, extension in given.pop("numbers") or []]
    barred: dict[str, list[Barred]] = {}
    for address, pk, kind, why, days, words in given.pop("barred") or []:
        entry = Suppression(kind=kind, why=why, days_between=days, words=words)
        barred.setdefault(address, []).append(Barred(UUID(pk), suppression.said(entry)))
    return Person(numbers=numbers, emails=given.pop("emails") or [], barred=barred, **given)


def _made(given: dict[str, Any], *, is_whole: bool) -> Made:
    return Made(
        id=UUID(given["id"]),
        state=given["state"],
        external_ref=given["external_ref"],
        number=given["number"],
        due_at=_time(given["due_at"]),
        written_at=datetime.fromisoformat(given["written_at"]),
        source_word=str(Revision.Source(given["source"]).label),
        flexible=[word for word in ("time", "cost", "scope") if given[word] == "flexible"],
        title=given["title"] or "",
        first_truth=given["first_truth"] or "",
        lines=[_line(line) for line in given["lines"] or []],
        is_whole=is_whole,
    )


def _line(given: dict[str, Any]) -> Line:
    return Line(
        key=UUID(given["key"]),
        kind=given["kind"],
        text=given["text"] or "",
        flexibility=given["flexibility"],
        due_at=_time(given["due_at"]),
        done_at=_time(given["done_at"]),
        amount=Decimal(given["amount"]) if given["amount"] else None,
        kept=given["kept"],
        judged=given["judged"],
        missed_at=_time(given["missed_at"]),
        opinion=Opinion(*given["opinion"]) if given["opinion"] else None,
    )


def _met(given: dict[str, Any], now: datetime) -> Met:
    outcome = outcomes.as_of(outcome=given["outcome"], promised_by=_time(given.pop("promised_by")), now=now)
    known = {
        "id": UUID(given["id"]),
        "at": datetime.fromisoformat(given["at"]),
        "touchpoint_id": UUID(given["touchpoint_id"]),
        "member_id": UUID(given["member_id"]) if given["member_id"] else None,
        "outcome": outcome,
        "customer_said": given["customer_said"] or "",
    }
    return Met(**given | known)


def _moment_of(given: dict[str, Any]) -> Moment:
    target = given.pop("target")
    return Moment(**given | {"id": UUID(given["id"]), "stage_id": UUID(given["stage_id"]), "target_minutes": target})


def _waiting(given: dict[str, Any]) -> Waiting:
    return Waiting(
        id=UUID(given["id"]),
        reason=str(Reason(given["reason"]).label),
        promised_at=datetime.fromisoformat(given["promised_at"]),
        words=given["words"] or "",
        holder=given["holder"] or "",
    )


def _call(given: dict[str, Any]) -> Call:
    said = {
        Subject(UUID(promise), UUID(key) if key else None): Said(verdict, evidence)
        for promise, key, verdict, evidence in given["checks"] or []
        if promise
    }
    return Call(UUID(given["id"]), UUID(given["touchpoint_id"]), said)


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
