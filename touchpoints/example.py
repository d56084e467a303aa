"""The example organization's map and its last ninety days: steady, with one bad week and a recovery."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from presence.customers.models import Customer
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from touchpoints.interactions import ingest
from touchpoints.journeys import actions
from touchpoints.journeys import example as versions
from touchpoints.journeys.models import Stage, Touchpoint

DAYS = 90
AUTOMATIC_SINCE = 45  # days ago: before that, machines only prepared
SAID_SHARE = 0.02  # of the notes sound like a commitment that is in no promise
BAD_WEEK = range(35, 42)  # days ago: two technicians were ill at once


@dataclass(frozen=True, slots=True)
class Moment:
    """A touchpoint of the example: how it is handled, how often a week, and how often the word is kept."""

    key: str
    name: str
    stage: str
    mode: str
    a_week: float
    kept: float
    reason: str
    channel: str
    handlers: tuple[str, ...]
    protected: tuple[str, ...] = ()
    first_truth_due: bool = False


MOMENTS = (
    Moment("first-response", "First response", "First contact", "augment", 32, 0.93,
           "A draft saves minutes; a person signs it.", "email", ("assisted", "assisted", "human")),
    Moment("visit-confirmation", "Visit confirmation", "First contact", "automate", 26, 0.97,
           "The same words every time.", "email", ("automation",)),
    Moment("status-update", "Status update", "Delivery", "automate", 40, 0.95,
           "People want it at once, not from somebody.", "email", ("automation", "automation", "automation", "human")),
    Moment("scope-change", "Scope change", "Delivery", "human_only", 6, 0.84,
           "Somebody must explain what it costs.", "call", ("human",) * 14 + ("automation",), ("scope_tradeoff",), True),
    Moment("service-recovery", "Service recovery", "After trouble", "human_only", 5, 0.9,
           "An apology comes from a person.", "call", ("human",), ("recovery", "bad_news")),
    Moment("post-issue-follow-up", "Post-issue follow-up", "After trouble", "augment", 9, 0.92,
           "Prepared, then said in one's own words.", "call", ("assisted", "human")),
    Moment("invoice-or-renewal", "Invoice or renewal", "Money", "automate", 14, 0.96,
           "It says what was agreed and nothing else.", "email", ("automation",)),
    Moment("price-change", "Price change", "Money", "human_only", 0.6, 0.9,
           "Never learn of a price from a machine.", "call", ("human",), ("pricing",), True),
    Moment("renewal-proposal", "Renewal proposal", "Money", "augment", 3, 0.91,
           "Drafted from the record, finished by the owner.", "meeting", ("assisted",), (), True),
)  # fmt: skip
PRESENCE = {"post-issue-follow-up": "follow_up", "scope-change": "clarifying_call", "renewal-proposal": "outreach"}
EXCEPTIONS = {"scope-change": "scope_tradeoff", "service-recovery": "recovery", "price-change": "price_change"}
SPOKEN_SHARE = 0.88  # of the exceptions were talked over, both sides at one time
NOTES = (
    "Asked about the second unit and who installs it.",
    "Happy with the visit; the filters were cleaner than last time.",
    "Waited too long for the call back, was annoyed at first.",
    "Wants one contact for both sites.",
    "",
    "",
)
SAID = (
    "Asked when the second unit comes. Told them Thursday.",
    "Waited too long for the call back. Apologized, offered a free check.",
    "Told them we will send the revised quote by Friday.",
    "Said the second filter set is included this year.",
    "We promised a call back on Monday before noon, Ines knows.",
    "Agreed to take 150 EUR off the next invoice.",
)


def fill(*, by: Actor, now: datetime, dice: random.Random) -> None:
    """Draw and publish the map, and record what happened under each of its versions."""
    automatic_from = now - timedelta(days=AUTOMATIC_SINCE)
    _draw(by)
    versions.publish_careful(by=by, now=now - timedelta(days=DAYS + 1))
    refs = list(Customer.rows().order_by("external_ref").values_list("external_ref", flat=True))
    people = _people()
    rows = [row for moment in MOMENTS for row in _happened(moment, refs, people, now, dice)]
    early = [row for row in rows if row["occurred_at"] < automatic_from.isoformat()]
    ingest.ingest(early, by=by, now=now, cause="import")
    versions.publish_automatic(by=by, now=automatic_from)
    ingest.ingest([row for row in rows if row["occurred_at"] >= automatic_from.isoformat()], by=by, now=now, cause="import")
    versions.look_ahead(by=by, now=now)


def _draw(by: Actor) -> None:
    stages = {stage.name: stage for stage in Stage.rows()}
    drawn = {touchpoint.key: touchpoint for touchpoint in Touchpoint.rows()}
    for moment in MOMENTS:
        fields: dict[str, Any] = {
            "mode": moment.mode,
            "mode_reason": moment.reason,
            "protected": list(moment.protected),
            "channel": moment.channel,
            "first_truth_due": moment.first_truth_due,
        }
        if moment.key in drawn:
            actions.change_touchpoint(by=by, touchpoint=drawn[moment.key], reason=moment.reason, **fields)
        else:
            actions.add_touchpoint(by=by, key=moment.key, name=moment.name, stage=stages[moment.stage], **fields)


def _people() -> list[str]:
    agents = Membership.rows().filter(role="agent").select_related("user").order_by("joined_at", "id")
    return [member.user.email for member in agents]


def _happened(
    moment: Moment, refs: list[str], people: list[str], now: datetime, dice: random.Random
) -> Iterator[dict[str, Any]]:
    morning = now.replace(hour=8, minute=0, second=0, microsecond=0)
    for days_ago in range(DAYS, 0, -1):
        day = morning - timedelta(days=days_ago)
        if day.weekday() < 5:
            for place in range(_times(moment.a_week / 5, dice)):
                ref = f"EX-{moment.key}-{days_ago}-{place}"
                yield _one(moment=moment, ref=ref, day=day, is_bad=days_ago in BAD_WEEK, refs=refs, people=people, dice=dice)


def _times(mean: float, dice: random.Random) -> int:
    """How often in a day: around the mean, whole numbers, never below none."""
    return max(0, round(dice.gauss(mean, mean**0.5 / 2))) if mean >= 1 else int(dice.random() < mean)


def _one(
    *, moment: Moment, ref: str, day: datetime, is_bad: bool, refs: list[str], people: list[str], dice: random.Random
) -> dict[str, Any]:
    handled_by = dice.choice(moment.handlers)
    occurred_at = day + timedelta(minutes=dice.randrange(0, 540))
    row: dict[str, Any] = {
        "external_ref": ref,
        "customer_ref": dice.choice(refs),
        "touchpoint_key": moment.key,
        "occurred_at": occurred_at.isoformat(),
        "handled_by": handled_by,
        "channel": moment.channel,
        "checks": _checks(moment.kept - (0.35 if is_bad else 0), dice),
    }
    if handled_by != "automation":
        row |= {
            "member": dice.choice(people),
            "minutes": dice.randrange(3, 40),
            "response_minutes": dice.randrange(4, 240),
            "note": dice.choice(SAID if dice.random() < SAID_SHARE else NOTES),
        }
        if moment.key in PRESENCE:
            row["presence_kind"] = PRESENCE[moment.key]
        row |= _exception(moment, ref)
    if moment.first_truth_due:
        row["first_truth"] = "stated" if dice.random() < 0.86 else "not_stated"
    return row


def _exception(moment: Moment, ref: str) -> dict[str, Any]:
    """What went otherwise than planned, and whether it was talked over. By dice of its own, which shift no other ones."""
    kind = EXCEPTIONS.get(moment.key)
    if kind is None:
        return {}
    dice = random.Random(ref)  # noqa: S311  # an example, no secret
    return {"exception": kind, "conversation_held": dice.random() < SPOKEN_SHARE, "attempts": dice.choice((1, 1, 2, 3))}


def _checks(kept: float, dice: random.Random) -> list[dict[str, str]]:
    fate = dice.random()
    if fate < 0.12:
        return []
    if fate < 0.15:
        return [{"verdict": "cannot_tell"}]
    if fate < 0.17:
        return [{"verdict": "renegotiated"}]
    return [{"verdict": "kept" if dice.random() < kept else "broken"}]
