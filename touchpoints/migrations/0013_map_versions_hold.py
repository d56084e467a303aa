"""Gives the database the last word on what the published map must never say, and publishes what is there."""

from django.db import migrations, models

# The owner may: it publishes what existing organizations have, and removes an example organization.
VERSIONS = """
CREATE FUNCTION touchpoints_continue_versions() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.number <> 1 + coalesce((SELECT max(number) FROM touchpoints_mapversion
                                  WHERE organization_id = NEW.organization_id), 0) THEN
    RAISE EXCEPTION 'version % does not continue the chain of the map', NEW.number
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER continue_versions BEFORE INSERT ON touchpoints_mapversion
  FOR EACH ROW EXECUTE FUNCTION touchpoints_continue_versions();

CREATE FUNCTION touchpoints_keep_version() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF (to_jsonb(NEW) - 'organization_id' - 'applied_at' - 'canceled_at')
     IS DISTINCT FROM (to_jsonb(OLD) - 'organization_id' - 'applied_at' - 'canceled_at') THEN
    RAISE EXCEPTION 'version % of the map is never altered', OLD.number USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF (NEW.applied_at, NEW.canceled_at) IS DISTINCT FROM (OLD.applied_at, OLD.canceled_at)
     AND (OLD.applied_at IS NOT NULL OR OLD.canceled_at IS NOT NULL) THEN
    RAISE EXCEPTION 'version % of the map is settled', OLD.number USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER keep_version BEFORE UPDATE ON touchpoints_mapversion
  FOR EACH ROW EXECUTE FUNCTION touchpoints_keep_version();

REVOKE DELETE ON touchpoints_mapversion, touchpoints_publishedtouchpoint, touchpoints_pendingchange FROM presence_app;
"""

MESSAGES = """
CREATE FUNCTION touchpoints_message_hash(language text, subject text, body text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT encode(sha256(convert_to(language || E'\\n' || subject || E'\\n\\n' || body, 'UTF8')), 'hex')
$$;

CREATE FUNCTION touchpoints_approve_message() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.sha256 <> touchpoints_message_hash(NEW.language, NEW.subject, NEW.text) THEN
    RAISE EXCEPTION 'the hash is not that of these words' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER approve_message BEFORE INSERT ON touchpoints_approvedmessage
  FOR EACH ROW EXECUTE FUNCTION touchpoints_approve_message();

CREATE FUNCTION touchpoints_void_approval() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.approved_sha256 <> ''
     AND NEW.approved_sha256 <> touchpoints_message_hash(NEW.language, NEW.subject, NEW.text) THEN
    NEW.approved_sha256 := '';
    NEW.approved_by_id := NULL;
    NEW.approved_at := NULL;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER void_approval BEFORE INSERT OR UPDATE ON touchpoints_messagetemplate
  FOR EACH ROW EXECUTE FUNCTION touchpoints_void_approval();
"""

# A step toward automatic counts from what is published; nothing published is human-only.
PUBLISHED = """
CREATE FUNCTION touchpoints_hold_published() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  modes CONSTANT text[] := ARRAY['human_only', 'augment', 'automate'];
  former_mode text := 'human_only';
  former_protected varchar[] := '{}';
  was_guarded boolean := false;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    former_mode := OLD.mode;
    former_protected := OLD.protected;
    was_guarded := OLD.was_guarded;
    IF NEW.touchpoint_id <> OLD.touchpoint_id THEN
      RAISE EXCEPTION 'a published row stays with its touchpoint' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  NEW.was_guarded := was_guarded OR cardinality(NEW.protected) > 0 OR cardinality(NEW.stakes) > 0;
  IF current_user = 'presence_owner' THEN
    RETURN NEW;
  END IF;
  IF NEW.message_sha256 <> '' AND NOT EXISTS (
       SELECT FROM touchpoints_approvedmessage
        WHERE organization_id = NEW.organization_id AND touchpoint_id = NEW.touchpoint_id AND sha256 = NEW.message_sha256) THEN
    RAISE EXCEPTION 'the message of touchpoint % is not approved', NEW.touchpoint_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF (NOT former_protected <@ NEW.protected
      OR (NEW.was_guarded AND array_position(modes, NEW.mode::text) > array_position(modes, former_mode)))
     AND NOT EXISTS (
       SELECT FROM touchpoints_pendingchange
        WHERE organization_id = NEW.organization_id AND touchpoint_id = NEW.touchpoint_id
          AND outcome = 'approved' AND used_in = NEW.version_number
          AND array_position(modes, wanted ->> 'mode') >= array_position(modes, NEW.mode::text)
          AND (wanted -> 'protected') <@ to_jsonb(NEW.protected)) THEN
    RAISE EXCEPTION 'loosening touchpoint % needs an approved change', NEW.touchpoint_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER hold_published BEFORE INSERT OR UPDATE ON touchpoints_publishedtouchpoint
  FOR EACH ROW EXECUTE FUNCTION touchpoints_hold_published();
"""

PENDING = """
CREATE FUNCTION touchpoints_hold_pending() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.outcome = 'approved' THEN
      RAISE EXCEPTION 'a change is asked for before it is approved' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.touchpoint_id, NEW.kind, NEW.wanted, NEW.reason, NEW.asked_by_id, NEW.asked_at)
     IS DISTINCT FROM (OLD.touchpoint_id, OLD.kind, OLD.wanted, OLD.reason, OLD.asked_by_id, OLD.asked_at) THEN
    RAISE EXCEPTION 'what was asked for does not change' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.outcome <> '' AND (NEW.outcome, NEW.decided_by_id, NEW.decided_at, NEW.alone)
     IS DISTINCT FROM (OLD.outcome, OLD.decided_by_id, OLD.decided_at, OLD.alone) THEN
    RAISE EXCEPTION 'a decision does not change' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.used_in IS NOT NULL AND NEW.used_in IS DISTINCT FROM OLD.used_in THEN
    RAISE EXCEPTION 'an approval serves once' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.outcome = '' AND NEW.outcome = 'approved' THEN
    IF NOT EXISTS (SELECT FROM presence_membership
                    WHERE organization_id = NEW.organization_id AND id = NEW.decided_by_id
                      AND removed_at IS NULL AND role IN ('leader', 'owner')) THEN
      RAISE EXCEPTION 'a leader or an owner approves' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.alone <> (NEW.decided_by_id = NEW.asked_by_id) OR (NEW.alone AND (
         NEW.decided_at < NEW.asked_at + interval '1 hour'
         OR EXISTS (SELECT FROM presence_membership
                     WHERE organization_id = NEW.organization_id AND id <> NEW.asked_by_id
                       AND removed_at IS NULL AND role IN ('leader', 'owner')))) THEN
      RAISE EXCEPTION 'a second person approves; somebody who is alone waits an hour'
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER hold_pending BEFORE INSERT OR UPDATE ON touchpoints_pendingchange
  FOR EACH ROW EXECUTE FUNCTION touchpoints_hold_pending();
"""

# What the minute's tick asks before there is a scope: which organizations have a version whose time has come.
DUE = """
GRANT SELECT ON touchpoints_mapversion TO presence_search;
GRANT CREATE ON SCHEMA public TO presence_search;
CREATE FUNCTION presence_organizations_with_versions() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT organization_id FROM touchpoints_mapversion
   WHERE applied_at IS NULL AND canceled_at IS NULL AND effective_from <= statement_timestamp()
$$;
ALTER FUNCTION presence_organizations_with_versions() OWNER TO presence_search;
REVOKE CREATE ON SCHEMA public FROM presence_search;
REVOKE EXECUTE ON FUNCTION presence_organizations_with_versions() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION presence_organizations_with_versions() TO presence_app, presence_owner;
"""
# Version 1 of every organization is the map as it stands. What is automatic so far lacks a way to a person and an approved
# message, and is published as human-only: an unknown value means human-only. The map being drawn still says automate.
FIRST = """
INSERT INTO touchpoints_mapversion (id, organization_id, number, document, note, published_by_id, applied_at)
SELECT gen_random_uuid(), whose.id, 1, jsonb_build_object('journeys', (
         SELECT jsonb_agg(jsonb_build_object('id', j.id, 'name', j.name, 'owner', j.owner_id, 'stages', (
                  SELECT coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'touchpoints', (
                           SELECT coalesce(jsonb_agg(jsonb_build_object(
                                    'id', t.id, 'key', t.key, 'name', t.name, 'intent', t.intent,
                                    'mode', CASE t.mode WHEN 'automate' THEN 'human_only' ELSE t.mode END,
                                    'mode_reason', t.mode_reason, 'owner', t.owner_id, 'protected', t.protected,
                                    'stakes', t.stakes, 'channel', nullif(t.channel, ''),
                                    'response_target_minutes', t.response_target_minutes, 'key_moment', t.key_moment,
                                    'top_five', t.top_five, 'first_truth_due', t.first_truth_due,
                                    'hatch', NULL, 'message', NULL) ORDER BY t.position), '[]')
                             FROM touchpoints_touchpoint t
                            WHERE t.organization_id = s.organization_id AND t.stage_id = s.id AND t.archived_at IS NULL))
                         ORDER BY s.position), '[]')
                    FROM touchpoints_stage s WHERE s.organization_id = j.organization_id AND s.journey_id = j.id))
                ORDER BY j.position)
           FROM touchpoints_journey j WHERE j.organization_id = whose.id)), '', owner.id, statement_timestamp()
  FROM presence_organization whose
  JOIN LATERAL (SELECT id FROM presence_membership
                 WHERE organization_id = whose.id AND role = 'owner'
                 ORDER BY removed_at IS NOT NULL, joined_at, id LIMIT 1) AS owner ON true
 WHERE EXISTS (SELECT FROM touchpoints_journey j WHERE j.organization_id = whose.id);

INSERT INTO touchpoints_publishedtouchpoint (id, organization_id, touchpoint_id, version_number, name, mode, mode_reason,
       protected, stakes, key_moment, owner_id, message_sha256, archived, was_guarded)
SELECT gen_random_uuid(), t.organization_id, t.id, 1, t.name,
       CASE t.mode WHEN 'automate' THEN 'human_only' ELSE t.mode END, t.mode_reason, t.protected, t.stakes, t.key_moment,
       t.owner_id, '', false, false
  FROM touchpoints_touchpoint t
  JOIN touchpoints_mapversion v ON v.organization_id = t.organization_id AND v.number = 1
 WHERE t.archived_at IS NULL;
"""

UNDO = """
DROP FUNCTION presence_organizations_with_versions();
DROP TRIGGER hold_pending ON touchpoints_pendingchange;
DROP FUNCTION touchpoints_hold_pending();
DROP TRIGGER hold_published ON touchpoints_publishedtouchpoint;
DROP FUNCTION touchpoints_hold_published();
DROP TRIGGER void_approval ON touchpoints_messagetemplate;
DROP FUNCTION touchpoints_void_approval();
DROP TRIGGER approve_message ON touchpoints_approvedmessage;
DROP FUNCTION touchpoints_approve_message();
DROP FUNCTION touchpoints_message_hash(text, text, text);
DROP TRIGGER keep_version ON touchpoints_mapversion;
DROP FUNCTION touchpoints_keep_version();
DROP TRIGGER continue_versions ON touchpoints_mapversion;
DROP FUNCTION touchpoints_continue_versions();
"""


class Migration(migrations.Migration):
    dependencies = [("touchpoints", "0012_map_versions")]
    operations = [
        migrations.AddField(
            model_name="interaction",
            name="map_version",
            field=models.PositiveIntegerField(help_text="Number of the map's version that held then.", null=True),
        ),
        migrations.RunSQL(VERSIONS + MESSAGES + PUBLISHED + PENDING + DUE, UNDO),
        migrations.RunSQL(FIRST, migrations.RunSQL.noop),
    ]
