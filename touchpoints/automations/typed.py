"""Between the editor's fields and the plain values that are stored. Pure."""

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Any

from touchpoints.automations import rules
from touchpoints.automations.rules import AfterEvent, AroundDate, OnDays, WithoutReply

UNIT_SIZES = (1440, 60, 1)


def missing(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Fields that the chosen trigger needs, with what to do."""
    trigger = given["trigger"]
    if trigger == "event" and not given["event_key"] and not given["event_touchpoint"]:
        yield "event_key", "Name an event, or choose a touchpoint below."
    if trigger == "event" and given["event_key"] and given["event_touchpoint"]:
        yield "event_touchpoint", "Choose either an event or a touchpoint, and leave the other empty."
    if trigger == "event" and (given["wait"] or 0) * int(given["wait_unit"] or 1) > rules.MOST_MINUTES:
        yield "wait", "Wait a year at most."
    if trigger == "date" and given["side"] != "on" and not given["days"]:
        yield "days", "Say how many days, or choose the day itself."
    if trigger == "no_reply" and not given["silent_touchpoint"]:
        yield "silent_touchpoint", "Choose the touchpoint after which you wait for a reply."
    if trigger == "no_reply" and not given["hours"]:
        yield "hours", "Say how many business hours."
    if trigger == "schedule" and bool(given["weekdays"]) == bool(given["day_of_month"]):
        yield "weekdays", "Choose weekdays or a day of the month, one of both."
    low, high = given["lowest_value"], given["highest_value"]
    if low is not None and high is not None and low > high:
        yield "highest_value", "This is lower than the value it begins with."


def details(given: Mapping[str, Any]) -> dict[str, Any]:
    """The chosen trigger's own fields."""
    trigger = given["trigger"]
    if trigger == "event":
        wait = (given["wait"] or 0) * int(given["wait_unit"] or 1)
        return _said(key=given["event_key"], touchpoint=given["event_touchpoint"]) | {"minutes": wait}
    if trigger == "date":
        sign = {"before": -1, "on": 0, "after": 1}[given["side"] or "before"]
        return {"date": given["date"] or "renewal", "days": sign * (given["days"] or 0), "at": _clock(given["date_at"])}
    if trigger == "no_reply":
        return {"touchpoint": given["silent_touchpoint"], "hours": given["hours"]}
    days = {"weekdays": [int(one) for one in given["weekdays"]]} if given["weekdays"] else {}
    return days | _said(day_of_month=given["day_of_month"]) | {"at": _clock(given["schedule_at"])}


def conditions(given: Mapping[str, Any]) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "segments": given["segments"],
        "teams": given["teams"],
        "term_kinds": given["term_kinds"],
        "roles": _listed(given["roles"]),
        "languages": _listed(given["languages"]),
        "open_promise": given["open_promise"],
        "lowest_value": given["lowest_value"],
        "highest_value": given["highest_value"],
    }
    return {name: value for name, value in asked.items() if value not in ([], "", None, False)}


def stop_rules(given: Mapping[str, Any]) -> dict[str, Any]:
    """An empty field asks nothing, and says so: what is absent has the usual limit."""
    return {name: given[name] for name in ("complaints", "unsubscribed_percent", "unresolved_replies")}


def shown(trigger: str, stored: Mapping[str, Any], asked: Mapping[str, Any], stops: Mapping[str, Any]) -> dict[str, Any]:
    """The stored values in the editor's fields."""
    conditions, rule = rules.conditions(asked), rules.stop_rules(stops)
    return {
        **_shown_details(rules.details(trigger, stored)),
        "segments": list(conditions.segments),
        "teams": [str(one) for one in conditions.teams],
        "term_kinds": list(conditions.term_kinds),
        "roles": ", ".join(conditions.roles),
        "languages": ", ".join(conditions.languages),
        "open_promise": conditions.open_promise,
        "lowest_value": conditions.lowest_value,
        "highest_value": conditions.highest_value,
        "complaints": rule.complaints,
        "unsubscribed_percent": rule.unsubscribed_percent,
        "unresolved_replies": rule.unresolved_replies,
    }


def _shown_details(details: rules.Details) -> dict[str, Any]:
    if isinstance(details, AfterEvent):
        size = next(size for size in UNIT_SIZES if details.minutes % size == 0 and (details.minutes or size == 1))
        place = str(details.touchpoint or "")
        wait = {"wait": details.minutes // size, "wait_unit": str(size)}
        return {"event_key": details.key or "", "event_touchpoint": place, **wait}
    if isinstance(details, AroundDate):
        side = "on" if not details.days else "before" if details.days < 0 else "after"
        return {"date": details.date, "days": abs(details.days), "side": side, "date_at": time.fromisoformat(details.at)}
    if isinstance(details, WithoutReply):
        return {"silent_touchpoint": str(details.touchpoint), "hours": details.hours}
    return _shown_days(details)


def _shown_days(details: OnDays) -> dict[str, Any]:
    weekdays = [str(one) for one in details.weekdays]
    at = time.fromisoformat(details.at)
    return {"weekdays": weekdays, "day_of_month": details.day_of_month, "schedule_at": at}


def _said(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def _listed(text: str) -> list[str]:
    words = (" ".join(word.split()) for word in text.replace(";", ",").split(","))
    return list(dict.fromkeys(word[:80] for word in words if word))


def _clock(at: time | None) -> str:
    return f"{at or time(9):%H:%M}"
