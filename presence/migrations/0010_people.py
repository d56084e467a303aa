"""Sessions that end at once, and an organization that always keeps an owner."""

from django.db import migrations, models

# Two owners who remove each other at the same time wait for one another at the organization's row: the second then sees that
# nobody would be left. The owner of the tables may empty an organization: that is how an example is removed.
KEEP_AN_OWNER = """
CREATE FUNCTION presence_keep_an_owner() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF current_user = 'presence_owner' THEN
    RETURN NULL;
  END IF;
  PERFORM 1 FROM presence_organization WHERE id = OLD.organization_id FOR NO KEY UPDATE;
  IF NOT EXISTS (
    SELECT 1 FROM presence_membership
     WHERE organization_id = OLD.organization_id AND role = 'owner' AND removed_at IS NULL
  ) THEN
    RAISE EXCEPTION 'an organization keeps at least one owner'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'membership_keeps_an_owner';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER keep_an_owner AFTER UPDATE OR DELETE ON presence_membership FOR EACH ROW
  WHEN (OLD.role = 'owner' AND OLD.removed_at IS NULL) EXECUTE FUNCTION presence_keep_an_owner();
"""

UNDO = """
DROP TRIGGER keep_an_owner ON presence_membership;
DROP FUNCTION presence_keep_an_owner();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("presence", "0009_import_work"),
        ("usersessions", "0001_initial"),
    ]
    operations = [
        migrations.AddField(
            model_name="user",
            name="session_stamp",
            field=models.PositiveIntegerField(default=0, editable=False, help_text="Raised to end every session at once."),
        ),
        migrations.RunSQL(KEEP_AN_OWNER, UNDO),
        migrations.RunSQL("REVOKE ALL ON usersessions_usersession FROM presence_rollup", migrations.RunSQL.noop),
    ]
