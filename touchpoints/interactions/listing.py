"""The list of interactions: which are on it and what each row shows. Newest first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from presence.kit import keyset, refusals, windows
from presence.kit.windows import Window
from touchpoints.interactions import filters, recorded, rules, told
from touchpoints.interactions.filters import Filters
from touchpoints.interactions.models import Interaction

NEWEST = keyset.Order("newest", "Newest first", "occurred_at", descending=True, newest_id_first=True)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader asked for. Without a window it is everything; `problem` says what could not be read and was left out."""

    window: Window | None = None
    chosen: Filters = field(default_factory=Filters)
    verdict: str = ""
    counted: str = ""
    problem: str = ""

    @property
    def narrows(self) -> bool:
        return bool(self.window or self.chosen.given or self.verdict or self.counted)

    def query(self, **more: str) -> str:
        """The parameters that ask for this again."""
        days = self.window.query if self.window else {}
        return self.chosen.query(**days, **({"verdict": self.verdict, "counted": self.counted} | more))


def read(given: Mapping[str, str], *, today: date) -> Wanted:
    """What the parameters ask for."""
    try:
        return Wanted(
            window=_window(given, today), chosen=filters.read(given), verdict=_verdict(given), counted=_counted(given)
        )
    except refusals.Refusal as refusal:
        return Wanted(problem=f"{refusal.words} Everything is listed.")


def _window(given: Mapping[str, str], today: date) -> Window | None:
    window, first, last = (given.get(name, "") for name in ("window", "from", "to"))
    if not (window or first or last):
        return None
    return windows.parse(window=window, first=first, last=last, today=today, recorded=recorded.days)


def _verdict(given: Mapping[str, str]) -> str:
    name = given.get("verdict", "")
    filters.read_verdict(name)
    return name


def _counted(given: Mapping[str, str]) -> str:
    name = given.get("counted", "")
    filters.read_counted(name)
    return name


def rows(wanted: Wanted, *, now: datetime) -> QuerySet[Interaction]:
    """The interactions that fit, each with its outcome as of now as `verdict`."""
    listed = wanted.chosen.over(Interaction.rows().filter(deleted_at=None)).annotate(verdict=filters.live_outcome(now))
    if wanted.window:
        listed = listed.filter(local_day__range=(wanted.window.first, wanted.window.last))
    listed = listed.filter(filters.read_counted(wanted.counted))
    outcomes = filters.read_verdict(wanted.verdict)
    return listed.filter(verdict__in=outcomes) if outcomes else listed


COLUMNS = {
    name: name
    for name in (
        "id",
        "occurred_at",
        "verdict",
        "mode",
        "handled_by",
        "promised_by",
        "customer__id",
        "customer__name",
        "touchpoint__name",
        "member__user__name",
        "member__user__email",
    )
}


def page(wanted: Wanted, *, now: datetime, after: str) -> keyset.Page:
    """One page of rows, each with its verdict and who handled it in words."""
    part = keyset.page(rows(wanted, now=now), NEWEST, COLUMNS, after=after)
    for row in part.rows:
        name = row["member__user__name"] or row["member__user__email"] or ""
        row["handler"] = told.handler(row["handled_by"], name)
        row["told"] = told.verdict(row["verdict"], row["promised_by"])
    return part


EXPORTED = {
    "external_ref": "external_ref",
    "customer_ref": "customer__external_ref",
    "customer": "customer__name",
    "touchpoint_key": "touchpoint__key",
    "occurred_at": "occurred_at",
    "handled_by": "handled_by",
    "member": "member__user__email",
    "team": "team__name",
    "segment": "segment",
    "mode": "mode",
    "channel": "channel",
    "minutes": "seconds",
    "response_minutes": "response_seconds",
    "presence_kind": "presence_kind",
    "attempts": "attempts",
    "amount": "amount",
    "first_truth": "first_truth",
    "exception": "exception",
    "conversation_held": "conversation_held",
    "resolved": "resolved",
    "promised_by": "promised_by",
    "done_at": "done_at",
    "verdict": "verdict",
    "note": "note",
    "map_version": "map_version",
}


def exported(wanted: Wanted, *, now: datetime, reader_id: UUID, batch: int = 1000) -> Iterator[list[Any]]:
    """A header and every row that fits. Minutes of other members are left out: they are theirs alone."""
    yield list(EXPORTED)
    listed = keyset.every(rows(wanted, now=now), NEWEST)
    for member_id, *values in listed.values_list("member_id", *EXPORTED.values()).iterator(chunk_size=batch):
        row = dict(zip(EXPORTED, values, strict=True))
        row["minutes"] = rules.minutes(row["minutes"]) if rules.may_see_minutes(member_id, reader_id) else ""
        row["response_minutes"] = rules.minutes(row["response_minutes"])
        yield list(row.values())
