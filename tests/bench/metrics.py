"""Promise-kept rate of twelve months by month (goal 7): from the interactions up to 10,000 of them, above from sums.

Beside it the floor: the same months counted by a bare GROUP BY over the same index, without the wall and without reading
overdue commitments.
"""

import argparse
import statistics
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

from django.db import connections, transaction

from metrics.facts import promise_kept
from metrics.rollups import running
from presence.kit.windows import Window
from presence.tenancy import scope
from presence.tenancy.models import Organization
from tests import ground
from tests.bench import _pairs
from tests.conftest import make_cast

NOW = datetime(2026, 11, 21, tzinfo=UTC)
YEAR = Window(date(2025, 11, 21), date(2026, 11, 20))
FACTS = """
INSERT INTO touchpoints_interaction (id, organization_id, external_ref, customer_id, touchpoint_id, occurred_at, local_day,
    handled_by, segment, mode, channel, presence_kind, first_truth, exception, note, outcome, content_hash, version)
SELECT gen_random_uuid(), customer.organization_id, '', customer.id, touchpoint.id, at, at::date,
       'human', '', 'human_only', '', '', '', 'none', '',
       (ARRAY['kept', 'kept', 'kept', 'broken_late', 'unchecked'])[1 + number %% 5], '\\x00', 1
  FROM generate_series(1, %(rows)s) AS number
 CROSS JOIN LATERAL (SELECT timestamptz '2026-11-20' - number * interval '364 days' / %(rows)s AS at) AS moment
 CROSS JOIN LATERAL (SELECT * FROM presence_customer WHERE organization_id = %(organization)s LIMIT 1) AS customer
 CROSS JOIN LATERAL (SELECT * FROM touchpoints_touchpoint WHERE organization_id = %(organization)s
                      ORDER BY md5(key || number %% 7) LIMIT 1) AS touchpoint
"""
BARE = """
SELECT date_trunc('month', local_day), outcome, count(*) FROM touchpoints_interaction
 WHERE organization_id = %s AND deleted_at IS NULL AND local_day BETWEEN %s AND %s GROUP BY 1, 2
"""


def filled(name: str, rows: int) -> Organization:
    """An organization with so many interactions spread over the year."""
    organization = make_cast(name, name.lower()).organization
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO presence_customer (id, organization_id, external_ref, name, segment, time_zone, version) "
            "VALUES (gen_random_uuid(), %s, '', 'Acme', '', '', 1)",
            [organization.pk],
        )
        cursor.execute(FACTS, {"organization": organization.pk, "rows": rows})
    return organization


def asked(organization: Organization, *group_by: str) -> Callable[[], None]:
    def answer() -> None:
        with scope.acting_for(organization), transaction.atomic():
            promise_kept.answer(window=YEAR, now=NOW, group_by=group_by)

    return answer


def bare(organization: Organization) -> Callable[[], None]:
    def count() -> None:
        with connections["owner"].cursor() as cursor:
            cursor.execute(BARE, [organization.pk, YEAR.first, YEAR.last])
            cursor.fetchall()

    return count


def sum_up() -> None:
    """Batch after batch, until every day that is over has its sums."""
    done = 1
    while done:
        done = running.roll_up(now=NOW)


def main(sizes: Sequence[int], pairs: int) -> None:
    with ground.database():
        organizations = {rows: filled(f"Size{rows}", rows) for rows in sizes}
        with connections["owner"].cursor() as cursor:
            cursor.execute("ALTER TABLE touchpoints_interaction NO FORCE ROW LEVEL SECURITY")
            cursor.execute("VACUUM ANALYZE touchpoints_interaction")
        sum_up()
        for rows, organization in organizations.items():
            for group_by in (("month",), ("touchpoint", "team", "month")):
                ways = [bare(organization), asked(organization, *group_by)]
                taken = [[_pairs.timed(way) for way in ways] for _ in range(pairs + 1)][1:]
                floor, product = (statistics.median(times) * 1000 for times in zip(*taken, strict=True))
                ratios = sorted(slow / fast for fast, slow in taken)
                spread = f"{ratios[0]:.1f} / {statistics.median(ratios):.1f} / {ratios[-1]:.1f}"
                by = ", ".join(group_by)
                print(f"{rows:>9,} rows by {by:<23} floor {floor:>8.1f} ms   product {product:>8.1f} ms   ratio {spread}")


if __name__ == "__main__":
    options = argparse.ArgumentParser(prog="bin/bench metrics", description=__doc__)
    options.add_argument("--rows", type=int, nargs="+", default=[5_500, 50_000, 1_000_000])
    options.add_argument("--pairs", type=int, default=9)
    chosen = options.parse_args()
    main(chosen.rows, chosen.pairs)
