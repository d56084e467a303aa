"""Names in a form that finds them however they are typed, and the one listed function that searches inside them.

Row-level security lets only leakproof operators use an index. `^@` is one and finds beginnings; LIKE is not, so looking inside
a name happens in a SECURITY DEFINER function with the organization inside, and its answer is joined back under row-level
security.
"""

import django.contrib.postgres.indexes
import django.db.models.functions.comparison
from django.db import migrations, models

# Compatibility decomposition first, so that composed and decomposed letters meet; then marks and signs of no width go.
FORM = r"""
CREATE FUNCTION presence_search_form(written text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT btrim(regexp_replace(regexp_replace(lower(normalize(written, NFKD)),
    '[\u0300-\u036F\u00AD\u200B-\u200F\u2060\uFEFF]', '', 'g'), '\s+', ' ', 'g'))
$$;
REVOKE EXECUTE ON FUNCTION presence_search_form(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION presence_search_form(text) TO presence_app, presence_rollup, presence_search;
"""

INSIDE = """
GRANT SELECT ON presence_customer, presence_contact TO presence_search;
GRANT CREATE ON SCHEMA public TO presence_search;

CREATE FUNCTION presence_names_like(any_of text[], all_of text[], most integer)
RETURNS TABLE (customer_id uuid, contact_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  (SELECT c.id, NULL::uuid FROM presence_customer c
    WHERE c.organization_id = nullif(current_setting('presence.organization', true), '')::uuid
      AND c.name_norm LIKE ANY (any_of) AND c.name_norm LIKE ALL (all_of)
    LIMIT most)
  UNION ALL
  (SELECT p.customer_id, p.id FROM presence_contact p
    WHERE p.organization_id = nullif(current_setting('presence.organization', true), '')::uuid
      AND p.name_norm LIKE ANY (any_of) AND p.name_norm LIKE ALL (all_of)
    LIMIT most)
$$;

ALTER FUNCTION presence_names_like(text[], text[], integer) OWNER TO presence_search;
REVOKE CREATE ON SCHEMA public FROM presence_search;
REVOKE EXECUTE ON FUNCTION presence_names_like(text[], text[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION presence_names_like(text[], text[], integer) TO presence_app, presence_owner;
"""


def _in_search_form(model: str) -> list[migrations.operations.base.Operation]:
    """The generated column anew, with the indexes on it."""
    column = models.GeneratedField(
        db_persist=True,
        expression=models.Func(models.F("name"), function="presence_search_form", output_field=models.TextField()),
        output_field=models.TextField(),
    )
    prefix = models.Index(
        models.F("organization"),
        django.db.models.functions.comparison.Collate("name_norm", "C"),
        name=f"{model}_name_prefix",
    )
    inside = django.contrib.postgres.indexes.GinIndex(
        django.contrib.postgres.indexes.OpClass(models.F("name_norm"), "gin_trgm_ops"), name=f"{model}_name_trgm"
    )
    return [
        migrations.RemoveIndex(model, f"{model}_name_prefix"),
        migrations.RemoveIndex(model, f"{model}_name_trgm"),
        migrations.RemoveField(model, "name_norm"),
        migrations.AddField(model, "name_norm", column),
        migrations.AddIndex(model, prefix),
        migrations.AddIndex(model, inside),
    ]


class Migration(migrations.Migration):
    dependencies = [("presence", "0006_team_key_unled")]
    operations = [
        migrations.RunSQL(FORM, "DROP FUNCTION presence_search_form(text)"),
        *_in_search_form("customer"),
        *_in_search_form("contact"),
        migrations.RunSQL(INSIDE, "DROP FUNCTION presence_names_like(text[], text[], integer)"),
    ]
