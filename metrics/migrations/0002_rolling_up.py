"""Marks days whose interactions change, and sums them up: `metrics_roll_up`, which runs as the role presence_rollup.

The counters are frozen here as they were counted at the time; metrics/facts/measures.py is what the live statements use, and a
test holds both together. Numbered steps:

1. Triggers leave a mark for each day a statement wrote to. They are statement-level: one INSERT ... SELECT DISTINCT a batch.
2. `metrics_roll_up` takes the marked days that are over in their organization's zone, one set-based statement for each zone. The
   same statement removes the marks that it sees, so a writer who commits later keeps its own mark.
3. A day that is summed up for the first time is added to its month. One that was summed up before marks its month instead, and
   step 4 sums the month up anew.
5. Where a statement fails, each organization is tried by itself; the one that fails is written down and left for an hour.
"""

from django.db import migrations

from presence.tenancy.operations import Wall

COUNTED = {
    "interactions": "count(*) FILTER (WHERE true)",
    "kept": "count(*) FILTER (WHERE i.outcome = 'kept')",
    "broken_late": "count(*) FILTER (WHERE i.outcome = 'broken_late')",
    "broken_overdue": "count(*) FILTER (WHERE i.outcome = 'broken_overdue')",
    "broken_judged": "count(*) FILTER (WHERE i.outcome = 'broken_judged')",
    "renegotiated": "count(*) FILTER (WHERE i.outcome = 'renegotiated')",
    "cannot_tell": "count(*) FILTER (WHERE i.outcome = 'cannot_tell')",
    "unchecked": "count(*) FILTER (WHERE i.outcome = 'unchecked')",
    "responses": "count(*) FILTER (WHERE i.response_seconds IS NOT NULL)",
    "with_target": "count(*) FILTER (WHERE i.response_seconds IS NOT NULL AND t.response_target_minutes IS NOT NULL)",
    "within_target": "count(*) FILTER (WHERE i.response_seconds <= 60 * t.response_target_minutes)",
    "green_but_broken": "count(*) FILTER (WHERE i.response_seconds <= 60 * t.response_target_minutes AND i.outcome LIKE 'broken%')",
    "first_truth_stated": "count(*) FILTER (WHERE i.first_truth = 'stated')",
    "first_truth_not_stated": "count(*) FILTER (WHERE i.first_truth = 'not_stated')",
    "first_truth_not_due": "count(*) FILTER (WHERE i.first_truth = 'not_due')",
    "touched_by_human": "count(*) FILTER (WHERE i.mode = 'human_only' AND i.handled_by = 'human')",
    "touched_assisted": "count(*) FILTER (WHERE i.mode = 'human_only' AND i.handled_by = 'assisted')",
    "touched_by_automation": "count(*) FILTER (WHERE i.mode = 'human_only' AND i.handled_by = 'automation')",
    "missed": "count(*) FILTER (WHERE i.mode = 'human_only' AND i.handled_by = 'none')",
    "presence_contacts": "count(*) FILTER (WHERE i.presence_kind <> '' AND i.handled_by IN ('human', 'assisted'))",
    "presence_untimed": "count(*) FILTER (WHERE i.presence_kind <> '' AND i.handled_by IN ('human', 'assisted') AND i.seconds IS NULL)",
    "outreach_seconds": "coalesce(sum(i.seconds) FILTER (WHERE i.presence_kind = 'outreach' AND i.handled_by IN ('human', 'assisted')), 0)",
    "clarifying_call_seconds": "coalesce(sum(i.seconds) FILTER (WHERE i.presence_kind = 'clarifying_call' AND i.handled_by IN ('human', 'assisted')), 0)",
    "follow_up_seconds": "coalesce(sum(i.seconds) FILTER (WHERE i.presence_kind = 'follow_up' AND i.handled_by IN ('human', 'assisted')), 0)",
    "presence_squares": "coalesce(sum(i.seconds::numeric * i.seconds) FILTER (WHERE i.presence_kind <> '' AND i.handled_by IN ('human', 'assisted')), 0)",
    "contacts_by_people": "count(*) FILTER (WHERE i.handled_by IN ('human', 'assisted'))",
    "untimed_by_people": "count(*) FILTER (WHERE i.handled_by IN ('human', 'assisted') AND i.seconds IS NULL)",
    "seconds_by_people": "coalesce(sum(i.seconds) FILTER (WHERE i.handled_by IN ('human', 'assisted')), 0)",
    "squares_by_people": "coalesce(sum(i.seconds::numeric * i.seconds) FILTER (WHERE i.handled_by IN ('human', 'assisted')), 0)",
    "exceptions": "count(*) FILTER (WHERE i.exception <> 'none')",
    "conversations_held": "count(*) FILTER (WHERE i.exception <> 'none' AND i.conversation_held)",
    "conversations_not_held": "count(*) FILTER (WHERE i.exception <> 'none' AND NOT i.conversation_held)",
    "attempts_counted": "count(*) FILTER (WHERE i.exception <> 'none' AND i.attempts IS NOT NULL)",
    "attempts": "coalesce(sum(i.attempts) FILTER (WHERE i.exception <> 'none'), 0)",
}
EDGES = """
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 22, 24, 26, 28, 30, 33, 36, 39, 42,
  46, 50, 55, 60, 66, 72, 79, 86, 94, 103, 113, 124, 136, 149, 163, 179, 196, 215, 236, 259, 284, 312, 343,
  377, 414, 455, 500, 550, 605, 665, 731, 804, 884, 972, 1069, 1175, 1292, 1421, 1563, 1719, 1890, 2079, 2286,
  2514, 2765, 3041, 3345, 3679, 4046, 4450, 4895, 5384, 5922, 6514, 7165, 7881, 8669, 9535, 10488, 11536,
  12689, 13957, 15352, 16887, 18575, 20432, 22475, 24722, 27194, 29913, 32904, 36194, 39813, 43794, 48173,
  52990, 58289, 64117, 70528, 77580, 85338, 93871, 103258, 113583, 124941, 137435, 151178, 166295, 182924,
  201216, 221337, 243470, 267817, 294598, 324057, 356462, 392108, 431318, 474449, 521893, 574082, 631490,
  694639, 764102, 840512, 924563, 1017019, 1118720, 1230592, 1353651, 1489016, 1637917, 1801708, 1981878,
  2180065, 2398071, 2637878, 2901665, 3191831, 3511014, 3862115, 4248326, 4673158, 5140473, 5654520, 6219972,
  6841969, 7526165, 8278781, 9106659, 10017324, 11019056, 12120961, 13333057, 14666362, 16132998, 17746297,
  19520926, 21473018, 23620319, 25982350, 28580585, 31438643, 34582507, 38040757, 41844832, 46029315,
  50632246, 55695470, 61265017, 67391518, 74130669, 81543735, 89698108, 98667918, 108534709, 119388179,
  131326996, 144459695, 158905664, 174796230, 192275853, 211503438, 232653781, 255919159, 281511074,
  309662181, 340628399, 374691238, 412160361, 453376397, 498714036, 548585439, 603443982, 663788380,
  730167218, 803183939, 883502332, 971852565, 1069037821, 1175941603, 1293535763, 1422889339, 1565178272,
  1721696099, 1893865708, 2083252278
"""

MARKS = """
CREATE FUNCTION metrics_mark_days() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO metrics_changedday (id, organization_id, day)
    SELECT gen_random_uuid(), organization_id, local_day FROM written GROUP BY 2, 3;
  ELSIF TG_OP = 'UPDATE' THEN
    INSERT INTO metrics_changedday (id, organization_id, day)
    SELECT gen_random_uuid(), organization_id, day
      FROM (SELECT organization_id, local_day AS day FROM written UNION SELECT organization_id, local_day FROM former) AS either;
  ELSIF current_user <> 'presence_owner' THEN -- the owner deletes only whole organizations, with everything of theirs
    INSERT INTO metrics_changedday (id, organization_id, day)
    SELECT gen_random_uuid(), organization_id, local_day FROM former GROUP BY 2, 3;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER mark_days_inserted AFTER INSERT ON touchpoints_interaction
  REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION metrics_mark_days();
CREATE TRIGGER mark_days_updated AFTER UPDATE ON touchpoints_interaction
  REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION metrics_mark_days();
CREATE TRIGGER mark_days_deleted AFTER DELETE ON touchpoints_interaction
  REFERENCING OLD TABLE AS former FOR EACH STATEMENT EXECUTE FUNCTION metrics_mark_days();

-- What is within target is so by the target of now: with another target every day that has an answer there changes.
CREATE FUNCTION metrics_mark_target() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO metrics_changedday (id, organization_id, day)
  SELECT gen_random_uuid(), organization_id, local_day FROM touchpoints_interaction
   WHERE organization_id = NEW.organization_id AND touchpoint_id = NEW.id AND response_seconds IS NOT NULL GROUP BY 2, 3;
  RETURN NULL;
END
$$;
CREATE TRIGGER mark_target AFTER UPDATE OF response_target_minutes ON touchpoints_touchpoint FOR EACH ROW
  WHEN (OLD.response_target_minutes IS DISTINCT FROM NEW.response_target_minutes) EXECUTE FUNCTION metrics_mark_target();
"""

UNMARK = """
DROP TRIGGER mark_days_inserted ON touchpoints_interaction;
DROP TRIGGER mark_days_updated ON touchpoints_interaction;
DROP TRIGGER mark_days_deleted ON touchpoints_interaction;
DROP TRIGGER mark_target ON touchpoints_touchpoint;
DROP FUNCTION metrics_mark_days();
DROP FUNCTION metrics_mark_target();
"""

_NAMES = ", ".join(COUNTED)
_COUNTS = ",\n    ".join(f"{sql} AS {name}" for name, sql in COUNTED.items())
_SUMS = ", ".join(f"sum({name}) AS {name}" for name in COUNTED)
_ZEROS = ", ".join(f"coalesce(counted.{name}, 0)" for name in COUNTED)
_REPLACED = ", ".join(f"{name} = excluded.{name}" for name in COUNTED)
_ADDED = ", ".join(f"{name} = part.{name} + excluded.{name}" for name in COUNTED)
_PARTS = """(VALUES
    ('touchpoint', touchpoint_id::text), ('team', coalesce(team_id::text, '')), ('segment', segment), ('mode', mode),
    ('version', coalesce(map_version::text, '')), ('handled_by', handled_by)) AS named (dimension, key)"""
_FACTS = f"""SELECT i.organization_id, i.local_day, i.touchpoint_id, i.team_id, i.segment, i.mode, i.map_version, i.handled_by,
    width_bucket(i.response_seconds, edges) AS bucket,
    {_COUNTS}
  FROM {{wanted}} AS wanted
  JOIN touchpoints_interaction i ON i.organization_id = wanted.organization_id AND i.local_day = wanted.day
  JOIN touchpoints_touchpoint t ON t.organization_id = i.organization_id AND t.id = i.touchpoint_id
 WHERE i.deleted_at IS NULL GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9"""
_ANSWERED = """SELECT {by}, array_agg(bucket * 4294967296 + held ORDER BY bucket) AS answered
  FROM (SELECT {by}, bucket::bigint AS bucket, sum(responses)::bigint AS held FROM {rows}
         WHERE bucket IS NOT NULL GROUP BY {by}, bucket) AS one GROUP BY {by}"""
_DAY, _PART = "organization_id, local_day", "organization_id, month, dimension, key"

HELPERS = """
CREATE FUNCTION metrics_merge(one bigint[], other bigint[]) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(array_agg(bucket * 4294967296 + held ORDER BY bucket), '{}')
    FROM (SELECT packed / 4294967296 AS bucket, sum(packed % 4294967296)::bigint AS held
            FROM unnest(one || other) AS packed GROUP BY 1) AS merged
$$;
"""

DAYS = f"""
CREATE FUNCTION metrics_roll_up_days(zone text, only_one uuid, as_of timestamptz, most integer) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  edges CONSTANT integer[] := ARRAY[{EDGES}];
  done integer;
BEGIN
  WITH due AS MATERIALIZED (
    SELECT DISTINCT m.organization_id, m.day FROM metrics_changedday m
      JOIN presence_organization o ON o.id = m.organization_id
     WHERE o.time_zone = zone AND m.day < (as_of AT TIME ZONE zone)::date
       AND CASE WHEN only_one IS NULL THEN NOT metrics_is_in_trouble(o.id, as_of) ELSE o.id = only_one END
     ORDER BY 1, 2 LIMIT most
  ), gone AS (
    DELETE FROM metrics_changedday m USING due WHERE m.organization_id = due.organization_id AND m.day = due.day
  ), facts AS MATERIALIZED (
    {_FACTS.format(wanted="due")}
  ), counted AS (
    SELECT {_DAY}, {_SUMS} FROM facts GROUP BY {_DAY}
  ), spread AS (
    {_ANSWERED.format(by=_DAY, rows="facts")}
  ), again AS (
    SELECT due.organization_id, due.day FROM due
      JOIN metrics_daytotal d ON d.organization_id = due.organization_id AND d.day = due.day
  ), marked AS (
    INSERT INTO metrics_changedmonth (id, organization_id, month)
    SELECT gen_random_uuid(), organization_id, date_trunc('month', day)::date FROM again GROUP BY 2, 3
  ), parts AS MATERIALIZED (
    SELECT facts.organization_id, date_trunc('month', local_day)::date AS month, dimension, key, bucket, {_SUMS}
      FROM facts CROSS JOIN LATERAL {_PARTS}
     WHERE (facts.organization_id, local_day) NOT IN (SELECT organization_id, day FROM again)
     GROUP BY 1, 2, 3, 4, 5
  ), part_spread AS (
    {_ANSWERED.format(by=_PART, rows="parts")}
  ), added AS (
    INSERT INTO metrics_monthtotal AS part (id, {_PART}, {_NAMES}, answered)
    SELECT gen_random_uuid(), {_PART}, {_SUMS},
           coalesce((SELECT s.answered FROM part_spread s WHERE (s.organization_id, s.month, s.dimension, s.key)
                     = (parts.organization_id, parts.month, parts.dimension, parts.key)), '{{}}')
      FROM parts GROUP BY {_PART}
    ON CONFLICT (organization_id, month, dimension, key)
      DO UPDATE SET {_ADDED}, answered = metrics_merge(part.answered, excluded.answered)
  ), standing AS (
    INSERT INTO metrics_standing (id, organization_id, brought_up_at, trouble, time_zone)
    SELECT gen_random_uuid(), organization_id, as_of, '', zone FROM due GROUP BY 2
    ON CONFLICT (organization_id) DO UPDATE SET brought_up_at = excluded.brought_up_at, trouble = '', trouble_at = NULL
  )
  INSERT INTO metrics_daytotal (id, organization_id, day, {_NAMES}, answered)
  SELECT gen_random_uuid(), due.organization_id, due.day, {_ZEROS}, coalesce(spread.answered, '{{}}')
    FROM due
    LEFT JOIN counted ON counted.organization_id = due.organization_id AND counted.local_day = due.day
    LEFT JOIN spread ON spread.organization_id = due.organization_id AND spread.local_day = due.day
  ON CONFLICT (organization_id, day) DO UPDATE SET {_REPLACED}, answered = excluded.answered;
  GET DIAGNOSTICS done = ROW_COUNT;
  RETURN done;
END
$$;
"""

MONTHS = f"""
CREATE FUNCTION metrics_roll_up_months(only_one uuid, as_of timestamptz, most integer) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  edges CONSTANT integer[] := ARRAY[{EDGES}];
  done integer;
BEGIN
  WITH due AS MATERIALIZED (
    SELECT DISTINCT organization_id, month FROM metrics_changedmonth
     WHERE CASE WHEN only_one IS NULL THEN NOT metrics_is_in_trouble(organization_id, as_of) ELSE organization_id = only_one END
     ORDER BY 1, 2 LIMIT most
  ), gone AS (
    DELETE FROM metrics_changedmonth m USING due WHERE m.organization_id = due.organization_id AND m.month = due.month
  ), days AS MATERIALIZED (
    SELECT d.organization_id, d.day FROM due
      JOIN metrics_daytotal d ON d.organization_id = due.organization_id
       AND d.day >= due.month AND d.day < due.month + interval '1 month'
  ), facts AS MATERIALIZED (
    {_FACTS.format(wanted="days")}
  ), parts AS MATERIALIZED (
    SELECT facts.organization_id, date_trunc('month', local_day)::date AS month, dimension, key, bucket, {_SUMS}
      FROM facts CROSS JOIN LATERAL {_PARTS} GROUP BY 1, 2, 3, 4, 5
  ), spread AS (
    {_ANSWERED.format(by=_PART, rows="parts")}
  ), counted AS (
    SELECT {_PART}, {_SUMS} FROM parts GROUP BY {_PART}
  ), wanted AS (
    SELECT {_PART} FROM counted
     UNION SELECT part.organization_id, part.month, part.dimension, part.key FROM metrics_monthtotal part
      JOIN due ON due.organization_id = part.organization_id AND due.month = part.month
  )
  INSERT INTO metrics_monthtotal AS part (id, {_PART}, {_NAMES}, answered)
  SELECT gen_random_uuid(), wanted.organization_id, wanted.month, wanted.dimension, wanted.key, {_ZEROS},
         coalesce(spread.answered, '{{}}')
    FROM wanted LEFT JOIN counted USING ({_PART}) LEFT JOIN spread USING ({_PART})
  ON CONFLICT (organization_id, month, dimension, key) DO UPDATE SET {_REPLACED}, answered = excluded.answered;
  GET DIAGNOSTICS done = ROW_COUNT;
  RETURN done;
END
$$;
"""

RUNNER = """
CREATE FUNCTION metrics_is_in_trouble(one uuid, as_of timestamptz) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM metrics_standing s WHERE s.organization_id = one AND s.trouble_at > as_of - interval '1 hour')
$$;

CREATE FUNCTION metrics_note_trouble(one uuid, words text, as_of timestamptz) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
  INSERT INTO metrics_standing (id, organization_id, trouble, trouble_at, time_zone)
  SELECT gen_random_uuid(), id, left(words, 300), as_of, time_zone FROM presence_organization WHERE id = one
  ON CONFLICT (organization_id) DO UPDATE SET trouble = excluded.trouble, trouble_at = excluded.trouble_at
$$;

-- Returns how many days and parts of months were written. Whoever comes while another one runs leaves at once with 0.
CREATE FUNCTION metrics_roll_up(as_of timestamptz, most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  done integer := 0;
  one record;
  zones text[];
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('metrics_roll_up')) THEN
    RETURN 0;
  END IF;
  SELECT array_agg(DISTINCT o.time_zone) INTO zones FROM presence_organization o
   WHERE EXISTS (SELECT FROM metrics_changedday m
                  WHERE m.organization_id = o.id AND m.day < (as_of AT TIME ZONE o.time_zone)::date)
     AND NOT metrics_is_in_trouble(o.id, as_of);
  FOR one IN SELECT unnest(zones) AS zone LOOP
    BEGIN
      done := done + metrics_roll_up_days(one.zone, NULL, as_of, most);
    EXCEPTION WHEN OTHERS THEN
      done := done + metrics_roll_up_one_by_one(one.zone, as_of, most);
    END;
  END LOOP;
  BEGIN
    done := done + metrics_roll_up_months(NULL, as_of, most);
  EXCEPTION WHEN OTHERS THEN
    done := done + metrics_roll_up_one_by_one(NULL, as_of, most);
  END;
  PERFORM metrics_thin_marks(as_of);
  RETURN done;
END
$$;

-- Days of a zone, or months without one.
CREATE FUNCTION metrics_roll_up_one_by_one(zone text, as_of timestamptz, most integer) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  done integer := 0;
  one uuid;
BEGIN
  FOR one IN
    SELECT o.id FROM presence_organization o
     WHERE NOT metrics_is_in_trouble(o.id, as_of)
       AND CASE WHEN zone IS NULL THEN EXISTS (SELECT FROM metrics_changedmonth m WHERE m.organization_id = o.id)
                ELSE o.time_zone = zone AND EXISTS (SELECT FROM metrics_changedday m WHERE m.organization_id = o.id) END
     ORDER BY o.id
  LOOP
    BEGIN
      done := done + CASE WHEN zone IS NULL THEN metrics_roll_up_months(one, as_of, most)
                          ELSE metrics_roll_up_days(zone, one, as_of, most) END;
    EXCEPTION WHEN OTHERS THEN
      PERFORM metrics_note_trouble(one, SQLERRM, as_of);
    END;
  END LOOP;
  RETURN done;
END
$$;

-- Days that are not over keep one mark of each organization: that many say no more than one.
CREATE FUNCTION metrics_thin_marks(as_of timestamptz) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
  DELETE FROM metrics_changedday m
   USING (SELECT organization_id, day, max(id::text)::uuid AS kept FROM metrics_changedday
           WHERE day >= (as_of - interval '1 day')::date GROUP BY 1, 2 HAVING count(*) > 1) AS many
   WHERE m.organization_id = many.organization_id AND m.day = many.day AND m.id <> many.kept
$$;
"""

_INNER = (
    "metrics_roll_up_days(text, uuid, timestamptz, integer)",
    "metrics_roll_up_months(uuid, timestamptz, integer)",
    "metrics_roll_up_one_by_one(text, timestamptz, integer)",
    "metrics_note_trouble(uuid, text, timestamptz)",
    "metrics_is_in_trouble(uuid, timestamptz)",
    "metrics_thin_marks(timestamptz)",
)
RIGHTS = f"""
GRANT INSERT, UPDATE, DELETE ON metrics_daytotal, metrics_monthtotal, metrics_changedday, metrics_changedmonth,
  metrics_standing TO presence_rollup;
GRANT CREATE ON SCHEMA public TO presence_rollup;
ALTER FUNCTION metrics_roll_up(timestamptz, integer) OWNER TO presence_rollup;
REVOKE CREATE ON SCHEMA public FROM presence_rollup;
REVOKE EXECUTE ON FUNCTION metrics_roll_up(timestamptz, integer), {", ".join(_INNER)} FROM PUBLIC;
GRANT EXECUTE ON FUNCTION {", ".join(_INNER)} TO presence_rollup;
GRANT EXECUTE ON FUNCTION metrics_roll_up(timestamptz, integer) TO presence_app, presence_owner;
"""

# What was recorded before is summed up by the first runs.
EXISTING = """
INSERT INTO metrics_changedday (id, organization_id, day)
SELECT gen_random_uuid(), organization_id, local_day FROM touchpoints_interaction GROUP BY 2, 3;
INSERT INTO metrics_standing (id, organization_id, trouble, time_zone)
SELECT gen_random_uuid(), id, '', time_zone FROM presence_organization;
"""

UNDO = "DROP FUNCTION metrics_roll_up(timestamptz, integer), metrics_merge(bigint[], bigint[]), " + (", ".join(_INNER))


class Migration(migrations.Migration):
    dependencies = [("metrics", "0001_rollups"), ("touchpoints", "0016_playbooks")]
    operations = [
        Wall("DayTotal", "MonthTotal", "ChangedDay", "ChangedMonth", "Standing"),
        migrations.RunSQL(MARKS, UNMARK),
        migrations.RunSQL([HELPERS, RUNNER, DAYS, MONTHS, RIGHTS], UNDO),
        migrations.RunSQL(EXISTING, migrations.RunSQL.noop),
    ]
