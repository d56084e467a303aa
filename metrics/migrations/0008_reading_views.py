"""The schema `reading`: what other programs of an organization may read, as plain views in the product's words.

A program signs in as a role of its organization (metrics/readers), a member of presence_read. Three things hold it:

1. The organization comes from the name of the role that signed in, which no statement can change: no setting, no SET ROLE.
2. The views ask with the rights of who asks (security_invoker), so row-level security decides about each row beneath them.
3. Only the columns that the views are made of are granted: no names of customers or members, no texts, no addresses, and nobody's
   minutes or team. Without USAGE on `public` the tables beneath cannot even be named.
"""

from django.db import migrations

# PostgreSQL 14 has no such views: they would ask with the rights of their owner, and the wall would be open.
READY = """
DO $$ BEGIN
  IF current_setting('server_version_num')::int < 150000 THEN
    RAISE EXCEPTION 'PostgreSQL is %. Use 15 or newer.', current_setting('server_version');
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'presence_read') THEN
    RAISE EXCEPTION 'The database role presence_read is missing. Run bin/local/roles.sql again as a superuser, then migrate.';
  END IF;
END $$;
"""

SUMS = (
    "interactions, kept, broken_late, broken_overdue, broken_judged, renegotiated, cannot_tell, unchecked, "
    "responses, with_target, within_target, green_but_broken, first_truth_stated, first_truth_not_stated, first_truth_not_due, "
    "touched_by_human, touched_assisted, touched_by_automation, missed, exceptions, conversations_held, conversations_not_held"
)

VIEWS = f"""
CREATE SCHEMA reading;

CREATE VIEW reading.touchpoints WITH (security_invoker = true) AS
SELECT t.id, t.key, t.name, j.name AS journey, s.name AS stage, t.mode, t.channel, t.key_moment, t.top_five,
       t.response_target_minutes, t.archived_at
  FROM touchpoints_touchpoint t
  JOIN touchpoints_stage s ON s.organization_id = t.organization_id AND s.id = t.stage_id
  JOIN touchpoints_journey j ON j.organization_id = s.organization_id AND j.id = s.journey_id;

-- A commitment past its time is overdue now, whether or not the minute's tick has written it down.
CREATE VIEW reading.interactions WITH (security_invoker = true) AS
SELECT i.id, i.local_day AS day, i.occurred_at, i.customer_id, i.touchpoint_id, i.mode, i.map_version, i.handled_by, i.segment,
       i.channel, CASE WHEN told.outcome LIKE 'broken%' THEN 'broken' WHEN told.outcome IN ('cannot_tell', 'unchecked') THEN 'unjudged'
                       ELSE told.outcome END AS verdict,
       told.outcome, i.first_truth, i.exception, i.conversation_held, i.resolved, i.presence_kind,
       round(i.response_seconds / 60.0, 2) AS response_minutes
  FROM touchpoints_interaction i
 CROSS JOIN LATERAL (SELECT CASE WHEN i.outcome = 'unchecked' AND i.promised_by < now() THEN 'broken_overdue'
                                 ELSE i.outcome END AS outcome) AS told
 WHERE i.deleted_at IS NULL;

CREATE VIEW reading.promise_checks WITH (security_invoker = true) AS
SELECT c.id, c.interaction_id, c.promise_id, c.term_key AS term_id, c.verdict, c.basis, c.judged_at, c.promised_by, c.done_at
  FROM touchpoints_check c
  LEFT JOIN touchpoints_interaction i ON i.organization_id = c.organization_id AND i.id = c.interaction_id
 WHERE i.deleted_at IS NULL;

CREATE VIEW reading.promises WITH (security_invoker = true) AS
SELECT p.id, p.customer_id, p.state, p.current_number AS revision, p.created_at, p.sent_at, p.next_due_at
  FROM promises_promise p;

-- As the nightly sums have them; a day that is not settled was written to since, and its interactions say what is so.
CREATE VIEW reading.days WITH (security_invoker = true) AS
SELECT d.day, {SUMS},
       NOT EXISTS (SELECT FROM metrics_changedday c WHERE c.organization_id = d.organization_id AND c.day = d.day) AS settled
  FROM metrics_daytotal d;
"""

COLUMNS = {
    "touchpoints_touchpoint": (
        "organization_id, id, stage_id, key, name, mode, channel, key_moment, top_five, response_target_minutes, archived_at"
    ),
    "touchpoints_stage": "organization_id, id, journey_id, name",
    "touchpoints_journey": "organization_id, id, name",
    "touchpoints_interaction": (
        "organization_id, id, local_day, occurred_at, customer_id, touchpoint_id, mode, map_version, handled_by, segment, channel, "
        "outcome, promised_by, first_truth, exception, conversation_held, resolved, presence_kind, response_seconds, deleted_at"
    ),
    "touchpoints_check": (
        "organization_id, id, interaction_id, promise_id, term_key, verdict, basis, judged_at, promised_by, done_at"
    ),
    "promises_promise": "id, customer_id, state, current_number, created_at, sent_at, next_due_at",
    "metrics_daytotal": f"organization_id, day, {SUMS}",
    "metrics_changedday": "organization_id, day",
}

_READABLE = "\n".join(
    f"""GRANT SELECT ({columns}) ON {table} TO presence_read;
CREATE POLICY reading ON {table} FOR SELECT TO presence_read
 USING (organization_id = "right"(session_user::text, 32)::uuid);"""
    for table, columns in COLUMNS.items()
)
RIGHTS = f"""
REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA reading TO presence_read;
GRANT SELECT ON ALL TABLES IN SCHEMA reading TO presence_read;
{_READABLE}
"""

_UNREADABLE = "\n".join(
    f"REVOKE SELECT ({columns}) ON {table} FROM presence_read; DROP POLICY reading ON {table};"
    for table, columns in COLUMNS.items()
)
UNDO = f"DROP SCHEMA reading CASCADE; {_UNREADABLE} GRANT USAGE ON SCHEMA public TO PUBLIC;"


class Migration(migrations.Migration):
    dependencies = [("metrics", "0007_one_pass"), ("touchpoints", "0026_presence_time"), ("promises", "0010_erase_words")]
    operations = [
        migrations.RunSQL(READY, migrations.RunSQL.noop),
        migrations.RunSQL([VIEWS, RIGHTS], UNDO),
    ]
