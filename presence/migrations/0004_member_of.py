"""One statement finds organization, member and team for the mount middleware: every page asks it."""

from django.db import migrations

FUNCTION = """
GRANT SELECT ON presence_team TO presence_search;
GRANT CREATE ON SCHEMA public TO presence_search;

CREATE FUNCTION presence_member_of(address text, person uuid) RETURNS TABLE (
  organization_id uuid, name varchar, slug varchar, time_zone varchar, country varchar, currency varchar, is_example boolean,
  created_at timestamptz,
  member_id uuid, member_organization uuid, user_id uuid, role varchar, member_team uuid, joined_at timestamptz,
  removed_at timestamptz,
  team_id uuid, team_organization uuid, team_key varchar, team_name varchar, team_position smallint
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT o.id, o.name, o.slug, o.time_zone, o.country, o.currency, o.is_example, o.created_at,
         m.id, m.organization_id, m.user_id, m.role, m.team_id, m.joined_at, m.removed_at,
         t.id, t.organization_id, t.key, t.name, t.position
    FROM presence_organization o
    JOIN presence_membership m ON m.organization_id = o.id
    JOIN presence_team t ON t.organization_id = o.id AND t.id = m.team_id
   WHERE o.slug = address AND m.user_id = person AND m.removed_at IS NULL
$$;

ALTER FUNCTION presence_member_of(text, uuid) OWNER TO presence_search;
REVOKE CREATE ON SCHEMA public FROM presence_search;
REVOKE EXECUTE ON FUNCTION presence_member_of(text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION presence_member_of(text, uuid) TO presence_app, presence_owner;
"""


class Migration(migrations.Migration):
    dependencies = [("presence", "0003_directory")]
    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION presence_member_of(text, uuid)")]
