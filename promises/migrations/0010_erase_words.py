"""The one way to remove what a promise says: for an erasure that the same transaction recorded.

Revisions, terms and answers stay with their digests, so that everything can still be counted and the chain verified.
"""

from django.db import migrations

# Without `words` everything goes; with them, only what holds one of them.
FUNCTION = """
CREATE FUNCTION promises_erase_words(erasure uuid, words text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  here uuid := nullif(current_setting('presence.organization', true), '')::uuid;
  erased uuid := presence_erasing(erasure);
BEGIN
  DELETE FROM promises_termwording said USING promises_term t, promises_revision r, promises_promise p
   WHERE said.organization_id = here AND t.organization_id = here AND r.organization_id = here AND p.organization_id = here
     AND t.id = said.id AND r.id = t.revision_id AND p.id = r.promise_id AND p.customer_id = erased
     AND (words IS NULL OR EXISTS (SELECT FROM unnest(words) word WHERE strpos(lower(said.text), lower(word)) > 0));
  DELETE FROM promises_revisionwording said USING promises_revision r, promises_promise p
   WHERE said.organization_id = here AND r.organization_id = here AND p.organization_id = here
     AND r.id = said.id AND p.id = r.promise_id AND p.customer_id = erased
     AND (words IS NULL OR EXISTS (SELECT FROM unnest(words) word
           WHERE strpos(lower(concat_ws(' ', said.title, said.first_truth, said.reason)), lower(word)) > 0));
  DELETE FROM promises_signoffwording said USING promises_signoff s, promises_revision r, promises_promise p
   WHERE said.organization_id = here AND s.organization_id = here AND r.organization_id = here AND p.organization_id = here
     AND s.id = said.id AND r.id = s.revision_id AND p.id = r.promise_id AND p.customer_id = erased
     AND (words IS NULL OR EXISTS (SELECT FROM unnest(words) word WHERE strpos(lower(said.comment), lower(word)) > 0));
  UPDATE promises_customeranswer said SET words = NULL FROM promises_promise p
   WHERE said.organization_id = here AND p.organization_id = here AND p.id = said.promise_id AND p.customer_id = erased
     AND (promises_erase_words.words IS NULL
          OR EXISTS (SELECT FROM unnest(promises_erase_words.words) word WHERE strpos(lower(said.words), lower(word)) > 0));
  UPDATE promises_disputeresolution said SET words = NULL FROM promises_customeranswer a, promises_promise p
   WHERE said.organization_id = here AND a.organization_id = here AND p.organization_id = here
     AND a.id = said.id AND p.id = a.promise_id AND p.customer_id = erased
     AND (promises_erase_words.words IS NULL
          OR EXISTS (SELECT FROM unnest(promises_erase_words.words) word WHERE strpos(lower(said.words), lower(word)) > 0));
END
$$;
REVOKE EXECUTE ON FUNCTION promises_erase_words(uuid, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION promises_erase_words(uuid, text[]) TO presence_app;
"""


class Migration(migrations.Migration):
    dependencies = [("presence", "0015_merge_and_erase"), ("promises", "0009_agreement_holds")]
    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION promises_erase_words(uuid, text[])")]
