"""The one deletion the runtime role is not granted: a whole organization, and only when it is an example.

The function belongs to the owner, because append-only tables refuse everybody else. It removes the acting organization only.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION presence_remove_example(gone uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  one text;
BEGIN
  IF gone IS DISTINCT FROM nullif(current_setting('presence.organization', true), '')::uuid
     OR NOT EXISTS (SELECT FROM public.presence_organization WHERE id = gone AND is_example) THEN
    RAISE EXCEPTION 'only the acting organization can be removed, and only when it is an example'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  SET CONSTRAINTS ALL DEFERRED;
  FOR one IN
    SELECT c.relname FROM pg_class c
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY c.relname
  LOOP
    EXECUTE format('DELETE FROM public.%I WHERE organization_id = $1', one) USING gone;
  END LOOP;
  DELETE FROM public.presence_organization WHERE id = gone;
  SET CONSTRAINTS ALL IMMEDIATE;
END
$$;
REVOKE EXECUTE ON FUNCTION presence_remove_example(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION presence_remove_example(uuid) TO presence_app;
"""


class Migration(migrations.Migration):
    dependencies = [("presence", "0010_people")]
    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION presence_remove_example(uuid)")]
