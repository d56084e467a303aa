"""An automation as a sentence: “7 days before the renewal, if a promise is open, send …”. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from presence.kit import words
from touchpoints.automations import placeholders, rules
from touchpoints.automations.rules import AfterEvent, AroundDate, Conditions, Details, OnDays, StopRules, WithoutReply

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DATES = {"renewal": "the renewal", "due": "the day something is due"}
TERM_KINDS = {
    "scope": "scope",
    "constraint": "a constraint",
    "service_level": "a service level",
    "pricing_assumption": "a pricing assumption",
    "exclusion": "what we will not do",
    "commitment": "a commitment",
}
GONE = "a touchpoint that is gone"


def sentence(
    details: Details, asked: Conditions, *, subject: str, places: Mapping[UUID, str], teams: Mapping[UUID, str]
) -> str:
    """The whole of it. `places` and `teams` name touchpoints and teams."""
    who = conditions(asked, details, teams)
    what = f"send “{placeholders.told(subject)}”" if subject else "send the message"
    parts = [when(details, places), *([f"if {who}"] if who else []), what]
    told = ", ".join(parts)
    return f"{told[:1].upper()}{told[1:]}{_to(asked)}."


def when(details: Details, places: Mapping[UUID, str]) -> str:
    """The trigger: “7 days before the renewal at 09:00 of their day”."""
    if isinstance(details, AroundDate):
        return f"{_days(details)} at {details.at} of their day"
    if isinstance(details, OnDays):
        return f"{_schedule(details)} at {details.at} of their day"
    if isinstance(details, WithoutReply):
        place = places.get(details.touchpoint, GONE)
        return f"{words.count(details.hours, 'business hour')} after “{place}” without a sign of the customer"
    what = f"the event “{details.key}”" if details.key else f"“{places.get(details.touchpoint or UUID(int=0), GONE)}”"
    return f"{wait(details)} {what}"


def conditions(asked: Conditions, details: Details, teams: Mapping[UUID, str]) -> str:
    """Who gets it: “the segment is Large and a promise is open”; empty when everybody does."""
    about_promise = isinstance(details, AroundDate) and details.date == "due"
    parts = []
    if asked.segments:
        parts.append(f"the segment is {_or(asked.segments)}")
    if asked.lowest_value is not None and asked.highest_value is not None:
        parts.append(f"the annual value is between {asked.lowest_value:,} and {asked.highest_value:,}")
    elif asked.lowest_value is not None:
        parts.append(f"the annual value is at least {asked.lowest_value:,}")
    elif asked.highest_value is not None:
        parts.append(f"the annual value is at most {asked.highest_value:,}")
    if asked.teams:
        parts.append(f"{_or(teams.get(one, 'a team that is gone') for one in asked.teams)} looks after the customer")
    if about_promise:
        parts.append("the promise is open")
    elif asked.open_promise or asked.term_kinds:
        parts.append("a promise is open")
    if asked.term_kinds:
        parts.append(f"it holds {_or(TERM_KINDS.get(one, one) for one in asked.term_kinds)}")
    return " and ".join(parts)


def stopping(asked: StopRules) -> list[str]:
    """Each rule that stops it, counted over 30 days."""
    parts = []
    if asked.complaints:
        parts.append(f"{words.count(asked.complaints, 'report')} as spam")
    if asked.unsubscribed_percent:
        parts.append(f"{asked.unsubscribed_percent}% unsubscribed, from {rules.SENT_BEFORE_SHARES} sent on")
    if asked.unresolved_replies:
        parts.append(f"{words.count(asked.unresolved_replies, 'reply', 'replies')} that wait for an answer")
    return parts


def wait(details: AfterEvent) -> str:
    """As “2 hours after”."""
    minutes = details.minutes
    if not minutes:
        return "right after"
    for size, word in ((24 * 60, "day"), (60, "hour")):
        if minutes % size == 0:
            return f"{words.count(minutes // size, word)} after"
    return f"{words.minutes(minutes)} after"


def _days(details: AroundDate) -> str:
    if not details.days:
        return f"on {DATES[details.date]}"
    side = "before" if details.days < 0 else "after"
    return f"{words.count(abs(details.days), 'day')} {side} {DATES[details.date]}"


def _schedule(details: OnDays) -> str:
    if details.day_of_month:
        return f"on day {details.day_of_month} of each month"
    return f"every {_and([WEEKDAYS[one] for one in sorted(set(details.weekdays))])}"


def _to(asked: Conditions) -> str:
    who = [f"whose role is {_or(asked.roles)}"] if asked.roles else []
    if asked.languages:
        who.append(f"{'and ' if who else ''}whose language is {_or(asked.languages)}")
    return f" to the first contact {' '.join(who)}" if who else ""


def _or(values: Iterable[str]) -> str:
    return _listed(list(values), "or")


def _and(values: Iterable[str]) -> str:
    return _listed(list(values), "and")


def _listed(values: Sequence[str], last: str) -> str:
    return values[0] if len(values) == 1 else f"{', '.join(values[:-1])} {last} {values[-1]}"
