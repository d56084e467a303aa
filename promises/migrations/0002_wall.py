"""Puts promises behind the wall, makes revisions immutable, and lets the database check numbers and chain."""

from django.db import migrations

from presence.tenancy.operations import Wall

CHAIN = """
CREATE FUNCTION promises_continue_chain() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  last_number integer;
  last_hash varchar;
BEGIN
  SELECT number, hash INTO last_number, last_hash FROM promises_revision
   WHERE organization_id = NEW.organization_id AND promise_id = NEW.promise_id ORDER BY number DESC LIMIT 1;
  IF NEW.number <> coalesce(last_number, 0) + 1 OR NEW.previous_hash <> coalesce(last_hash, '') THEN
    RAISE EXCEPTION 'revision % does not continue the chain of promise %', NEW.number, NEW.promise_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER continue_chain BEFORE INSERT ON promises_revision
  FOR EACH ROW EXECUTE FUNCTION promises_continue_chain();
"""


class Migration(migrations.Migration):
    dependencies = [("promises", "0001_initial"), ("presence", "0002_wall")]
    operations = [
        Wall(
            "Promise",
            "Revision",
            "RevisionWording",
            "Term",
            "TermWording",
            append_only=["Revision", "RevisionWording", "Term", "TermWording"],
        ),
        migrations.RunSQL(CHAIN, "DROP TRIGGER continue_chain ON promises_revision; DROP FUNCTION promises_continue_chain()"),
    ]
