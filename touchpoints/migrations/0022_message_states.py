"""What may follow what in the outbox, and what must hold when a message begins to leave. The database has the last word."""

from django.db import migrations, models
from django.db.models.functions import Now

from presence.tenancy.rows import Reference

# Transitions, each with what it is for. A machine never sends an uncertain message again: only a person brings it back, and says
# so in `reason_code`. The same goes for a failed one, and for one that somebody stopped.
STATES = """
CREATE FUNCTION touchpoints_hold_message() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  steps constant jsonb := '{
    "queued": ["held", "sending", "failed", "suppressed", "canceled", "expired"],
    "held": ["queued", "suppressed", "canceled", "expired"],
    "sending": ["queued", "sent", "uncertain", "failed"],
    "uncertain": ["sent", "failed", "queued"],
    "failed": ["queued"],
    "canceled": ["queued"]}';
  erasable constant text[] := ARRAY['address', 'facts', 'subject', 'text', 'html', 'server_said', 'contact_id'];
  movable constant text[] := ARRAY['customer_id', 'contact_id', 'occurrence'];
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state IN ('sending', 'sent', 'uncertain', 'failed') THEN
      RAISE EXCEPTION 'a message is queued before it is %', NEW.state USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.automation_id, NEW.touchpoint_id, NEW.kind, NEW.queued_at)
     IS DISTINCT FROM (OLD.automation_id, OLD.touchpoint_id, OLD.kind, OLD.queued_at) THEN
    RAISE EXCEPTION 'what a message is about does not change' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.state = 'sent' AND (
       to_jsonb(NEW) - erasable - movable <> to_jsonb(OLD) - erasable - movable
       OR NEW.address NOT IN ('', OLD.address) OR NEW.subject NOT IN ('', OLD.subject) OR NEW.text NOT IN ('', OLD.text)
       OR NEW.html NOT IN ('', OLD.html) OR NEW.server_said NOT IN ('', OLD.server_said)
       OR NEW.facts NOT IN ('{}', OLD.facts)) THEN
    RAISE EXCEPTION 'a sent message does not change' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.state = OLD.state THEN
    RETURN NEW;
  END IF;
  IF NOT coalesce(steps -> OLD.state ? NEW.state, false) THEN
    RAISE EXCEPTION 'a message that is % does not become %', OLD.state, NEW.state USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.state = 'queued' AND OLD.state IN ('uncertain', 'failed', 'canceled') AND NEW.reason_code <> 'by_hand' THEN
    RAISE EXCEPTION 'only a person sends a message that is % again', OLD.state
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.state = 'sending' THEN
    PERFORM touchpoints_check_leaving(NEW);
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER hold_message BEFORE INSERT OR UPDATE ON touchpoints_message
  FOR EACH ROW EXECUTE FUNCTION touchpoints_hold_message();
REVOKE DELETE ON touchpoints_message FROM presence_app;
"""

# Read while the worker's other connection holds these rows FOR SHARE (touchpoints/sends/holding.py): none of them can change
# between here and the mail server's answer, nor is the address suppressed (touchpoints/suppression/reading.py locks it and says how
# its digest is made). Where nobody holds them, what has committed is still obeyed.
LEAVING = """
CREATE FUNCTION touchpoints_check_leaving(message touchpoints_message) RETURNS void
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
END
$$;
"""

# What ticks ask before there is a scope. One probe of an index for each organization, however long its queue is.
DUE = """
GRANT SELECT ON touchpoints_message, touchpoints_automation TO presence_search;
GRANT CREATE ON SCHEMA public TO presence_search;
CREATE FUNCTION presence_organizations_with_messages() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT id FROM presence_organization whose
   WHERE EXISTS (SELECT FROM touchpoints_message
                  WHERE organization_id = whose.id AND state IN ('queued', 'held') AND due_at <= statement_timestamp())
      OR EXISTS (SELECT FROM touchpoints_message
                  WHERE organization_id = whose.id AND state = 'sending'
                    AND sending_at <= statement_timestamp() - interval '45 seconds')
$$;
CREATE FUNCTION presence_organizations_with_automations() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT id FROM presence_organization whose
   WHERE EXISTS (SELECT FROM touchpoints_automation WHERE organization_id = whose.id AND state = 'active')
$$;
ALTER FUNCTION presence_organizations_with_messages() OWNER TO presence_search;
ALTER FUNCTION presence_organizations_with_automations() OWNER TO presence_search;
REVOKE CREATE ON SCHEMA public FROM presence_search;
REVOKE EXECUTE ON FUNCTION presence_organizations_with_messages() FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION presence_organizations_with_automations() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION presence_organizations_with_messages() TO presence_app, presence_owner;
GRANT EXECUTE ON FUNCTION presence_organizations_with_automations() TO presence_app, presence_owner;
"""

UNDO = """
DROP FUNCTION presence_organizations_with_automations();
DROP FUNCTION presence_organizations_with_messages();
GRANT DELETE ON touchpoints_message TO presence_app;
DROP TRIGGER hold_message ON touchpoints_message;
DROP FUNCTION touchpoints_hold_message();
DROP FUNCTION touchpoints_check_leaving(touchpoints_message);
"""


class Migration(migrations.Migration):
    dependencies = [("touchpoints", "0021_timer")]

    operations = [
        migrations.SeparateDatabaseAndState(  # the queues share this field's name; a column is not renamed under running workers
            state_operations=[
                migrations.RenameField(model_name="message", old_name="claimed_until", new_name="leased_until"),
                migrations.AlterField(
                    model_name="message",
                    name="leased_until",
                    field=models.DateTimeField(db_column="claimed_until", null=True),
                ),
            ]
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["organization", "leased_until"], condition=models.Q(leased_until__isnull=False), name="message_leased"
            ),
        ),
        migrations.AlterField(model_name="message", name="due_at", field=models.DateTimeField(db_default=Now())),
        migrations.AlterField(
            model_name="message",
            name="contact",
            field=Reference(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=models.SET_NULL,
                related_name="+",
                to="presence.contact",
            ),
        ),
        migrations.RunSQL(LEAVING + STATES + DUE, UNDO),
    ]
