"""The listed SECURITY DEFINER functions: what must be known before there is a scope, and nothing else.

They belong to the search role, which cannot log in, and each answers one narrow question.
"""

from django.db import migrations

FUNCTIONS = """
GRANT SELECT ON presence_organization, presence_membership TO presence_search;
GRANT CREATE ON SCHEMA public TO presence_search;

CREATE FUNCTION presence_organization_for(address text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT id FROM presence_organization WHERE slug = address
$$;

CREATE FUNCTION presence_places_of(person uuid)
RETURNS TABLE (organization_id uuid, slug varchar, name varchar, role varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT o.id, o.slug, o.name, m.role
    FROM presence_membership m JOIN presence_organization o ON o.id = m.organization_id
   WHERE m.user_id = person AND m.removed_at IS NULL
   ORDER BY o.name, o.id
$$;

CREATE FUNCTION presence_organization_ids() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT id FROM presence_organization ORDER BY id
$$;

ALTER FUNCTION presence_organization_for(text) OWNER TO presence_search;
ALTER FUNCTION presence_places_of(uuid) OWNER TO presence_search;
ALTER FUNCTION presence_organization_ids() OWNER TO presence_search;
REVOKE CREATE ON SCHEMA public FROM presence_search;
REVOKE EXECUTE ON FUNCTION presence_organization_for(text), presence_places_of(uuid), presence_organization_ids() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION presence_organization_for(text), presence_places_of(uuid), presence_organization_ids()
  TO presence_app, presence_owner;
"""

UNDO = """
DROP FUNCTION presence_organization_for(text);
DROP FUNCTION presence_places_of(uuid);
DROP FUNCTION presence_organization_ids();
"""


class Migration(migrations.Migration):
    dependencies = [("presence", "0002_wall")]
    operations = [migrations.RunSQL(FUNCTIONS, UNDO)]
