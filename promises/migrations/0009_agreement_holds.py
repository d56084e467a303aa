"""Puts sign-offs and reading marks behind the wall, and lets the database refuse an agreement that nobody stands behind."""

from django.db import migrations

from presence.tenancy.operations import Wall

# A promise begins as a draft; what it becomes later is looked at here, whoever writes it.
AGREEMENT = """
CREATE FUNCTION promises_hold_agreement() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  newest uuid;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'draft' OR NEW.sent_at IS NOT NULL THEN
      RAISE EXCEPTION 'a promise begins as a draft that was not sent' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state <> OLD.state AND (
       OLD.state IN ('fulfilled', 'ended', 'void')
       OR (OLD.state = 'agreed' AND NEW.state IN ('draft', 'in_review'))
       OR (OLD.state <> 'agreed' AND NEW.state IN ('fulfilled', 'ended'))) THEN
    RAISE EXCEPTION 'a promise that is % does not become %', OLD.state, NEW.state
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  SELECT id INTO newest FROM promises_revision
   WHERE organization_id = NEW.organization_id AND promise_id = NEW.id AND number = NEW.current_number;
  IF NEW.state = 'agreed' AND (OLD.state <> 'agreed' OR NEW.current_number <> OLD.current_number) AND NOT EXISTS (
       SELECT FROM promises_term
        WHERE organization_id = NEW.organization_id AND revision_id = newest AND kind = 'exclusion') THEN
    RAISE EXCEPTION 'an agreed promise says what we will not do' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.state = 'agreed' AND OLD.state <> 'agreed' AND 2 <> (
       SELECT count(*) FROM (
         SELECT DISTINCT ON (side) verdict FROM promises_signoff
          WHERE organization_id = NEW.organization_id AND revision_id = newest ORDER BY side, at DESC, id DESC) said
        WHERE verdict <> 'refused') THEN
    RAISE EXCEPTION 'a promise is agreed after delivery and support signed off revision %', NEW.current_number
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.sent_at IS DISTINCT FROM OLD.sent_at AND NOT EXISTS (
       SELECT FROM promises_revision r
         LEFT JOIN promises_revisionwording w ON w.organization_id = r.organization_id AND w.id = r.id
        WHERE r.organization_id = NEW.organization_id AND r.promise_id = NEW.id AND r.number = NEW.sent_number
          AND (r.source NOT IN ('quote', 'renewal') OR coalesce(w.first_truth, '') <> '')) THEN
    RAISE EXCEPTION 'a quote or renewal is sent with its first truth' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER hold_agreement BEFORE INSERT OR UPDATE OF state, current_number, sent_at, sent_number ON promises_promise
  FOR EACH ROW EXECUTE FUNCTION promises_hold_agreement();

CREATE FUNCTION promises_check_sign_off() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (
       SELECT FROM presence_membership m
         JOIN presence_team t ON t.organization_id = m.organization_id AND t.id = m.team_id
        WHERE m.organization_id = NEW.organization_id AND t.key = NEW.side AND m.removed_at IS NULL AND m.role <> 'viewer') THEN
    RAISE EXCEPTION 'the team % has members who can sign', NEW.side USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER check_sign_off BEFORE INSERT ON promises_signoff
  FOR EACH ROW WHEN (NEW.verdict = 'no_such_team') EXECUTE FUNCTION promises_check_sign_off();
"""

UNDO = """
DROP TRIGGER check_sign_off ON promises_signoff;
DROP FUNCTION promises_check_sign_off();
DROP TRIGGER hold_agreement ON promises_promise;
DROP FUNCTION promises_hold_agreement();
"""


class Migration(migrations.Migration):
    dependencies = [("promises", "0008_agreement")]
    operations = [
        Wall(
            "SignOff",
            "SignOffWording",
            "ReadingMark",
            "Reminder",
            "ReminderStop",
            append_only=["SignOff", "SignOffWording", "ReadingMark", "Reminder"],
        ),
        migrations.RunSQL(AGREEMENT, UNDO),
    ]
