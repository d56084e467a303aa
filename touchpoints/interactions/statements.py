"""The statements of writing.py. What varies in their text are column names from the two tables of columns below, never input.

INCOMING stands for the batch on its way in (incoming.py).
"""

from collections.abc import Iterable

# The columns of one written row, in the order of Candidate.values, with their types in PostgreSQL.
COLUMNS = {
    "id": "uuid",
    "external_ref": "text",
    "customer_id": "uuid",
    "touchpoint_id": "uuid",
    "occurred_at": "timestamptz",
    "handled_by": "text",
    "member_id": "uuid",
    "team_id": "uuid",
    "segment": "text",
    "mode": "text",
    "map_version": "int4",
    "channel": "text",
    "seconds": "int4",
    "response_seconds": "int4",
    "presence_kind": "text",
    "attempts": "int2",
    "amount": "numeric",
    "first_truth": "text",
    "exception": "text",
    "conversation_held": "bool",
    "resolved": "bool",
    "note": "text",
    "promised_by": "timestamptz",
    "done_at": "timestamptz",
    "outcome": "text",
    "content_hash": "bytea",
}
CHECK_COLUMNS = {
    "interaction_id": "uuid",
    "promise_id": "uuid",
    "term_id": "uuid",
    "term_key": "uuid",
    "verdict": "text",
    "basis": "text",
    "evidence": "text",
}
_GIVEN = [name for name in COLUMNS if name not in ("id", "mode", "map_version", "segment", "team_id")]
_RESTORED = [*(name for name in COLUMNS if name not in ("id", "customer_id")), "deleted_at"]
_JUDGED = ["id", *(name for name in CHECK_COLUMNS if name != "interaction_id"), "judged_by_id", "judged_at"]


def _assigned(names: Iterable[str], source: str) -> str:
    return ", ".join(f"{name} = {source}.{name}" for name in names)


def _from(names: Iterable[str], source: str) -> str:
    return ", ".join(f"{source}.{name}" for name in names)


INSERT = f"""
INSERT INTO touchpoints_interaction (organization_id, local_day, version, {", ".join(COLUMNS)})
SELECT %(organization)s, (occurred_at AT TIME ZONE %(zone)s)::date, 1, {", ".join(COLUMNS)} FROM INCOMING
ON CONFLICT (organization_id, external_ref) WHERE NOT (external_ref = '') DO NOTHING
"""

REPLACE = f"""
UPDATE touchpoints_interaction AS kept SET {_assigned(_GIVEN, "incoming")},
    mode = CASE WHEN kept.touchpoint_id = incoming.touchpoint_id THEN kept.mode ELSE incoming.mode END,
    map_version = CASE WHEN kept.touchpoint_id = incoming.touchpoint_id THEN kept.map_version ELSE incoming.map_version END,
    segment = CASE WHEN kept.customer_id = incoming.customer_id THEN kept.segment ELSE incoming.segment END,
    team_id = CASE WHEN kept.member_id IS NOT DISTINCT FROM incoming.member_id THEN kept.team_id
        ELSE incoming.team_id END,
    local_day = CASE WHEN kept.occurred_at = incoming.occurred_at THEN kept.local_day
        ELSE (incoming.occurred_at AT TIME ZONE %(zone)s)::date END,
    version = kept.version + 1, updated_at = %(now)s, deleted_at = NULL
FROM INCOMING WHERE kept.organization_id = %(organization)s AND kept.id = incoming.id
"""

EXISTING = """
SELECT external_ref, id, content_hash, deleted_at IS NOT NULL FROM touchpoints_interaction
WHERE organization_id = %(organization)s AND external_ref = ANY(%(refs)s) AND NOT (external_ref = '')
"""

LOCK = """
SELECT id, content_hash, deleted_at IS NOT NULL FROM touchpoints_interaction
WHERE organization_id = %(organization)s AND id = ANY(%(ids)s) ORDER BY id FOR NO KEY UPDATE
"""

LEAVE_WORD = """
INSERT INTO touchpoints_newnotes (id, organization_id, interactions) VALUES (%(id)s, %(organization)s, %(ids)s)
"""

IDS_AMONG = "SELECT id FROM touchpoints_interaction WHERE organization_id = %(organization)s AND id = ANY(%(ids)s)"

KEEP_FORMER = """
INSERT INTO touchpoints_formerversion
    (id, organization_id, interaction_id, number, body, cause, import_id, actor_label, member_id)
SELECT gen_random_uuid(), said.organization_id, said.id, said.version,
    to_jsonb(said) - 'organization_id' || jsonb_build_object('checks', coalesce((
        SELECT jsonb_agg(to_jsonb(judged) - 'organization_id' - 'interaction_id' ORDER BY judged.id)
        FROM touchpoints_check judged
        WHERE judged.organization_id = said.organization_id AND judged.interaction_id = said.id), '[]')),
    %(cause)s, %(import_id)s, %(label)s, %(member)s
FROM touchpoints_interaction said WHERE said.organization_id = %(organization)s AND said.id = ANY(%(ids)s)
"""

MARK_DELETED = """
UPDATE touchpoints_interaction SET deleted_at = %(now)s, updated_at = %(now)s, version = version + 1
WHERE organization_id = %(organization)s AND id = ANY(%(ids)s) AND deleted_at IS NULL
"""

RESTORE = f"""
UPDATE touchpoints_interaction AS kept SET {_assigned(_RESTORED, "said")}, version = kept.version + 1, updated_at = %(now)s,
    customer_id = coalesce(merged.customer_id, said.customer_id),
    local_day = (said.occurred_at AT TIME ZONE organization.time_zone)::date
FROM touchpoints_formerversion former JOIN presence_organization organization ON organization.id = former.organization_id
CROSS JOIN LATERAL jsonb_populate_record(NULL::touchpoints_interaction, former.body) said
LEFT JOIN presence_mergedcustomer merged ON merged.organization_id = %(organization)s AND merged.id = said.customer_id
WHERE former.organization_id = %(organization)s AND former.id = ANY(%(ids)s)
    AND kept.organization_id = former.organization_id AND kept.id = former.interaction_id
"""

DROP_CHECKS = "DELETE FROM touchpoints_check WHERE organization_id = %(organization)s AND interaction_id = ANY(%(ids)s)"

# A verdict that is said again stays whose it was and from when.
DROP_OTHER_CHECKS = """
DELETE FROM touchpoints_check kept
WHERE kept.organization_id = %(organization)s AND kept.interaction_id = ANY(%(ids)s) AND NOT EXISTS (
    SELECT FROM INCOMING WHERE incoming.interaction_id = kept.interaction_id
       AND (incoming.promise_id, incoming.term_id, incoming.term_key, incoming.verdict, incoming.basis, incoming.evidence)
           IS NOT DISTINCT FROM (kept.promise_id, kept.term_id, kept.term_key, kept.verdict, kept.basis, kept.evidence))
"""

INSERT_CHECKS = f"""
INSERT INTO touchpoints_check (id, organization_id, judged_by_id, judged_at, {", ".join(CHECK_COLUMNS)})
SELECT gen_random_uuid(), %(organization)s, %(judged_by)s, %(now)s, {", ".join(CHECK_COLUMNS)} FROM INCOMING
ON CONFLICT (organization_id, interaction_id, promise_id, term_key, basis) WHERE interaction_id IS NOT NULL DO NOTHING
"""

RESTORE_CHECKS = f"""
INSERT INTO touchpoints_check (organization_id, interaction_id, {", ".join(_JUDGED)})
SELECT former.organization_id, former.interaction_id, {_from(_JUDGED, "judged")} FROM touchpoints_formerversion former
CROSS JOIN LATERAL jsonb_populate_recordset(NULL::touchpoints_check, former.body -> 'checks') judged
WHERE former.organization_id = %(organization)s AND former.id = ANY(%(ids)s)
"""
