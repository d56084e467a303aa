"""Looking inside names with several words: two of them narrow the walk through the trigram index, not only the longest.

`LIKE ALL` cannot use an index, so one word of it is named by itself; and a condition that is always true would keep the index
from being used at all, so one word alone has statements of its own. Because of the LIMIT the planner hopes to meet enough rows
early and reads every name when there are none; so the function leaves it the trigram index only.
"""

from django.db import migrations

_ACTING = "nullif(current_setting('presence.organization', true), '')::uuid"
_ONE = f"""
  (SELECT c.id, NULL::uuid FROM presence_customer c
    WHERE c.organization_id = {_ACTING} AND c.name_norm LIKE ANY (any_of) LIMIT most)
  UNION ALL
  (SELECT p.customer_id, p.id FROM presence_contact p
    WHERE p.organization_id = {_ACTING} AND p.name_norm LIKE ANY (any_of) LIMIT most)
"""
_SEVERAL = f"""
  (SELECT c.id, NULL::uuid FROM presence_customer c
    WHERE c.organization_id = {_ACTING}
      AND c.name_norm LIKE ANY (any_of) AND c.name_norm LIKE all_of[1] AND c.name_norm LIKE ALL (all_of) LIMIT most)
  UNION ALL
  (SELECT p.customer_id, p.id FROM presence_contact p
    WHERE p.organization_id = {_ACTING}
      AND p.name_norm LIKE ANY (any_of) AND p.name_norm LIKE all_of[1] AND p.name_norm LIKE ALL (all_of) LIMIT most)
"""
NARROWER = f"""
CREATE OR REPLACE FUNCTION presence_names_like(any_of text[], all_of text[], most integer)
RETURNS TABLE (customer_id uuid, contact_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET enable_seqscan = off SET enable_indexscan = off AS $$
BEGIN
  IF cardinality(all_of) = 0 THEN
    RETURN QUERY {_ONE};
  ELSE
    RETURN QUERY {_SEVERAL};
  END IF;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("presence", "0011_remove_example")]
    operations = [migrations.RunSQL(NARROWER, migrations.RunSQL.noop)]
