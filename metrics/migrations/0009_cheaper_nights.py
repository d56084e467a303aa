"""Finds what is due without looking at everything that waits, makes parts of a month once instead of every night, and counts
missing first truths.

1. Marks are walked in the order of their index, organization by organization, until there are enough. Formerly each run looked at
   all marks of a zone, which made a rebuild quadratic. Whether an organization is in trouble is read once, not for each mark.
2. Days are counted by day alone. The six dimensions are counted again for organizations that are so large that their current
   month is not for reading from interactions; the month of all others is marked, and its parts are made when it is over.
3. Distributions are merged where they are written, without a call.
4. A missing first truth is counted like everything else, because a page that looks for it among the interactions of a large
   organization takes most of a second. At which touchpoints it is due is a matter of now: a change marks the days it matters to.
"""

from importlib import import_module

from django.db import migrations, models

_counted = import_module("metrics.migrations.0002_rolling_up")
_former = import_module("metrics.migrations.0007_one_pass")
_MISSING = "i.first_truth = 'not_stated' OR i.first_truth = '' AND t.first_truth_due"
_COUNTED = {**_counted.COUNTED, "first_truth_missing": f"count(*) FILTER (WHERE {_MISSING})"}
_COUNTS = ",\n      ".join(f"{sql} AS {name}" for name, sql in _COUNTED.items())
_NAMES = ", ".join(_COUNTED)
_PART_NAMES = ", ".join(f"part.{name}" for name in _COUNTED)
_NEW_NAMES = ", ".join(f"excluded.{name}" for name in _COUNTED)
_ZEROS = ", ".join(f"coalesce(counted.{name}, 0)" for name in _COUNTED)
_REPLACED = ", ".join(f"{name} = excluded.{name}" for name in _COUNTED)
_ADDED = ", ".join(f"{name} = part.{name} + excluded.{name}" for name in _COUNTED)
_MOST_INTERACTIONS = 200_000
_LARGE = 5_000
# About 40,000 a month in two years, which are read in some 30 ms; to add to the parts of a month takes 0.4 ms for each of eighty.
_HUGE = 1_000_000

_NOT_IN_TROUBLE = "coalesce(s.trouble_at <= as_of - interval '1 hour', true)"
_MERGED = """(SELECT coalesce(array_agg(bucket * 4294967296 + held ORDER BY bucket), '{}')
        FROM (SELECT packed / 4294967296 AS bucket, sum(packed % 4294967296)::bigint AS held
                FROM unnest(part.answered || excluded.answered) AS packed GROUP BY 1) AS merged)"""
_PARTS = _former._COUNTED.replace(_former._COUNTS, _COUNTS)
_BY_DAY = f"""SELECT i.organization_id, i.local_day AS day,
      {_COUNTS},
      array_agg(width_bucket(i.response_seconds, edges)) FILTER (WHERE i.response_seconds IS NOT NULL) AS buckets
    FROM due
    JOIN touchpoints_interaction i ON i.organization_id = due.organization_id AND i.local_day = due.day
    JOIN touchpoints_touchpoint t ON t.organization_id = i.organization_id AND t.id = i.touchpoint_id
   WHERE i.deleted_at IS NULL GROUP BY 1, 2"""

DAYS = f"""
CREATE OR REPLACE FUNCTION metrics_roll_up_days(zone text, only_one uuid, as_of timestamptz, most integer) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp SET work_mem = '64MB' SET jit = off AS $$
DECLARE
  edges CONSTANT integer[] := ARRAY[{_counted.EDGES}];
  done integer;
BEGIN
  WITH waiting AS MATERIALIZED (
    SELECT o.id, coalesce(s.summed, 0) AS summed FROM presence_organization o
      LEFT JOIN metrics_standing s ON s.organization_id = o.id
     WHERE o.time_zone = zone AND CASE WHEN only_one IS NULL THEN {_NOT_IN_TROUBLE} ELSE o.id = only_one END
     ORDER BY o.id
  ), marked AS MATERIALIZED (
    SELECT waiting.id AS organization_id, waiting.summed, m.day FROM waiting CROSS JOIN LATERAL (
      SELECT DISTINCT day FROM metrics_changedday
       WHERE organization_id = waiting.id AND day < (as_of AT TIME ZONE zone)::date ORDER BY day LIMIT most) AS m
     LIMIT most
  ), due AS MATERIALIZED (
    SELECT sized.organization_id, sized.day, sized.held, date_trunc('month', sized.day)::date AS month,
           d.day IS NULL AND sized.summed >= {_HUGE} AND NOT EXISTS (
             SELECT FROM metrics_changedmonth c
              WHERE c.organization_id = sized.organization_id AND c.month = date_trunc('month', sized.day)::date) AS is_added
      FROM (SELECT marked.*, held.held,
                   sum(held.held) OVER (ORDER BY marked.organization_id, marked.day) - held.held AS before
              FROM marked CROSS JOIN LATERAL (
                SELECT count(*) AS held FROM touchpoints_interaction i
                 WHERE i.organization_id = marked.organization_id AND i.local_day = marked.day AND i.deleted_at IS NULL) AS held) AS sized
      LEFT JOIN metrics_daytotal d ON d.organization_id = sized.organization_id AND d.day = sized.day
     WHERE sized.before < {_MOST_INTERACTIONS}
  ), gone AS (
    DELETE FROM metrics_changedday m USING due WHERE m.organization_id = due.organization_id AND m.day = due.day
  ), months AS (
    INSERT INTO metrics_changedmonth (id, organization_id, month)
    SELECT gen_random_uuid(), due.organization_id, due.month FROM due
     WHERE NOT due.is_added AND NOT EXISTS (
       SELECT FROM metrics_changedmonth c WHERE c.organization_id = due.organization_id AND c.month = due.month)
     GROUP BY 2, 3
  ), counted AS (
    {_BY_DAY}
  ), parts AS (
    {_PARTS.format(day="", wanted="(SELECT * FROM due WHERE is_added)", sets="")}
  ), added AS (
    INSERT INTO metrics_monthtotal AS part (id, organization_id, month, dimension, key, {_NAMES}, answered)
    SELECT gen_random_uuid(), {_former._PART}, {_NAMES}, metrics_pack(buckets) FROM parts
    ON CONFLICT (organization_id, month, dimension, key)
      DO UPDATE SET {_ADDED}, answered = {_MERGED}
  ), standing AS (
    INSERT INTO metrics_standing AS former (id, organization_id, brought_up_at, trouble, time_zone, summed)
    SELECT gen_random_uuid(), organization_id, as_of, '', zone, sum(held) FROM due GROUP BY 2
    ON CONFLICT (organization_id) DO UPDATE SET brought_up_at = excluded.brought_up_at, trouble = '', trouble_at = NULL,
      summed = former.summed + excluded.summed
  )
  INSERT INTO metrics_daytotal (id, organization_id, day, {_NAMES}, answered)
  SELECT gen_random_uuid(), due.organization_id, due.day, {_ZEROS}, metrics_pack(counted.buckets)
    FROM due LEFT JOIN counted ON counted.organization_id = due.organization_id AND counted.day = due.day
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
  edges CONSTANT integer[] := ARRAY[{_counted.EDGES}];
  done integer;
BEGIN
  WITH marked AS MATERIALIZED (
    SELECT DISTINCT c.organization_id, c.month FROM presence_organization o
      JOIN metrics_standing s ON s.organization_id = o.id AND s.summed >= {_LARGE}
      JOIN metrics_changedmonth c ON c.organization_id = o.id
     WHERE (s.summed >= {_HUGE} OR c.month < date_trunc('month', as_of AT TIME ZONE o.time_zone))
       AND CASE WHEN only_one IS NULL THEN {_NOT_IN_TROUBLE} ELSE o.id = only_one END
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
    {_PARTS.format(day="", wanted="days", sets="")}
  ), parts AS MATERIALIZED (
    SELECT {_former._PART}, {_NAMES}, metrics_pack(buckets) AS answered FROM counted
  ), emptied AS (
    UPDATE metrics_monthtotal part SET {", ".join(f"{name} = 0" for name in _COUNTED)}, answered = '{{}}'
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
THIN = """
CREATE OR REPLACE FUNCTION metrics_thin_marks(as_of timestamptz) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
  DELETE FROM metrics_changedday m
   USING presence_organization o CROSS JOIN LATERAL (
     SELECT day, max(id::text)::uuid AS kept FROM metrics_changedday
      WHERE organization_id = o.id AND day >= (as_of - interval '1 day')::date GROUP BY 1 HAVING count(*) > 1) AS many
   WHERE m.organization_id = o.id AND m.day = many.day AND m.id <> many.kept
$$;
"""

MARK = """
CREATE FUNCTION metrics_mark_first_truth() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO metrics_changedday (id, organization_id, day)
  SELECT gen_random_uuid(), organization_id, local_day FROM touchpoints_interaction
   WHERE organization_id = NEW.organization_id AND touchpoint_id = NEW.id AND first_truth = '' GROUP BY 2, 3;
  RETURN NULL;
END
$$;
CREATE TRIGGER mark_first_truth AFTER UPDATE OF first_truth_due ON touchpoints_touchpoint FOR EACH ROW
  WHEN (OLD.first_truth_due IS DISTINCT FROM NEW.first_truth_due) EXECUTE FUNCTION metrics_mark_first_truth();
"""
UNMARK = """
DROP TRIGGER mark_first_truth ON touchpoints_touchpoint;
DROP FUNCTION metrics_mark_first_truth();
"""
# Days that were summed up without it are summed up again.
AGAIN = """
INSERT INTO metrics_changedday (id, organization_id, day)
SELECT gen_random_uuid(), organization_id, day FROM metrics_daytotal WHERE interactions > first_truth_stated + first_truth_not_due
"""
# What it thins stays the same, so that there is nothing to undo about how it looks for it.
UNDO = [_former.DAYS, _former.MONTHS]


class Migration(migrations.Migration):
    dependencies = [("metrics", "0008_reading_views")]
    operations = [
        migrations.AddField("DayTotal", "first_truth_missing", models.BigIntegerField(default=0, db_default=0)),
        migrations.AddField("MonthTotal", "first_truth_missing", models.BigIntegerField(default=0, db_default=0)),
        migrations.RunSQL([DAYS, MONTHS, THIN], UNDO),
        migrations.RunSQL(MARK, UNMARK),
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
    ]
