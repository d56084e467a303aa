"""The one way to take words out of former versions: for an erasure that the same transaction recorded. The facts stay."""

from django.db import migrations

# Without `words` every note and evidence goes; with them, only of versions that hold one of them.
FUNCTION = """
CREATE FUNCTION touchpoints_erase_versions(erasure uuid, words text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  here uuid := nullif(current_setting('presence.organization', true), '')::uuid;
  erased uuid := presence_erasing(erasure);
BEGIN
  UPDATE touchpoints_formerversion former SET body = former.body || jsonb_build_object(
      'note', '',
      'content_hash', '\\x' || md5(random()::text),
      'checks', coalesce((SELECT jsonb_agg(judged || '{"evidence": ""}') FROM jsonb_array_elements(former.body -> 'checks') judged), '[]'))
    FROM touchpoints_interaction said
   WHERE former.organization_id = here AND said.organization_id = here AND said.id = former.interaction_id
     AND said.customer_id = erased
     AND (words IS NULL OR EXISTS (SELECT FROM unnest(words) word WHERE strpos(lower(former.body::text), lower(word)) > 0));
END
$$;
REVOKE EXECUTE ON FUNCTION touchpoints_erase_versions(uuid, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION touchpoints_erase_versions(uuid, text[]) TO presence_app;
"""


class Migration(migrations.Migration):
    dependencies = [("presence", "0015_merge_and_erase"), ("touchpoints", "0007_overdue_commitments")]
    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION touchpoints_erase_versions(uuid, text[])")]
