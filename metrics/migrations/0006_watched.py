"""What Prometheus reads over all organizations, naming none: `metrics_watched`, a listed function of the search role.

Numbers alone leave it, each summed over everybody. Organizations are gone round so that each probe uses an index that begins with
one of them.
"""

from django.db import migrations

WATCHED = """
GRANT SELECT ON touchpoints_message, presence_letter, metrics_changedday, metrics_standing TO presence_search;
GRANT CREATE ON SCHEMA public TO presence_search;
CREATE FUNCTION metrics_watched() RETURNS TABLE (name text, label text, value double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH due AS MATERIALIZED (
    SELECT count(*) AS many, min(m.due_at) AS first FROM presence_organization o
      JOIN touchpoints_message m ON m.organization_id = o.id
       AND m.state IN ('queued', 'held') AND m.due_at <= statement_timestamp()
  ), letters AS MATERIALIZED (
    SELECT count(*) AS many, min(l.due_at) AS first FROM presence_organization o
      JOIN presence_letter l ON l.organization_id = o.id AND l.state = 'queued' AND l.due_at <= statement_timestamp()
  ), waiting AS MATERIALIZED (
    SELECT count(DISTINCT c.day) AS days, s.brought_up_at FROM presence_organization o
      JOIN metrics_changedday c ON c.organization_id = o.id AND c.day < (statement_timestamp() AT TIME ZONE o.time_zone)::date
      LEFT JOIN metrics_standing s ON s.organization_id = o.id
     GROUP BY o.id, s.brought_up_at
  ), told (place, name, label, value) AS (
    SELECT 1, 'organizations', '', count(*)::double precision FROM presence_organization
    UNION ALL
    SELECT 2, 'messages', m.state, count(*) FROM presence_organization o
      JOIN touchpoints_message m ON m.organization_id = o.id GROUP BY m.state
    UNION ALL SELECT 3, 'messages_due', '', many FROM due
    UNION ALL SELECT 4, 'messages_oldest_due_seconds', '',
      coalesce(extract(epoch FROM statement_timestamp() - first), 0) FROM due
    UNION ALL SELECT 5, 'letters_due', '', many FROM letters
    UNION ALL SELECT 6, 'letters_oldest_due_seconds', '',
      coalesce(extract(epoch FROM statement_timestamp() - first), 0) FROM letters
    UNION ALL SELECT 7, 'rollup_days_waiting', '', coalesce(sum(days), 0) FROM waiting
    UNION ALL SELECT 8, 'rollup_lag_seconds', '',
      coalesce(extract(epoch FROM statement_timestamp() - min(brought_up_at)), 0) FROM waiting
    UNION ALL SELECT 9, 'rollup_organizations_in_trouble', '', count(*) FROM metrics_standing WHERE trouble <> ''
  )
  SELECT name, label, value FROM told ORDER BY place, label
$$;
ALTER FUNCTION metrics_watched() OWNER TO presence_search;
REVOKE CREATE ON SCHEMA public FROM presence_search;
REVOKE EXECUTE ON FUNCTION metrics_watched() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION metrics_watched() TO presence_app, presence_owner;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("metrics", "0005_metric_feeds"),
        ("touchpoints", "0022_message_states"),
        ("presence", "0017_undoable_merges"),
    ]

    operations = [migrations.RunSQL(WATCHED, "DROP FUNCTION metrics_watched()")]
