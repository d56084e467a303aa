"""What the minute's tick asks before there is a scope: which organizations have open commitments whose time has passed."""

from django.db import migrations

FUNCTION = """
GRANT SELECT ON touchpoints_interaction TO presence_search;
GRANT CREATE ON SCHEMA public TO presence_search;

CREATE FUNCTION presence_organizations_with_commitments() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT DISTINCT organization_id FROM touchpoints_interaction
   WHERE outcome = 'unchecked' AND done_at IS NULL AND promised_by IS NOT NULL AND deleted_at IS NULL
     AND promised_by < statement_timestamp()
$$;

ALTER FUNCTION presence_organizations_with_commitments() OWNER TO presence_search;
REVOKE CREATE ON SCHEMA public FROM presence_search;
REVOKE EXECUTE ON FUNCTION presence_organizations_with_commitments() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION presence_organizations_with_commitments() TO presence_app, presence_owner;
"""

UNDO = """
DROP FUNCTION presence_organizations_with_commitments();
REVOKE SELECT ON touchpoints_interaction FROM presence_search;
"""


class Migration(migrations.Migration):
    dependencies = [("touchpoints", "0003_touchpoint_key_unled")]
    operations = [migrations.RunSQL(FUNCTION, UNDO)]
