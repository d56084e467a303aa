"""Takes from the runtime role what it never needs, and closes the ways around the listed functions.

1. Without temporary tables nothing can stand in for a table that a SECURITY DEFINER function reads; the functions look into
   `pg_temp` last all the same.
2. Tables that only migrations write are read-only, and rollups read nothing about accounts.
3. An organization is an example from the start or never: only an example may be removed with its append-only rows.
"""

from django.db import migrations

PRIVILEGES = """
DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END $$;

ALTER FUNCTION presence_organization_for(text) SET search_path = pg_catalog, public, pg_temp;
ALTER FUNCTION presence_member_of(text, uuid) SET search_path = pg_catalog, public, pg_temp;
ALTER FUNCTION presence_places_of(uuid) SET search_path = pg_catalog, public, pg_temp;
ALTER FUNCTION presence_organization_ids() SET search_path = pg_catalog, public, pg_temp;
ALTER FUNCTION presence_refuse_change() SET search_path = pg_catalog, public, pg_temp;

REVOKE INSERT, UPDATE, DELETE ON
  django_migrations, django_content_type, auth_group, auth_group_permissions, auth_permission FROM presence_app;
REVOKE DELETE ON presence_organization FROM presence_app;
REVOKE ALL ON
  presence_user, auth_group, auth_group_permissions, auth_permission, django_content_type, django_session,
  account_emailaddress, account_emailconfirmation, mfa_authenticator FROM presence_rollup;
"""

EXAMPLE = """
CREATE FUNCTION presence_refuse_example_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'an organization is an example from the start or never' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER example_never_changes BEFORE UPDATE ON presence_organization FOR EACH ROW
  WHEN (OLD.is_example IS DISTINCT FROM NEW.is_example) EXECUTE FUNCTION presence_refuse_example_change();
"""

UNDO_EXAMPLE = """
DROP TRIGGER example_never_changes ON presence_organization;
DROP FUNCTION presence_refuse_example_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("presence", "0004_member_of"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("sessions", "0001_initial"),
        ("account", "0001_initial"),
        ("mfa", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(PRIVILEGES, migrations.RunSQL.noop),
        migrations.RunSQL(EXAMPLE, UNDO_EXAMPLE),
    ]
