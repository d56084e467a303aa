"""What facts can be grouped by: the expression over an interaction, and the key and words each group goes by."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from presence.kit import modes, windows, words
from presence.kit.windows import Window
from touchpoints.interactions.filters import NONE
from touchpoints.interactions.models import HandledBy

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Dimension:
    """`value` is read from a fact and of this `type`; `join`, when given, finds the row that names it: `key` and `label` come
    from there.
    """

    name: str
    value: str
    type: str = "text"
    join: str = ""
    key: str = "NULL"
    label: str = "NULL"
    empty: str = ""
    is_time: bool = False


_HERE = "LEFT JOIN {table} AS {name} ON {name}.organization_id = %(organization)s AND {name}.id = counted.by_{name}"

DIMENSIONS = {
    dimension.name: dimension
    for dimension in (
        Dimension(
            name="touchpoint",
            value="i.touchpoint_id",
            type="uuid",
            join=_HERE.format(table="touchpoints_touchpoint", name="touchpoint"),
            key="touchpoint.key",
            label="touchpoint.name",
        ),
        Dimension(
            name="team",
            value="i.team_id",
            type="uuid",
            join=_HERE.format(table="presence_team", name="team"),
            key="team.key",
            label="team.name",
            empty="No team",
        ),
        Dimension(name="segment", value="i.segment", empty="No segment"),
        Dimension(name="mode", value="i.mode"),
        Dimension(name="version", value="i.map_version", type="int", empty="Before versions"),
        Dimension(name="handled_by", value="i.handled_by"),
        Dimension(name="day", value="i.local_day", type="date", is_time=True),
        # Monday of the week and first of the month by whole-day arithmetic: a date function would cost more than the count.
        Dimension(name="week", value="i.local_day - (i.local_day - DATE '1970-01-05') %% 7", type="date", is_time=True),
        Dimension(name="month", value="i.local_day - (extract(day FROM i.local_day)::int - 1)", type="date", is_time=True),
    )
}


def name_group(dimension: Dimension, value: Any, key: str | None, label: str | None, *, today: date) -> tuple[str, str]:
    """Key and label of one group: the key goes back into a filter or an address, the label is for people."""
    if dimension.is_time:
        return time_key(dimension.name, value), time_label(dimension.name, value, today=today)
    if value in (None, ""):
        return NONE, dimension.empty
    if dimension.join:
        return key or str(value), label or str(value)
    return str(value), _word(dimension.name, str(value))


def time_key(name: str, day: date) -> str:
    """As windows are named: 2026-11-20, 2026-W47, 2026-11."""
    if name == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
    return day.isoformat() if name == "day" else day.isoformat()[:7]


def time_label(name: str, day: date, *, today: date) -> str:
    return f"{day:%b %Y}" if name == "month" else words.day(day, today=today)


def days_of(name: str, day: date) -> Window:
    """The days that a group of a time dimension holds."""
    return Window(day, day) if name == "day" else windows.parse(window=time_key(name, day), today=day)


def _word(name: str, value: str) -> str:
    if name == "mode":
        return modes.mode_of(value).word
    if name == "version":
        return f"Map version {value}"
    return str(HandledBy(value).label) if name == "handled_by" else value
