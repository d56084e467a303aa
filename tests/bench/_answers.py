"""What people and clients wait for: twelve months by month from sums and from interactions (goals 7 and 8), and the pages."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial

from django.db import connections, transaction
from django.test import Client

from metrics.calculators.counters import COUNTERS, OUTCOMES
from metrics.facts import asking, counting, planning
from metrics.facts.counting import Answer, Question
from metrics.rollups import running
from presence.kit import hot
from presence.kit.windows import Window
from presence.tenancy import scope
from presence.tenancy.models import Organization
from tests.bench import _pairs
from tests.bench._thousand import Thousand
from touchpoints.interactions import filters

# The bare sums of the same months: what no answer can be faster than.
_FLOOR = """
SELECT date_trunc('month', day), sum(kept), sum(broken_late), sum(unchecked) FROM metrics_daytotal
 WHERE organization_id = %(organization)s AND day BETWEEN %(first)s AND %(last)s GROUP BY 1
"""
PAGES = (
    "metrics/",
    "metrics/?window=90d",
    "metrics/?window=2026",
    "metrics/promise-kept-rate/",
    "metrics/promise-kept-rate/?window=2026",
    "metrics/response-consistency/",
    "metrics/human-touch-ratio/?window=90d",
)


def year(end: datetime) -> Window:
    """Twelve whole months and what has begun of the present one, as far as it is over."""
    first = date(end.year - 1, end.month, 1)
    return Window(first, end.date() - timedelta(days=2))


def acted(organization: Organization, ask: Callable[[], object]) -> object:
    """What a request costs from the scope to the answer."""
    with scope.acting_for(organization), transaction.atomic():
        return ask()


def answers(thousand: Thousand, *, end: datetime, pairs: int) -> Iterator[str]:
    """The product's answer, the same without sums, and the bare sums, in CPU time; the first two must be equal."""
    while running.roll_up(now=end):
        pass
    window, now = year(end), datetime.now(UTC)
    for name, cast in (("largest", thousand.largest), ("middle", thousand.middle)):
        for told, group_by, counters, given in (
            ("12 months by month", ("month",), OUTCOMES, {}),
            ("all counters by month", ("month",), COUNTERS, {}),
            ("12 months by touchpoint", ("touchpoint",), OUTCOMES, {}),
            ("a touchpoint by month", ("month",), OUTCOMES, {"touchpoint": "moment-1"}),
            ("a team by day", ("day",), OUTCOMES, {"team": "support"}),
        ):
            found = acted(cast.organization, partial(filters.read, given))
            question = Question(counters, window, now, found, group_by)
            yield f"{name}, {told}: {_compared(cast.organization, question, pairs)}"


def budget(*, end: datetime, pairs: int) -> Iterator[str]:
    """From how many interactions on sums are the faster way: the planner's budget (metrics/facts/planning.py)."""
    for number in (2, 5, 10, 20, 40, 80):
        organization = Organization.objects.using("owner").get(slug=f"organization-{number}")
        question = Question(OUTCOMES, year(end), datetime.now(UTC), group_by=("month",))
        sources = planning.sources(question.group_by, {})
        assert sources is not None
        raw = partial(counting.answer, question)
        summed = partial(asking.from_sums, question, sources)
        rounds = [(_timed(organization, raw, 3), _timed(organization, summed, 3)) for _ in range(pairs)]
        found = acted(organization, raw)
        assert isinstance(found, Answer)
        ratio = _pairs.spread([slow / fast for slow, fast in rounds])
        yield f"{sum(found.sums.values()):>9,} interactions: raw {min(rounds)[0] * 1000:.1f} ms, from sums faster {ratio}"


def _compared(organization: Organization, question: Question, pairs: int) -> str:
    values = {"organization": organization.pk, "first": question.window.first, "last": question.window.last}
    ways = {
        "floor": lambda: hot.rows(_FLOOR, values),
        "product": lambda: asking.count(question),
        "raw": lambda: counting.answer(question),
    }
    same = _numbers(acted(organization, ways["product"])) == _numbers(acted(organization, ways["raw"]))
    rounds = [{name: _timed(organization, way, 9 if name != "raw" else 1) for name, way in ways.items()} for _ in range(pairs)]
    against_floor = _pairs.spread([one["product"] / one["floor"] for one in rounds])
    faster = _pairs.spread([one["raw"] / one["product"] for one in rounds])
    middle = {name: sorted(one[name] for one in rounds)[pairs // 2] * 1000 for name in ways}
    times = ", ".join(f"{name} {ms:.2f} ms" for name, ms in middle.items())
    return f"CPU {times}; product to floor {against_floor}; faster than raw {faster}; {'the same' if same else 'NOT THE SAME'}"


def _timed(organization: Organization, way: Callable[[], object], calls: int) -> float:
    """The median of so many, in CPU time."""
    return sorted(_pairs.burned(partial(acted, organization, way)) for _ in range(calls))[calls // 2]


def _numbers(answer: object) -> object:
    assert isinstance(answer, Answer)
    return answer.sums, {name: {one.key: one.sums for one in groups} for name, groups in answer.groups.items()}


def pages(thousand: Thousand, *, calls: int) -> Iterator[str]:
    """Signed in, through the whole product, without HTTP between."""
    for name, cast in (("largest", thousand.largest), ("middle", thousand.middle)):
        client = Client()
        client.force_login(cast.leader.user)
        for path in PAGES:
            ask = partial(_get, client, f"/o/{cast.organization.slug}/{path}")
            ask()
            times = sorted(_pairs.timed(ask) * 1000 for _ in range(calls))
            p50, p95 = times[len(times) // 2], times[len(times) * 95 // 100]
            cpu = sorted(_pairs.burned(ask) * 1000 for _ in range(calls))[calls // 2]
            told = f"p50 {p50:6.0f} ms   p95 {p95:6.0f} ms   CPU {cpu:6.0f} ms   {_statements(ask)} statements"
            yield f"{name} {path:<42} {told}"


def _get(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200, path


def _statements(ask: Callable[[], None]) -> int:
    connection = connections["default"]
    connection.force_debug_cursor = True
    before = len(connection.queries_log)
    ask()
    connection.force_debug_cursor = False
    return len(connection.queries_log) - before
