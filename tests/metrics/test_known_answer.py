"""The main job from end to end: a desk's history goes in, its promise-kept rate comes out."""

from datetime import UTC, datetime

import msgspec

from metrics.facts import promise_kept
from presence.customers.models import Customer
from presence.kit.windows import Window
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.metrics import incidents
from touchpoints.interactions import ingest, intake, recorded
from touchpoints.interactions.models import FormerVersion, Interaction

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


def test_a_history_gives_its_known_rate_and_a_second_time_changes_nothing(acting: Cast) -> None:
    by = Actor.of(acting.leader)
    rows = intake.split(msgspec.json.encode(list(incidents.rows(120))))

    first = ingest.ingest(rows, by=by, now=NOW, create_customers=True)
    again = ingest.ingest(rows, by=by, now=NOW, create_customers=True)

    found = promise_kept.answer(window=Window(*recorded.days()), now=NOW).counts
    assert (found.kept, found.broken_judged, found.total, found.value) == (90, 30, 120, 0.75)
    assert (first.created, first.updated, first.rejected, len(first.superseded)) == (120, 0, [], len(rows) - 120)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 120)
    assert (first.first_day, first.last_day) == recorded.days()
    assert (Customer.rows().count(), FormerVersion.rows().count(), Interaction.rows().count()) == (7, 0, 120)


def test_row_by_row_in_time_order_it_gives_the_same_rate_and_keeps_what_was_said(acting: Cast) -> None:
    by = Actor.of(acting.leader)

    for one in incidents.rows(12):
        ingest.ingest([one], by=by, now=NOW, create_customers=True)

    found = promise_kept.answer(window=Window(*recorded.days()), now=NOW).counts
    assert (found.kept, found.broken_judged) == (9, 3)
    assert FormerVersion.rows().count() == sum(Interaction.rows().values_list("version", flat=True)) - 12
