"""The database's own catalog says whether the wall stands: each test asks it one question and wants no row back.

A table, index, function or privilege that somebody adds without the wall shows here by its name.
"""

from typing import Any

import pytest
from django.core import checks
from django.db import connections

from presence.tenancy import catalog

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

TRUSTED = "presence_owner, presence_rollup, presence_search"
ROLES = ["presence_app", "presence_owner", "presence_rollup", "presence_search", "presence_read"]
READER = '("right"((SESSION_USER)::text, 32))::uuid'
ACTING = "(NULLIF(current_setting('presence.organization'::text, true), ''::text))::uuid"


def rows(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    """Ask as the owner, who sees the whole catalog."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def names(sql: str, **values: Any) -> list[str]:
    return [" ".join(str(value) for value in row) for row in rows(sql, **values)]


@pytest.fixture(scope="module")
def tables() -> list[str]:
    """Every table behind the wall by `organization_id`."""
    return sorted(model._meta.db_table for model in catalog.tenant_models())


def test_every_table_is_a_tenants_or_listed_as_global(tables: list[str]) -> None:
    found = names("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'f')")

    assert sorted(found) == sorted([*tables, *catalog.GLOBAL_TABLES, catalog.ORGANIZATIONS])


def test_every_model_passes_the_check() -> None:
    assert checks.run_checks(tags=[checks.Tags.models]) == []


def test_no_global_table_has_an_organization() -> None:
    found = names(
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_name = ANY(%(tables)s) AND column_name LIKE '%%organization_id%%'",
        tables=list(catalog.GLOBAL_TABLES),
    )

    assert found == []


def test_every_row_has_an_organization(tables: list[str]) -> None:
    found = names(
        "SELECT attrelid::regclass FROM pg_attribute WHERE attrelid = ANY(%(tables)s::regclass[]) "
        "AND attname = 'organization_id' AND attnotnull AND atttypid = 'uuid'::regtype",
        tables=tables,
    )

    assert sorted(found) == tables


def test_row_level_security_is_enabled_and_forced(tables: list[str]) -> None:
    found = names(
        "SELECT relname FROM pg_class WHERE relname = ANY(%(tables)s) AND NOT (relrowsecurity AND relforcerowsecurity)",
        tables=[*tables, catalog.ORGANIZATIONS],
    )

    assert found == []


def test_each_table_has_its_policies_and_no_other(tables: list[str]) -> None:
    found = rows(
        "SELECT tablename, policyname, permissive, array_to_string(roles, ', '), cmd, qual, with_check FROM pg_policies "
        "WHERE schemaname = 'public' ORDER BY tablename, policyname"
    )

    wanted = []
    for table in sorted([*tables, catalog.ORGANIZATIONS]):
        column = "id" if table == catalog.ORGANIZATIONS else "organization_id"
        compares = f"({column} = {ACTING})"
        wanted.append((table, "acting", "PERMISSIVE", "presence_app", "ALL", compares, compares))
        if table in catalog.READ_OUTSIDE:
            wanted.append((table, "reading", "PERMISSIVE", "presence_read", "SELECT", f"(organization_id = {READER})", None))
        wanted.append((table, "trusted", "PERMISSIVE", TRUSTED, "ALL", "true", "true"))
    assert found == wanted


def test_each_table_can_be_referenced_with_its_organization(tables: list[str]) -> None:
    found = names(
        "SELECT conrelid::regclass FROM pg_constraint WHERE contype = 'u' "
        "AND pg_get_constraintdef(oid) = 'UNIQUE (organization_id, id)'"
    )

    assert sorted(found) == tables


def test_references_between_tenants_tables_carry_the_organization(tables: list[str]) -> None:
    """Composite, validated, and with the organization in the same place on both sides."""
    found = names(
        "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' "
        "AND conrelid = ANY(%(tables)s::regclass[]) AND confrelid = ANY(%(tables)s::regclass[]) "
        "AND (NOT convalidated OR pg_get_constraintdef(oid) !~ '^FOREIGN KEY \\(organization_id, \\w+\\) "
        "REFERENCES \\w+\\(organization_id, id\\)')",
        tables=tables,
    )

    assert found == []


def test_every_reference_of_a_model_is_a_foreign_key_in_the_database(tables: list[str]) -> None:
    found = set(
        rows(
            "SELECT conrelid::regclass::text, confrelid::regclass::text, a.attname FROM pg_constraint c "
            "JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[2] WHERE contype = 'f'"
        )
    )
    wanted = {
        (model._meta.db_table, field.related_model._meta.db_table, field.column)
        for model in catalog.tenant_models()
        for field in model._meta.local_fields
        if field.is_relation and field.related_model in catalog.tenant_models()
    }

    assert found == wanted


def test_references_out_of_the_wall_are_listed(tables: list[str]) -> None:
    found = rows(
        "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint WHERE contype = 'f' "
        "AND conrelid = ANY(%(tables)s::regclass[]) AND confrelid <> %(organizations)s::regclass "
        "AND NOT confrelid = ANY(%(tables)s::regclass[])",
        tables=tables,
        organizations=catalog.ORGANIZATIONS,
    )

    assert set(found) == set(catalog.OUTWARD_REFERENCES)


def test_no_global_table_refers_into_the_wall(tables: list[str]) -> None:
    found = names(
        "SELECT conrelid::regclass, conname FROM pg_constraint WHERE contype = 'f' "
        "AND confrelid = ANY(%(tables)s::regclass[]) AND NOT conrelid = ANY(%(tables)s::regclass[])",
        tables=[*tables, catalog.ORGANIZATIONS],
    )

    assert sorted(name for name in found if name.split()[0] not in tables) == []


def test_unique_keys_hold_within_one_organization(tables: list[str]) -> None:
    """Otherwise "already taken" would tell what another organization has. Primary keys are random."""
    found = names(
        "SELECT indexrelid::regclass FROM pg_index WHERE indisunique AND NOT indisprimary "
        "AND indrelid = ANY(%(tables)s::regclass[]) AND pg_get_indexdef(indexrelid, 1, false) <> 'organization_id'",
        tables=[*tables, catalog.ORGANIZATIONS],
    )

    assert sorted(found) == sorted(catalog.GLOBAL_KEYS)


def test_exclusion_constraints_hold_within_one_organization() -> None:
    found = names(
        "SELECT conname FROM pg_constraint WHERE contype = 'x' "
        "AND pg_get_constraintdef(oid) NOT LIKE '%%organization_id WITH =%%'"
    )

    assert found == []


def test_primary_keys_are_one_random_id(tables: list[str]) -> None:
    found = names(
        "SELECT conrelid::regclass, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'p' "
        "AND conrelid = ANY(%(tables)s::regclass[]) AND pg_get_constraintdef(oid) <> 'PRIMARY KEY (id)'",
        tables=tables,
    )

    assert found == []


def test_no_id_comes_from_a_sequence(tables: list[str]) -> None:
    """A sequence would tell how many rows all organizations have."""
    found = names(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_name = ANY(%(tables)s) "
        "AND (is_identity = 'YES' OR column_default LIKE 'nextval%%')",
        tables=[*tables, catalog.ORGANIZATIONS],
    )

    assert found == []


def test_every_index_begins_with_the_organization(tables: list[str]) -> None:
    found = names(
        "SELECT indexrelid::regclass FROM pg_index WHERE NOT indisprimary AND indrelid = ANY(%(tables)s::regclass[]) "
        "AND pg_get_indexdef(indexrelid, 1, false) <> 'organization_id'",
        tables=tables,
    )

    assert sorted(found) == sorted(catalog.UNLED_INDEXES)


def test_no_role_can_pass_the_wall() -> None:
    found = names(
        "SELECT rolname FROM pg_roles WHERE rolname = ANY(%(roles)s) "
        "AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication)",
        roles=ROLES,
    )

    assert found == []


def test_the_runtime_role_belongs_to_no_other() -> None:
    found = names(
        "SELECT roleid::regrole FROM pg_auth_members WHERE member = ANY(%(roles)s::regrole[])",
        roles=["presence_app", "presence_rollup", "presence_search", "presence_read"],
    )

    assert found == []


def test_only_two_roles_sign_in() -> None:
    found = names("SELECT rolname FROM pg_roles WHERE rolname = ANY(%(roles)s) AND rolcanlogin ORDER BY 1", roles=ROLES)

    assert found == ["presence_app", "presence_owner"]


def test_the_runtime_role_owns_nothing() -> None:
    found = names(
        "SELECT 'class', relname FROM pg_class WHERE relowner = 'presence_app'::regrole "
        "UNION ALL SELECT 'function', proname FROM pg_proc WHERE proowner = 'presence_app'::regrole "
        "UNION ALL SELECT 'type', typname FROM pg_type WHERE typowner = 'presence_app'::regrole "
        "UNION ALL SELECT 'schema', nspname FROM pg_namespace WHERE nspowner = 'presence_app'::regrole "
        "UNION ALL SELECT 'database', datname FROM pg_database WHERE datdba = 'presence_app'::regrole"
    )

    assert found == []


@pytest.mark.parametrize("role", ["presence_app", "presence_rollup", "presence_search", "presence_read"])
def test_no_role_but_the_owner_defines_anything(role: str) -> None:
    found = names(
        "SELECT nspname FROM pg_namespace WHERE has_schema_privilege(%(role)s, oid, 'CREATE') "
        "UNION ALL SELECT 'database' WHERE has_database_privilege(%(role)s, current_database(), 'CREATE') "
        "UNION ALL SELECT 'temporary' WHERE has_database_privilege(%(role)s, current_database(), 'TEMPORARY')",
        role=role,
    )

    assert found == []


def test_nobody_but_the_owner_truncates_references_or_triggers() -> None:
    found = names(
        "SELECT grantee, table_name, privilege_type FROM information_schema.table_privileges "
        "WHERE table_schema = 'public' AND grantee <> 'presence_owner' "
        "AND (privilege_type IN ('TRUNCATE', 'REFERENCES', 'TRIGGER') OR is_grantable = 'YES' OR grantee = 'PUBLIC')"
    )

    assert found == []


def test_trusted_roles_only_read_but_for_the_sums_of_rollups() -> None:
    found = names(
        "SELECT grantee, table_name, privilege_type FROM information_schema.table_privileges "
        "WHERE grantee IN ('presence_rollup', 'presence_search') AND privilege_type <> 'SELECT' "
        "AND NOT (grantee = 'presence_rollup' AND table_name = ANY(%(sums)s))",
        sums=list(catalog.ROLLUP_TABLES),
    )

    assert found == []


def test_trusted_roles_read_nothing_about_accounts() -> None:
    found = names(
        "SELECT grantee, table_name FROM information_schema.table_privileges "
        "WHERE grantee IN ('presence_rollup', 'presence_search') AND table_name = ANY(%(tables)s)",
        tables=list(catalog.GLOBAL_TABLES),
    )

    assert found == []


def test_append_only_tables_refuse_change_by_grant_and_by_trigger() -> None:
    """A table with either has both: no UPDATE, DELETE or TRUNCATE granted, and a trigger for rows and one for TRUNCATE."""
    triggered = rows(
        "SELECT tgrelid::regclass::text, array_agg(tgname::text ORDER BY tgname) FROM pg_trigger "
        "WHERE tgfoid = 'presence_refuse_change'::regproc AND tgenabled = 'O' GROUP BY 1"
    )
    unchangeable = names(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' "
        "AND has_table_privilege('presence_app', oid, 'INSERT') AND NOT has_table_privilege('presence_app', oid, 'UPDATE') "
        "AND NOT has_table_privilege('presence_app', oid, 'DELETE')"
    )

    assert dict(triggered) == {table: ["append_only", "append_only_truncate"] for table in unchangeable}
    assert {"presence_entry", "promises_revision", "promises_term", "touchpoints_formerversion"} <= set(unchangeable)


@pytest.mark.parametrize(
    "table", ["django_migrations", "django_content_type", "auth_permission", "auth_group", "auth_group_permissions"]
)
def test_tables_that_only_migrations_write_are_read_only(table: str) -> None:
    found = names(
        "SELECT privilege_type FROM information_schema.table_privileges "
        "WHERE grantee = 'presence_app' AND table_name = %(table)s",
        table=table,
    )

    assert found == ["SELECT"]


def test_functions_with_their_owners_rights_are_the_listed_ones() -> None:
    found = names("SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace")

    assert sorted(found) == sorted(catalog.LISTED_FUNCTIONS)


def test_listed_functions_belong_to_the_search_role() -> None:
    found = names(
        "SELECT proname, proowner::regrole FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace "
        "AND proowner <> 'presence_search'::regrole AND NOT proname = ANY(%(owners)s)",
        owners=[*catalog.OWNERS_FUNCTIONS, *catalog.ROLLUP_FUNCTIONS],
    )

    assert found == []


def test_functions_over_all_organizations_belong_to_the_rollup_role() -> None:
    found = names(
        "SELECT proname FROM pg_proc WHERE prosecdef AND proowner = 'presence_rollup'::regrole "
        "AND pronamespace = 'public'::regnamespace"
    )

    assert found == list(catalog.ROLLUP_FUNCTIONS)


def test_listed_functions_are_not_for_everybody() -> None:
    found = names(
        "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace "
        "AND (proacl IS NULL OR EXISTS (SELECT FROM aclexplode(proacl) a WHERE a.grantee = 0))"
    )

    assert found == []


def test_functions_look_into_temporary_tables_last() -> None:
    """Unless it stands last in the search path, `pg_temp` is looked into first: a temporary table could stand in for ours."""
    found = names(
        "SELECT proname, proconfig FROM pg_proc p WHERE pronamespace = 'public'::regnamespace "
        "AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') "
        "AND NOT coalesce(proconfig, '{}') @> ARRAY['search_path=pg_catalog, public, pg_temp']"
    )

    assert found == []


def test_views_ask_with_the_rights_of_who_asks() -> None:
    found = names(
        "SELECT relname FROM pg_class WHERE relnamespace IN ('public'::regnamespace, 'reading'::regnamespace) "
        "AND relkind = 'v' AND NOT coalesce(reloptions, '{}') @> ARRAY['security_invoker=true']"
    )

    assert found == []


def test_the_schema_for_reading_holds_views_alone() -> None:
    kinds = names("SELECT DISTINCT relkind FROM pg_class WHERE relnamespace = 'reading'::regnamespace")
    functions = names("SELECT proname FROM pg_proc WHERE pronamespace = 'reading'::regnamespace")

    assert (kinds, functions) == (["v"], [])


def test_programs_outside_read_the_columns_of_the_views_and_no_others() -> None:
    granted = rows(
        "SELECT table_name, column_name FROM information_schema.column_privileges "
        "WHERE grantee = 'presence_read' AND table_schema = 'public' AND privilege_type = 'SELECT'"
    )
    used = rows(
        "SELECT d.refobjid::regclass::text, a.attname FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid "
        "JOIN pg_class v ON v.oid = r.ev_class AND v.relnamespace = 'reading'::regnamespace "
        "JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid "
        "WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> v.oid"
    )

    assert sorted(granted) == sorted(set(used))
    assert {table for table, _ in granted} == set(catalog.READ_OUTSIDE)


def test_programs_outside_write_nothing_and_read_no_table_whole() -> None:
    found = names(
        "SELECT table_schema, table_name, privilege_type FROM information_schema.table_privileges "
        "WHERE grantee = 'presence_read' AND (table_schema, privilege_type) <> ('reading', 'SELECT') "
        "UNION ALL SELECT table_schema, column_name, privilege_type FROM information_schema.column_privileges "
        "WHERE grantee = 'presence_read' AND privilege_type <> 'SELECT'"
    )

    assert found == []


def test_only_our_own_roles_can_name_the_tables() -> None:
    found = names("SELECT 1 WHERE has_schema_privilege('presence_read', 'public', 'USAGE')")

    assert found == []


def test_there_are_no_materialized_views_and_no_rules() -> None:
    """Neither knows row-level security."""
    found = names(
        "SELECT relname FROM pg_class WHERE relkind = 'm' UNION ALL "
        "SELECT rulename FROM pg_rules WHERE schemaname = 'public' UNION ALL "
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent::regclass::text NOT LIKE '%%pkey'"
    )

    assert found == []


def test_every_session_starts_without_an_organization() -> None:
    """A setting of the role or the database would open the wall for whoever connects."""
    found = names("SELECT setconfig FROM pg_db_role_setting WHERE array_to_string(setconfig, ',') LIKE '%%presence.%%'")

    assert found == []
