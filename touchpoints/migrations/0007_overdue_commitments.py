"""The minute's tick also asks which organizations have commitments of promises whose time has passed unnoticed."""

from django.db import migrations

GRANT = "GRANT SELECT ON promises_commitment TO presence_search; GRANT CREATE ON SCHEMA public TO presence_search;"
REVOKE = "REVOKE CREATE ON SCHEMA public FROM presence_search;"

INTERACTIONS = """
  SELECT DISTINCT organization_id FROM touchpoints_interaction
   WHERE outcome = 'unchecked' AND done_at IS NULL AND promised_by IS NOT NULL AND deleted_at IS NULL
     AND promised_by < statement_timestamp()
"""
COMMITMENTS = """
  SELECT DISTINCT organization_id FROM promises_commitment
   WHERE done_at IS NULL AND ended_at IS NULL AND found_overdue_at IS NULL AND due_at < statement_timestamp()
"""
FUNCTION = """
CREATE OR REPLACE FUNCTION presence_organizations_with_commitments() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  {body}
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("touchpoints", "0006_commitment_check"), ("promises", "0005_commitment")]
    operations = [
        migrations.RunSQL(
            GRANT + FUNCTION.format(body=f"{INTERACTIONS} UNION {COMMITMENTS}") + REVOKE,
            GRANT + FUNCTION.format(body=INTERACTIONS) + REVOKE + "REVOKE SELECT ON promises_commitment FROM presence_search;",
        ),
    ]
