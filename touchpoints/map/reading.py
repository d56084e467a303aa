"""The whole map with the last 28 days of each touchpoint, from one statement whatever its size."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Any
from uuid import UUID

from presence.kit import hot
from presence.kit.windows import Window
from presence.tenancy.scope import acting_organization_id
from touchpoints.map import drift

DAYS = 28
CARDS_KEPT = 4096  # about 2 kB each

# Counted first and joined then: one pass over the days, whatever the number of touchpoints.
STATEMENT = """
WITH met AS (
  SELECT touchpoint_id, count(*) AS times,
         count(*) FILTER (WHERE handled_by = 'human') AS human, count(*) FILTER (WHERE handled_by = 'assisted') AS assisted,
         count(*) FILTER (WHERE handled_by = 'automation') AS automation, count(*) FILTER (WHERE handled_by = 'none') AS nobody,
         count(*) FILTER (WHERE verdict = 'kept') AS kept,
         count(*) FILTER (WHERE verdict IN ('broken_late', 'broken_overdue', 'broken_judged')) AS broken
    FROM (SELECT touchpoint_id, handled_by,
                 CASE WHEN outcome = 'unchecked' AND promised_by < %(now)s THEN 'broken_overdue' ELSE outcome END AS verdict
            FROM touchpoints_interaction
           WHERE organization_id = %(organization)s AND deleted_at IS NULL AND local_day BETWEEN %(first)s AND %(last)s) AS fact
   GROUP BY touchpoint_id)
SELECT journey.id, journey.name, stage.id, stage.name, touchpoint.id, touchpoint.key, touchpoint.name, touchpoint.mode,
       touchpoint.protected, touchpoint.key_moment, touchpoint.first_truth_due, touchpoint.response_target_minutes,
       touchpoint.mode_reason, touchpoint.owner_id, touchpoint.intent, touchpoint.stakes, touchpoint.channel,
       touchpoint.top_five, hatch.member_id, hatch.calendar_id, hatch.reply_minutes,
       message.language, message.subject, message.text,
       held.mode, coalesce(nullif(person.name, ''), person.email, ''), coalesce(nullif(reached.name, ''), reached.email, ''),
       coalesce(met.times, 0), coalesce(met.human, 0), coalesce(met.assisted, 0), coalesce(met.automation, 0),
       coalesce(met.nobody, 0), coalesce(met.kept, 0), coalesce(met.broken, 0), coalesce(held.mode, 'human_only'),
       coalesce(held.was_guarded,
                (SELECT was_guarded FROM touchpoints_publishedtouchpoint gone
                  WHERE gone.organization_id = touchpoint.organization_id AND gone.touchpoint_id = touchpoint.id), false),
       (SELECT id FROM touchpoints_mapversion WHERE organization_id = %(organization)s AND applied_at IS NOT NULL
         ORDER BY number DESC LIMIT 1)
  FROM touchpoints_journey journey
  LEFT JOIN touchpoints_stage stage ON stage.organization_id = journey.organization_id AND stage.journey_id = journey.id
  LEFT JOIN touchpoints_touchpoint touchpoint
    ON touchpoint.organization_id = stage.organization_id AND touchpoint.stage_id = stage.id AND touchpoint.archived_at IS NULL
  LEFT JOIN touchpoints_publishedtouchpoint held
    ON held.organization_id = touchpoint.organization_id AND held.touchpoint_id = touchpoint.id AND NOT held.archived
  LEFT JOIN touchpoints_escapehatch hatch
    ON hatch.organization_id = touchpoint.organization_id AND hatch.touchpoint_id = touchpoint.id
  LEFT JOIN touchpoints_messagetemplate message
    ON message.organization_id = touchpoint.organization_id AND message.touchpoint_id = touchpoint.id
  LEFT JOIN presence_membership member
    ON member.organization_id = touchpoint.organization_id AND member.id = touchpoint.owner_id
  LEFT JOIN presence_user person ON person.id = member.user_id
  LEFT JOIN presence_membership answers ON answers.organization_id = hatch.organization_id AND answers.id = hatch.member_id
  LEFT JOIN presence_user reached ON reached.id = answers.user_id
  LEFT JOIN met ON met.touchpoint_id = touchpoint.id
 WHERE journey.organization_id = %(organization)s
 ORDER BY journey.position, stage.position, touchpoint.position
"""


@dataclass(frozen=True, slots=True, eq=False)
class Card:
    """One touchpoint as it is drawn, with what really happened there in the last 28 days. `held_mode` is published.

    As long as nothing of it changes it is the same object, so that what was worked out from it can be kept by identity.
    """

    id: UUID
    key: str
    name: str
    mode: str
    protected: tuple[str, ...]
    key_moment: bool
    first_truth_due: bool
    response_target_minutes: int | None
    mode_reason: str
    owner_id: UUID | None
    intent: str
    stakes: tuple[str, ...]
    channel: str
    top_five: bool
    hatch_member: UUID | None
    hatch_calendar: UUID | None
    hatch_reply_minutes: int | None
    message_language: str | None
    message_subject: str | None
    message_text: str | None
    holds: str | None  # the mode that is published; None before it is
    owner: str
    hatch_person: str
    times: int
    human: int
    assisted: int
    automation: int
    nobody: int
    kept: int
    broken: int
    held_mode: str
    was_guarded: bool

    @property
    def judged(self) -> int:
        return self.kept + self.broken

    @property
    def by_people(self) -> int:
        return self.human + self.assisted

    @property
    def drift(self) -> drift.Drift | None:
        """What was handled otherwise than the mode that holds says."""
        handled = {"human": self.human, "assisted": self.assisted, "automation": self.automation, "none": self.nobody}
        return drift.find(self.held_mode, handled)


@dataclass(frozen=True, slots=True)
class Column:
    """A stage with its cards."""

    id: UUID
    name: str
    cards: list[Card] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Line:
    """A journey with its stages."""

    id: UUID
    name: str
    columns: list[Column]


@dataclass(frozen=True, slots=True)
class Map:
    """The map as it is drawn. `version_id` is the version that holds now."""

    lines: list[Line]
    window: Window
    version_id: UUID | None

    def cards(self) -> Iterator[Card]:
        return (card for line in self.lines for column in line.columns for card in column.cards)


def read(*, now: datetime, today: date) -> Map:
    """The acting organization's map; the figures are of the 28 complete days before today."""
    rows = hot.rows(STATEMENT, values(now=now, today=today))
    journeys = groupby(rows, key=lambda row: (row[0], row[1]))
    lines = [Line(journey_id, name, _columns(found)) for (journey_id, name), found in journeys]
    return Map(lines, _window(today), rows[0][-1] if rows else None)


def values(*, now: datetime, today: date) -> dict[str, Any]:
    """What the statement is asked with."""
    window = _window(today)
    return {"organization": acting_organization_id(), "now": now, "first": window.first, "last": window.last}


def _window(today: date) -> Window:
    return Window(today - timedelta(days=DAYS), today - timedelta(days=1))


def _columns(rows: Iterable[tuple[Any, ...]]) -> list[Column]:
    stages = groupby(rows, key=lambda row: (row[2], row[3]))
    return [Column(stage_id, name, [_card(row) for row in found if row[4]]) for (stage_id, name), found in stages if stage_id]


def _card(row: tuple[Any, ...]) -> Card:
    """The card of the same row when it was read last, or a new one."""
    slot, values = _slot(row[4]), row[4:-1]
    former, card = slot.held
    if card is None or former != values:
        fields: list[Any] = [tuple(value) if isinstance(value, list) else value for value in values]
        card = Card(*fields)
        slot.held = values, card  # one assignment: another thread sees both or neither
    return card


@dataclass(slots=True)
class _Slot:
    """The newest row of a touchpoint, and the card made from it."""

    held: tuple[tuple[Any, ...], Card | None] = ((), None)


@lru_cache(maxsize=CARDS_KEPT)
def _slot(touchpoint_id: UUID) -> _Slot:
    """Of this touchpoint, as long as not too many others were asked for since."""
    return _Slot()
