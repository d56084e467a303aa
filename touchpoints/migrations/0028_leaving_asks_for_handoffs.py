"""Nothing begins to leave to a customer who asked for a person: the worker looks, and now the database does, too."""

from importlib import import_module

from django.db import migrations

FORMER = import_module("touchpoints.migrations.0022_message_states").LEAVING.replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)

# One question more. A handoff is not held while a message leaves, so that whoever asks for a person never waits.
LEAVING = FORMER.replace(
    "END\n$$;",
    """
  IF EXISTS (SELECT FROM touchpoints_handoff
              WHERE organization_id = message.organization_id AND customer_id = message.customer_id AND handed_back_at IS NULL) THEN
    RAISE EXCEPTION 'leaving: a person has this customer' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
END
$$;""",
)


class Migration(migrations.Migration):
    dependencies = [("touchpoints", "0027_plus_addresses")]

    operations = [migrations.RunSQL(LEAVING, FORMER)]
