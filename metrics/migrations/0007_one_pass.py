"""Sums up in one pass over the interactions, and in statements of bounded size.

The functions of 0002 gathered the response times of each part of a month by reading all other parts again, which took minutes for
a thousand organizations. Now each interaction is read once and counted into its day and the six parts of its month at once
(grouping sets). What counts as what is still the table in 0002. Beside that:

1. A statement takes at most `most` days, and of these as many as hold about 200,000 interactions, so that the days of a very large
   organization fit into a worker's time, too; what is left keeps its marks for the next run.
2. Parts of months are kept for large organizations only: the planner reads those of the others from the interactions anyway. A
   month without parts keeps its mark, so no answer is looked for in them. Once an organization has grown, they are made.
3. Parts of a month that stay as they are, are not written.
"""

from importlib import import_module

from django.db import migrations, models

_former = import_module("metrics.migrations.0002_rolling_up")
_COUNTS = ",\n      ".join(f"{sql} AS {name}" for name, sql in _former.COUNTED.items())
_NAMES = ", ".join(_former.COUNTED)
_PART_NAMES = ", ".join(f"part.{name}" for name in _former.COUNTED)
_NEW_NAMES = ", ".join(f"excluded.{name}" for name in _former.COUNTED)
_ZEROS = ", ".join(f"coalesce(counted.{name}, 0)" for name in _former.COUNTED)
_REPLACED = ", ".join(f"{name} = excluded.{name}" for name in _former.COUNTED)
_ADDED = ", ".join(f"{name} = part.{name} + excluded.{name}" for name in _former.COUNTED)
_MOST_INTERACTIONS = 200_000
# Half of what the planner (metrics/facts/planning.py) asks for before it reads sums.
_LARGE = 5_000

PACK = """
CREATE FUNCTION metrics_pack(buckets integer[]) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(array_agg(bucket::bigint * 4294967296 + held ORDER BY bucket), '{}')
    FROM (SELECT bucket, count(*) AS held FROM unnest(buckets) AS bucket GROUP BY 1) AS one
$$;
"""

# The counters of each part of a month, by the dimension whose bit of grouping() is not set; and of each day where `day` says so.
_COUNTED = f"""SELECT i.organization_id, wanted.month, {{day}} i.touchpoint_id, i.team_id, i.segment, i.mode, i.map_version, i.handled_by,
      grouping(i.touchpoint_id, i.team_id, i.segment, i.mode, i.map_version, i.handled_by) AS which,
      {_COUNTS},
      array_agg(width_bucket(i.response_seconds, edges)) FILTER (WHERE i.response_seconds IS NOT NULL) AS buckets
    FROM {{wanted}} AS wanted
    JOIN touchpoints_interaction i ON i.organization_id = wanted.organization_id AND i.local_day = wanted.day
    JOIN touchpoints_touchpoint t ON t.organization_id = i.organization_id AND t.id = i.touchpoint_id
   WHERE i.deleted_at IS NULL
   GROUP BY i.organization_id, GROUPING SETS ({{sets}} (wanted.month, i.touchpoint_id), (wanted.month, i.team_id),
     (wanted.month, i.segment), (wanted.month, i.mode), (wanted.month, i.map_version), (wanted.month, i.handled_by))"""
_PART = """organization_id, month,
      (ARRAY['handled_by', 'version', 'mode', 'segment', 'team', 'touchpoint'])[1 + log(2, 63 - which)::int] AS dimension,
      CASE 63 - which WHEN 32 THEN touchpoint_id::text WHEN 16 THEN coalesce(team_id::text, '') WHEN 8 THEN segment
        WHEN 4 THEN mode WHEN 2 THEN coalesce(map_version::text, '') ELSE handled_by END AS key"""

DAYS = f"""
CREATE OR REPLACE FUNCTION metrics_roll_up_days(zone text, only_one uuid, as_of timestamptz, most integer) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp SET work_mem = '64MB' SET jit = off AS $$
DECLARE
  edges CONSTANT integer[] := ARRAY[{_former.EDGES}];
  done integer;
BEGIN
  WITH marked AS MATERIALIZED (
    SELECT DISTINCT m.organization_id, m.day FROM metrics_changedday m
      JOIN presence_organization o ON o.id = m.organization_id
     WHERE o.time_zone = zone AND m.day < (as_of AT TIME ZONE zone)::date
       AND CASE WHEN only_one IS NULL THEN NOT metrics_is_in_trouble(o.id, as_of) ELSE o.id = only_one END
     ORDER BY 1, 2 LIMIT most
  ), due AS MATERIALIZED (
    SELECT sized.organization_id, sized.day, sized.held,
           CASE WHEN d.day IS NULL AND s.summed >= {_LARGE} AND NOT EXISTS (
                  SELECT FROM metrics_changedmonth c
                   WHERE c.organization_id = sized.organization_id AND c.month = date_trunc('month', sized.day)::date)
                THEN date_trunc('month', sized.day)::date END AS month
      FROM (SELECT marked.organization_id, marked.day, held.held,
                   sum(held.held) OVER (ORDER BY marked.organization_id, marked.day) - held.held AS before
              FROM marked CROSS JOIN LATERAL (
                SELECT count(*) AS held FROM touchpoints_interaction i
                 WHERE i.organization_id = marked.organization_id AND i.local_day = marked.day AND i.deleted_at IS NULL) AS held) AS sized
      LEFT JOIN metrics_daytotal d ON d.organization_id = sized.organization_id AND d.day = sized.day
      LEFT JOIN metrics_standing s ON s.organization_id = sized.organization_id
     WHERE sized.before < {_MOST_INTERACTIONS}
  ), gone AS (
    DELETE FROM metrics_changedday m USING due WHERE m.organization_id = due.organization_id AND m.day = due.day
  ), months AS (
    INSERT INTO metrics_changedmonth (id, organization_id, month)
    SELECT gen_random_uuid(), due.organization_id, date_trunc('month', due.day)::date FROM due
     WHERE due.month IS NULL AND NOT EXISTS (
       SELECT FROM metrics_changedmonth c
        WHERE c.organization_id = due.organization_id AND c.month = date_trunc('month', due.day)::date)
     GROUP BY 2, 3
  ), counted AS MATERIALIZED (
    {_COUNTED.format(day="wanted.day,", wanted="due", sets="(wanted.day),")}
  ), added AS (
    INSERT INTO metrics_monthtotal AS part (id, organization_id, month, dimension, key, {_NAMES}, answered)
    SELECT gen_random_uuid(), {_PART}, {_NAMES}, metrics_pack(buckets) FROM counted WHERE month IS NOT NULL
    ON CONFLICT (organization_id, month, dimension, key)
      DO UPDATE SET {_ADDED}, answered = metrics_merge(part.answered, excluded.answered)
  ), standing AS (
    INSERT INTO metrics_standing AS former (id, organization_id, brought_up_at, trouble, time_zone, summed)
    SELECT gen_random_uuid(), organization_id, as_of, '', zone, sum(held) FROM due GROUP BY 2
    ON CONFLICT (organization_id) DO UPDATE SET brought_up_at = excluded.brought_up_at, trouble = '', trouble_at = NULL,
      summed = former.summed + excluded.summed
  )
  INSERT INTO metrics_daytotal (id, organization_id, day, {_NAMES}, answered)
  SELECT gen_random_uuid(), due.organization_id, due.day, {_ZEROS}, metrics_pack(counted.buckets)
    FROM due LEFT JOIN counted
      ON counted.which = 63 AND counted.organization_id = due.organization_id AND counted.day = due.day
  ON CONFLICT (organization_id, day) DO UPDATE SET {_REPLACED}, answered = excluded.answered;
  GET DIAGNOSTICS done = ROW_COUNT;
  RETURN done;
END
$$;
"""

MONTHS = f"""
CREATE OR REPLACE FUNCTION metrics_roll_up_months(only_one uuid, as_of timestamptz, most integer) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp SET work_mem = '64MB' SET jit = off AS $$
DECLARE
  edges CONSTANT integer[] := ARRAY[{_former.EDGES}];
  done integer;
BEGIN
  WITH marked AS MATERIALIZED (
    SELECT DISTINCT c.organization_id, c.month FROM metrics_changedmonth c
      JOIN metrics_standing s ON s.organization_id = c.organization_id AND s.summed >= {_LARGE}
     WHERE CASE WHEN only_one IS NULL THEN NOT metrics_is_in_trouble(c.organization_id, as_of) ELSE c.organization_id = only_one END
     ORDER BY 1, 2 LIMIT most
  ), due AS MATERIALIZED (
    SELECT sized.organization_id, sized.month
      FROM (SELECT marked.organization_id, marked.month, sum(held.held) OVER (ORDER BY marked.organization_id, marked.month) - held.held AS before
              FROM marked CROSS JOIN LATERAL (
                SELECT coalesce(sum(d.interactions), 0) AS held FROM metrics_daytotal d WHERE d.organization_id = marked.organization_id
                   AND d.day >= marked.month AND d.day < marked.month + interval '1 month') AS held) AS sized
     WHERE sized.before < {_MOST_INTERACTIONS}
  ), gone AS (
    DELETE FROM metrics_changedmonth m USING due WHERE m.organization_id = due.organization_id AND m.month = due.month
  ), days AS MATERIALIZED (
    SELECT d.organization_id, d.day, due.month FROM due
      JOIN metrics_daytotal d ON d.organization_id = due.organization_id
       AND d.day >= due.month AND d.day < due.month + interval '1 month'
  ), counted AS MATERIALIZED (
    {_COUNTED.format(day="", wanted="days", sets="")}
  ), parts AS MATERIALIZED (
    SELECT {_PART}, {_NAMES}, metrics_pack(buckets) AS answered FROM counted
  ), emptied AS (
    UPDATE metrics_monthtotal part SET {", ".join(f"{name} = 0" for name in _former.COUNTED)}, answered = '{{}}'
      FROM due
     WHERE part.organization_id = due.organization_id AND part.month = due.month AND part.interactions > 0
       AND NOT EXISTS (SELECT FROM parts WHERE (parts.organization_id, parts.month, parts.dimension, parts.key)
                                             = (part.organization_id, part.month, part.dimension, part.key))
  ), written AS (
    INSERT INTO metrics_monthtotal AS part (id, organization_id, month, dimension, key, {_NAMES}, answered)
    SELECT gen_random_uuid(), organization_id, month, dimension, key, {_NAMES}, answered FROM parts
    ON CONFLICT (organization_id, month, dimension, key) DO UPDATE SET {_REPLACED}, answered = excluded.answered
      WHERE ({_PART_NAMES}, part.answered) IS DISTINCT FROM ({_NEW_NAMES}, excluded.answered)
  )
  SELECT count(*) INTO done FROM due;
  RETURN done;
END
$$;
"""

RIGHTS = """
REVOKE EXECUTE ON FUNCTION metrics_pack(integer[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION metrics_pack(integer[]) TO presence_rollup;
"""
# What has been summed up so far.
SUMMED = """
UPDATE metrics_standing s SET summed = held.summed
  FROM (SELECT organization_id, sum(interactions) AS summed FROM metrics_daytotal GROUP BY 1) AS held
 WHERE held.organization_id = s.organization_id
"""
_HELP = "How many interactions were summed up so far, those summed up anew counted again."
UNDO = [
    _former.DAYS.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
    _former.MONTHS.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
    "DROP FUNCTION metrics_pack(integer[])",
]


class Migration(migrations.Migration):
    dependencies = [("metrics", "0006_watched")]
    operations = [
        migrations.AddField(
            "Standing", "summed", models.BigIntegerField(default=0, db_default=0, help_text=_HELP), preserve_default=True
        ),
        migrations.RunSQL([PACK, DAYS, MONTHS, RIGHTS], UNDO),
        migrations.RunSQL(SUMMED, migrations.RunSQL.noop),
    ]
