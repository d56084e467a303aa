"""Nothing begins to leave to a customer who asked for a person: the worker looks, and now the database does, too."""

from importlib import import_module

from django.db import migrations

FORMER = import_module("touchpoints.migrations.0022_message_states").LEAVING

# The last question is new. A handoff is not held while a message leaves, so that whoever asks for a person never waits.
LEAVING = """
CREATE OR REPLACE FUNCTION touchpoints_check_leaving(message touchpoints_message) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM touchpoints_publishedtouchpoint
                  WHERE organization_id = message.organization_id AND touchpoint_id = message.touchpoint_id
                    AND mode = 'automate' AND NOT archived) THEN
    RAISE EXCEPTION 'leaving: this moment is not automatic' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT EXISTS (SELECT FROM touchpoints_automation a JOIN touchpoints_automationtemplate t
                     ON t.organization_id = a.organization_id AND t.automation_id = a.id AND t.number = a.template_number
                  WHERE a.organization_id = message.organization_id AND a.id = message.automation_id AND a.state = 'active'
                    AND a.touchpoint_id = message.touchpoint_id
                    AND t.language = message.language AND t.sha256 = message.template_sha256) THEN
    RAISE EXCEPTION 'leaving: these words are not approved, or their automation is not active'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (SELECT FROM touchpoints_delivery
              WHERE organization_id = message.organization_id AND stopped_at IS NOT NULL) THEN
    RAISE EXCEPTION 'leaving: everything is stopped' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF message.rehearsal <> NOT EXISTS (SELECT FROM touchpoints_delivery
              WHERE organization_id = message.organization_id AND live_at IS NOT NULL) THEN
    RAISE EXCEPTION 'leaving: what is rehearsed says so' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF message.rehearsal AND NOT EXISTS (SELECT FROM presence_membership m JOIN presence_user u ON u.id = m.user_id
              WHERE m.organization_id = message.organization_id AND m.removed_at IS NULL
                AND lower(u.email) = lower(message.address)) THEN
    RAISE EXCEPTION 'leaving: a rehearsal reaches members only' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF message.address = '' OR EXISTS (SELECT FROM presence_customer
              WHERE organization_id = message.organization_id AND id = message.customer_id AND erased_at IS NOT NULL) THEN
    RAISE EXCEPTION 'leaving: nobody is addressed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (SELECT FROM touchpoints_suppression
              WHERE organization_id = message.organization_id
                AND digest = encode(sha256(uuid_send(message.organization_id) || convert_to(lower(trim(message.address)), 'UTF8')),
                                    'hex')
                AND kind IN ('', message.kind) AND why <> 'less_often') THEN
    RAISE EXCEPTION 'leaving: this address gets no such mail' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (SELECT FROM touchpoints_handoff
              WHERE organization_id = message.organization_id AND customer_id = message.customer_id AND handed_back_at IS NULL) THEN
    RAISE EXCEPTION 'leaving: a person has this customer' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("touchpoints", "0027_plus_addresses")]

    operations = [migrations.RunSQL(LEAVING, FORMER.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))]
