"""The tick that counts days anew asks which organizations changed their time zone since."""

from django.db import migrations

FUNCTION = """
GRANT SELECT ON metrics_standing TO presence_search;
GRANT CREATE ON SCHEMA public TO presence_search;

CREATE FUNCTION presence_organizations_with_moved_days() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT o.id FROM presence_organization o JOIN metrics_standing s ON s.organization_id = o.id
   WHERE s.time_zone <> o.time_zone
$$;

ALTER FUNCTION presence_organizations_with_moved_days() OWNER TO presence_search;
REVOKE CREATE ON SCHEMA public FROM presence_search;
REVOKE EXECUTE ON FUNCTION presence_organizations_with_moved_days() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION presence_organizations_with_moved_days() TO presence_app, presence_owner;
"""


class Migration(migrations.Migration):
    dependencies = [("metrics", "0002_rolling_up")]
    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION presence_organizations_with_moved_days()")]
