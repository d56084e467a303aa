"""Two years of interactions of a thousand organizations, in the order they came, as many as wanted; the same every time.

Written as an import would leave them: a third with a commitment of their own, a quarter judged by a person (a row of
`touchpoints_check` each), some deleted again, a fourth with the reference of another system.
"""

import time
from collections.abc import Iterator
from datetime import datetime

from django.db import connections

from tests.bench import _shelf

DAYS = 730
CHUNK = 500_000
TABLES = ("touchpoints_interaction", "touchpoints_check")

# A number from 0 up to 1, for the n-th row and what it decides.
_DRAW = """
CREATE FUNCTION draw(n bigint, what integer) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (hashint8extended(n, what) & 4294967295)::float8 / 4294967296
"""
# `OFFSET 0` keeps what is drawn once from being worked out at each place that names it.
_ROWS = """
INSERT INTO touchpoints_interaction (id, organization_id, external_ref, customer_id, touchpoint_id, occurred_at, local_day,
  handled_by, member_id, team_id, segment, mode, map_version, channel, seconds, response_seconds, presence_kind, attempts,
  first_truth, exception, conversation_held, note, promised_by, done_at, outcome, content_hash, version, created_at, updated_at,
  deleted_at)
SELECT (lpad(to_hex((date_part('epoch', at) * 1000)::bigint), 12, '0') || substr(md5(n::text), 13))::uuid,
       o.id, CASE WHEN n %% 4 = 0 THEN 'R-' || n ELSE '' END,
       md5((o.place * 1000000 + customer)::text)::uuid, o.touchpoints[moment], at, (at AT TIME ZONE o.zone)::date,
       handled, CASE WHEN by_people THEN o.members[1 + floor(draw(n, 3) * cardinality(o.members))::int] END,
       o.teams[1 + (draw(n, 3) * 3.99)::int %% 4], (ARRAY['Gold', 'Silver', 'Bronze', ''])[1 + customer %% 4], mode,
       1 + (n * 3 / %(rows)s)::int, 'call', CASE WHEN by_people AND draw(n, 4) < 0.7 THEN (60 + draw(n, 5) * 2400)::int END,
       CASE WHEN draw(n, 6) < 0.6 THEN (-3000 * ln(1 - draw(n, 7)))::int END,
       CASE WHEN draw(n, 8) < 0.06 THEN (ARRAY['outreach', 'clarifying_call', 'follow_up'])[1 + n %% 3] ELSE '' END,
       CASE WHEN exception <> 'none' THEN 1 + n %% 3 END,
       (ARRAY['', '', 'stated', 'stated', 'stated', 'not_stated', 'not_due'])[1 + (draw(n, 9) * 6.99)::int %% 7], exception,
       CASE WHEN exception <> 'none' AND n %% 5 > 0 THEN n %% 7 > 0 END,
       CASE WHEN draw(n, 10) < 0.3 THEN 'They asked when the technician comes, and whether it costs more.' ELSE '' END,
       promised_by, done_at,
       CASE WHEN done_at IS NOT NULL THEN CASE WHEN done_at <= promised_by THEN 'kept' ELSE 'broken_late' END
            WHEN promised_by < %(end)s THEN 'broken_overdue'
            WHEN promised_by IS NULL AND kind < 0.62
              THEN (ARRAY['kept', 'kept', 'kept', 'kept', 'kept', 'kept', 'broken_judged', 'renegotiated', 'cannot_tell'])
                   [1 + n %% 9] ELSE 'unchecked' END,
       int8send(n) || int8send(n), 1, at, at, CASE WHEN draw(n, 11) < 0.005 THEN at + interval '1 day' END
  FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
 CROSS JOIN LATERAL (SELECT %(begin)s::timestamptz + (n::float8 / %(rows)s) * (%(end)s - %(begin)s::timestamptz) AS at,
                            width_bucket(draw(n, 1), %(shares)s::float8[]) AS place, draw(n, 2) AS kind,
                            1 + floor(draw(n, 12) * draw(n, 13) * 60)::int AS moment OFFSET 0) AS a
  JOIN drawn o ON o.place = a.place
 CROSS JOIN LATERAL (SELECT floor(draw(n, 14) * o.customers)::int AS customer,
                            (ARRAY['human_only', 'human_only', 'augment', 'automate'])[1 + moment %% 4] AS mode,
                            CASE WHEN draw(n, 15) < 0.04 THEN (ARRAY['price_change', 'scope_tradeoff', 'recovery'])[1 + n %% 3]
                                 ELSE 'none' END AS exception,
                            CASE WHEN kind < 0.35 THEN at + interval '4 hours'
                                 WHEN kind < 0.37 THEN at + draw(n, 16) * interval '20 days' END AS promised_by,
                            CASE WHEN kind < 0.35 THEN at + draw(n, 17) * interval '270 minutes' END AS done_at
                    OFFSET 0) AS b
 CROSS JOIN LATERAL (SELECT CASE mode WHEN 'automate'
                                      THEN (ARRAY['automation', 'automation', 'automation', 'human'])[1 + n %% 4]
                                      ELSE (ARRAY['human', 'human', 'human', 'human', 'human', 'assisted', 'assisted',
                                                  'automation', 'none', 'human'])[1 + n %% 10] END AS handled OFFSET 0) AS c
 CROSS JOIN LATERAL (SELECT handled IN ('human', 'assisted') AS by_people) AS d
"""
_CHECKS = """
INSERT INTO touchpoints_check (id, organization_id, interaction_id, verdict, basis, evidence, judged_at)
SELECT gen_random_uuid(), organization_id, id, CASE outcome WHEN 'broken_judged' THEN 'broken' ELSE outcome END, 'person', '',
       occurred_at
  FROM touchpoints_interaction
 WHERE promised_by IS NULL AND outcome <> 'unchecked' AND occurred_at >= %(from)s AND occurred_at < %(to)s
"""
# What the triggers would have left: a mark for each day that was written to.
_MARKS = """
INSERT INTO metrics_changedday (id, organization_id, day)
SELECT gen_random_uuid(), organization_id, local_day FROM touchpoints_interaction GROUP BY 2, 3
"""


def write(rows: int, *, end: datetime) -> Iterator[str]:
    """Writes so many interactions that end at this moment; tells how far it is."""
    began = time.monotonic()
    with connections["owner"].cursor() as cursor:
        cursor.execute(_DRAW)
        cursor.execute("SELECT array_agg(until ORDER BY place) FROM drawn")
        shares = cursor.fetchone()[0][:-1]
        cursor.execute("SELECT %s - %s * interval '1 day'", [end, DAYS])
        given = {"rows": rows, "end": end, "begin": cursor.fetchone()[0], "shares": shares}
        with _shelf.bare(*TABLES):
            for first in range(0, rows, CHUNK):
                cursor.execute(_ROWS, {**given, "first": first, "last": min(first + CHUNK, rows) - 1})
                yield f"{min(first + CHUNK, rows):,} of {rows:,} interactions after {time.monotonic() - began:.0f} s"
            cursor.execute(_CHECKS, {"from": given["begin"], "to": end})
            yield f"{cursor.rowcount:,} checks after {time.monotonic() - began:.0f} s"
        cursor.execute(_MARKS)
        yield f"indexes, and {cursor.rowcount:,} marks after {time.monotonic() - began:.0f} s"
        cursor.execute("VACUUM ANALYZE")
    yield f"ready after {time.monotonic() - began:.0f} s"
