"""Random histories of an organization: late, corrected, deleted and brought back, loaded in bulk, erased and moved to another
time zone, with its sums brought up in between.

`check` asks the same question three ways: from sums, from interactions, and in plain Python over the rows.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, islice
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from hypothesis import strategies as st

from metrics.calculators import distributions
from metrics.calculators.counters import COUNTERS
from metrics.facts import answers, asking, counting, planning, rolled
from metrics.facts.counting import Question
from metrics.rollups import running, verification, zones
from metrics.rollups.models import Standing
from presence.customers import erasing
from presence.customers.models import Customer
from presence.kit.windows import Window
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Organization
from touchpoints.interactions import actions, filters, ingest, rules
from touchpoints.interactions.models import Interaction
from touchpoints.models import Touchpoint

ZONES = ("Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC")
# Around days of 23, 25, 23.5 and 24.5 hours, month ends and a leap day.
MOMENTS = (
    datetime(2018, 2, 17, 22, tzinfo=UTC),
    datetime(2018, 11, 4, 1, tzinfo=UTC),
    datetime(2020, 2, 29, 12, tzinfo=UTC),
    datetime(2026, 3, 28, 22, tzinfo=UTC),
    datetime(2026, 4, 4, 12, tzinfo=UTC),
    datetime(2026, 10, 3, 12, tzinfo=UTC),
    datetime(2026, 10, 24, 22, tzinfo=UTC),
    datetime(2026, 10, 31, 20, tzinfo=UTC),
)
REFS = tuple(f"R{number}" for number in range(8))
CUSTOMERS = ("acme", "gold")
# As if so many interactions had been summed up before: none, enough for parts of months, and for those of the month that runs.
SIZES = st.sampled_from((0, running.LARGE, running.HUGE))


@dataclass
class Stream:
    """What happens one after the other, and the question asked in the end."""

    zone: str
    summed: int = running.HUGE
    steps: list[tuple[str, Any]] = field(default_factory=list)
    asked_at: datetime = MOMENTS[0]
    window: Window = field(default_factory=lambda: Window(date(2018, 1, 1), date(2027, 1, 1)))


@st.composite
def rows(draw: st.DrawFn, at: datetime) -> dict[str, Any]:
    """One interaction as a client sends it."""
    minutes = st.one_of(st.none(), st.integers(0, 300))
    handled_by = draw(st.sampled_from(("human", "assisted", "automation", "none")))
    row: dict[str, Any] = {
        "external_ref": draw(st.sampled_from(REFS)),
        "customer_ref": draw(st.sampled_from(CUSTOMERS)),
        "touchpoint_key": draw(st.sampled_from(("first-response", "status-update"))),
        "occurred_at": (at + draw(st.timedeltas(timedelta(0), timedelta(days=3)))).isoformat(),
        "handled_by": handled_by,
        "minutes": draw(minutes),
        "response_minutes": draw(minutes),
        "presence_kind": draw(st.sampled_from((None, "outreach", "clarifying_call", "follow_up"))),
        "first_truth": draw(st.sampled_from((None, "stated", "not_stated", "not_due"))),
        "exception": draw(st.sampled_from(("none", "recovery"))),
        "conversation_held": draw(st.sampled_from((None, True, False))),
        "attempts": draw(st.one_of(st.none(), st.integers(0, 9))),
        "note": draw(st.sampled_from((None, "They asked for acme’s number"))),
    }
    if draw(st.booleans()):
        row["promised_by"] = (at + draw(st.timedeltas(timedelta(0), timedelta(days=9)))).isoformat()
    else:
        verdicts = st.sampled_from(("kept", "broken", "renegotiated", "cannot_tell"))
        row["checks"] = [{"verdict": one} for one in draw(st.lists(verdicts, max_size=1))]
    return {name: value for name, value in row.items() if value is not None}


@st.composite
def loads(draw: st.DrawFn, at: datetime) -> list[dict[str, Any]]:
    """What one statement writes in bulk: a few patterns over and over, an odd number of hours apart, back into the past."""
    patterns = draw(st.lists(rows(at), min_size=1, max_size=3))
    apart = timedelta(hours=draw(st.integers(1, 50)))
    many = islice(cycle(patterns), draw(st.integers(20, 60)))
    return [
        one | {"external_ref": f"L{place}", "occurred_at": (at - place * apart).isoformat()} for place, one in enumerate(many)
    ]


@st.composite
def streams(draw: st.DrawFn) -> Stream:
    at = draw(st.sampled_from(MOMENTS))
    step = st.one_of(
        st.tuples(st.just("write"), st.lists(rows(at), min_size=1, max_size=4)),
        st.tuples(st.just("write"), loads(at)),
        st.tuples(st.just("delete"), st.sampled_from(REFS)),
        st.tuples(st.just("restore"), st.sampled_from(REFS)),
        st.tuples(st.just("erase"), st.sampled_from(CUSTOMERS)),
        st.tuples(st.just("move"), st.sampled_from(ZONES)),
        st.tuples(st.just("target"), st.one_of(st.none(), st.integers(1, 200))),
        st.tuples(st.just("due"), st.booleans()),
        st.tuples(st.just("grow"), SIZES),
        st.tuples(st.just("roll up"), st.timedeltas(timedelta(0), timedelta(days=40))),
    )
    first = at.date() - timedelta(days=draw(st.integers(0, 40)))
    last = first + timedelta(days=draw(st.integers(0, 90)))
    return Stream(
        zone=draw(st.sampled_from(ZONES)),
        summed=draw(SIZES),
        steps=[(name, at + given if name == "roll up" else given) for name, given in draw(st.lists(step, max_size=12))],
        asked_at=at + draw(st.timedeltas(timedelta(0), timedelta(days=12))),
        window=Window(first, last),
    )


def check(organization: Organization, by: Actor, stream: Stream) -> int:
    """Live through the stream and ask; says how many answers were compared."""
    Organization.objects.filter(pk=organization.pk).update(time_zone=stream.zone)
    with transaction.atomic():
        Standing.rows().get_or_create(defaults={"time_zone": stream.zone, "summed": stream.summed})
    for name, given in stream.steps:
        with transaction.atomic():
            STEPS[name](by, given)
    with transaction.atomic():
        assert list(verification.sums()) == []
        return sum(_compare(question) for question in _questions(stream))


def _write(by: Actor, given: Sequence[dict[str, Any]]) -> None:
    """Recorded before anything is due, so that only the moment of asking decides what is overdue."""
    report = ingest.ingest(given, by=by, now=datetime(2017, 1, 1, tzinfo=UTC), create_customers=True)
    assert report.rejected == [], report.rejected


def _on(ref: str, act: Callable[..., None], by: Actor) -> None:
    found = Interaction.rows().filter(external_ref=ref).first()
    if found is not None:
        act(by=by, now=datetime(2026, 12, 1, tzinfo=UTC), interaction=found)


def _erase(by: Actor, ref: str) -> None:
    """What is personal goes; what was counted stays. The same reference written again is another customer."""
    found = Customer.rows().filter(external_ref=ref).first()
    if found is not None:
        erasing.erase_customer(by=by, now=datetime(2026, 12, 1, tzinfo=UTC), customer=found, typed=found.name)


def _move(by: Actor, zone: str) -> None:
    """To another time zone, and its days with it."""
    Organization.objects.filter(pk=scope.acting_organization_id()).update(time_zone=zone)
    zones.recount(organization=Organization.objects.get(pk=scope.acting_organization_id()))


def _roll_up(by: Actor, now: datetime) -> None:
    with scope.acting_for_nobody():
        running.roll_up(now=now)
    standing = running.standing()
    assert standing is None or standing.trouble == "", standing


STEPS: dict[str, Callable[[Actor, Any], Any]] = {
    "write": _write,
    "delete": lambda by, ref: _on(ref, actions.delete, by),
    "restore": lambda by, ref: _on(ref, actions.restore, by),
    "erase": _erase,
    "move": _move,
    "target": lambda by, minutes: Touchpoint.rows().filter(key="first-response").update(response_target_minutes=minutes),
    "due": lambda by, is_due: Touchpoint.rows().filter(key="first-response").update(first_truth_due=is_due),
    "grow": lambda by, summed: Standing.rows().update(summed=summed),
    "roll up": _roll_up,
}


def _questions(stream: Stream) -> list[Question]:
    asked = ({}, {"touchpoint": "first-response"}, {"handled_by": "human"}, {"team": "~"})
    grouped: tuple[tuple[str, ...], ...] = (
        (),
        ("touchpoint", "team", "month"),
        ("day", "week"),
        ("mode", "version", "handled_by", "segment"),
        ("month",),
    )
    return [
        Question(COUNTERS, stream.window, stream.asked_at, filters.read(given), group_by)
        for given in asked
        for group_by in grouped
        if planning.sources(group_by, given) is not None
    ]


def _compare(question: Question) -> int:
    sources = planning.sources(question.group_by, question.filters.given)
    assert sources is not None
    summed, counted = asking.from_sums(question, sources), counting.answer(question)
    assert summed == counted
    naive, spread = plainly(question)
    assert counted.sums == naive
    values = asking.values(question)
    raw = answers.merged(counting.fetch(answers.statement(question), values))
    merged = answers.merged(counting.fetch(rolled.spread_statement(question, sources), values))
    assert raw == merged
    assert raw[0] == spread
    return 2


def plainly(question: Question) -> tuple[dict[str, int], dict[int, int]]:
    """The counters and the distribution of the whole window, row by row."""
    days = (question.window.first, question.window.last)
    rows = question.filters.over(Interaction.rows().filter(deleted_at=None, local_day__range=days)).select_related("touchpoint")
    zone = ZoneInfo(Organization.objects.values_list("time_zone", flat=True).get(pk=scope.acting_organization_id()))
    found: Counter[str] = Counter(dict.fromkeys(COUNTERS, 0))
    spread: Counter[int] = Counter()
    for row in rows:
        assert row.local_day == row.occurred_at.astimezone(zone).date()
        found.update(_of_one(row, question.now))
        if row.response_seconds is not None:
            spread[distributions.bucket(row.response_seconds)] += 1
    return dict(found), dict(spread)


def _of_one(row: Interaction, now: datetime) -> dict[str, int]:
    verdict = rules.as_of(outcome=row.outcome, promised_by=row.promised_by, now=now)
    by_people = row.handled_by in ("human", "assisted")
    return {"interactions": 1, verdict: 1} | _answer(row, verdict) | _said(row) | _worked(row, by_people) | _excepted(row)


def _answer(row: Interaction, verdict: str) -> dict[str, int]:
    target = row.touchpoint.response_target_minutes
    has_both = row.response_seconds is not None and target is not None
    within = has_both and row.response_seconds <= 60 * target  # type: ignore[operator]
    return {
        "responses": int(row.response_seconds is not None),
        "with_target": int(has_both),
        "within_target": int(within),
        "green_but_broken": int(within and verdict.startswith("broken")),
    }


def _said(row: Interaction) -> dict[str, int]:
    said = {f"first_truth_{row.first_truth}": 1} if row.first_truth else {}
    is_missing = row.first_truth == "not_stated" or (row.first_truth == "" and row.touchpoint.first_truth_due)
    said["first_truth_missing"] = int(is_missing)
    touched = {"human": "touched_by_human", "assisted": "touched_assisted", "automation": "touched_by_automation"}
    return said | ({touched.get(row.handled_by, "missed"): 1} if row.mode == "human_only" else {})


def _worked(row: Interaction, by_people: bool) -> dict[str, int]:
    if not by_people:
        return {}
    seconds, untimed = row.seconds or 0, int(row.seconds is None)
    worked = {"contacts_by_people": 1, "untimed_by_people": untimed, "seconds_by_people": seconds}
    worked["squares_by_people"] = seconds * seconds
    if row.presence_kind:
        worked |= {"presence_contacts": 1, "presence_untimed": untimed, "presence_squares": seconds * seconds}
        worked[f"{row.presence_kind}_seconds"] = seconds
    return worked


def _excepted(row: Interaction) -> dict[str, int]:
    if row.exception == "none":
        return {}
    return {
        "exceptions": 1,
        "conversations_held": int(row.conversation_held is True),
        "conversations_not_held": int(row.conversation_held is False),
        "attempts_counted": int(row.attempts is not None),
        "attempts": row.attempts or 0,
    }
