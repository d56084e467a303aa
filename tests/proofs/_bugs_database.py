"""A migration leaves a hole in the database's half of the wall. Each runs from scratch."""

from tests.proofs._planting import Bug

OPERATIONS, PRIVILEGES = "presence/tenancy/operations.py", "presence/tenancy/privileges.py"
COMMITMENTS, NAMES = "touchpoints/migrations/0004_due_commitments.py", "presence/migrations/0012_narrower_names.py"
CATALOG, RAW_SQL = "tests/house/test_catalog.py", "tests/wall/test_database.py"

BUGS = [
    Bug(
        name="The policy shows the runtime role every row",
        file=OPERATIONS,
        old="USING ({column} = {ACTING}) WITH CHECK",
        new="USING (true) WITH CHECK",
        tests=(f"{RAW_SQL}::test_without_an_organization_there_is_no_row",),
    ),
    Bug(
        name="The policy lets rows be written into another organization",
        file=OPERATIONS,
        old="WITH CHECK ({column} = {ACTING})",
        new="WITH CHECK (true)",
        tests=(f"{RAW_SQL}::test_no_row_is_written_into_another_organization[customer]",),
    ),
    Bug(
        name="Without a scope the policy compares with nothing and shows all",
        file=OPERATIONS,
        old="USING ({column} = {ACTING}) WITH CHECK",
        new="USING (coalesce({column} = {ACTING}, true)) WITH CHECK",
        tests=(f"{RAW_SQL}::test_without_an_organization_there_is_no_row",),
    ),
    Bug(
        name="Row-level security is not forced",
        file=OPERATIONS,
        old='    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"\n',
        new="",
        tests=(f"{CATALOG}::test_row_level_security_is_enabled_and_forced",),
    ),
    Bug(
        name="Row-level security has policies and is not enabled",
        file=OPERATIONS,
        old='    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"\n',
        new="",
        tests=(f"{RAW_SQL}::test_without_an_organization_there_is_no_row",),
    ),
    Bug(
        name="The policy for trusted roles is for everybody",
        file=OPERATIONS,
        old="CREATE POLICY trusted ON {table} TO {OWNER}, {ROLLUP}, {SEARCH} USING",
        new="CREATE POLICY trusted ON {table} USING",
        tests=(f"{CATALOG}::test_each_table_has_its_policies_and_no_other",),
    ),
    Bug(
        name="A new table is not put behind the wall",
        file="presence/migrations/0002_wall.py",
        old='            "StoredAnswer",\n',
        new="",
        tests=(f"{CATALOG}::test_row_level_security_is_enabled_and_forced",),
    ),
    Bug(
        name="Foreign keys do not carry the organization",
        file=OPERATIONS,
        old='f"FOREIGN KEY (organization_id, {field.column}) REFERENCES {target} (organization_id, id) "',
        new='f"FOREIGN KEY ({field.column}) REFERENCES {target} (id) "',
        tests=(f"{RAW_SQL}::test_a_reference_cannot_point_into_another_organization[contact.customer]",),
    ),
    Bug(
        name="References are no foreign keys at all",
        file=OPERATIONS,
        old="        if isinstance(field, models.ForeignKey) and not field.db_constraint:",
        new="        if isinstance(field, models.ForeignKey) and field.db_index and not field.db_constraint:",
        tests=(f"{CATALOG}::test_every_reference_of_a_model_is_a_foreign_key_in_the_database",),
    ),
    Bug(
        name="A model refers with a plain foreign key",
        file="presence/tenancy/rows.py",
        old='options.setdefault("db_constraint", False)',
        new='options.setdefault("db_constraint", True)',
        tests=(f"{CATALOG}::test_every_model_passes_the_check",),
    ),
    Bug(
        name="A unique key holds across organizations",
        file="presence/migrations/0001_initial.py",
        old='fields=("organization", "token_hash"), name="invitation_token_once"',
        new='fields=("token_hash",), name="invitation_token_once"',
        tests=(f"{CATALOG}::test_unique_keys_hold_within_one_organization",),
    ),
    Bug(
        name="The runtime role may truncate",
        file=PRIVILEGES,
        old="GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO presence_app;",
        new="GRANT ALL ON TABLES TO presence_app;",
        tests=(f"{RAW_SQL}::test_the_runtime_role_is_refused",),
    ),
    Bug(
        name="Everybody may create tables",
        file=PRIVILEGES,
        old="REVOKE CREATE ON SCHEMA public FROM PUBLIC;",
        new="GRANT CREATE ON SCHEMA public TO PUBLIC;",
        tests=(f"{CATALOG}::test_no_role_but_the_owner_defines_anything",),
    ),
    Bug(
        name="A temporary table can stand in for one that a listed function reads",
        file="presence/migrations/0005_narrow_privileges.py",
        old="'REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC'",
        new="'REVOKE CONNECT ON DATABASE %I FROM presence_rollup'",
        tests=(f"{RAW_SQL}::test_the_runtime_role_is_refused",),
    ),
    Bug(
        name="A listed function looks into temporary tables first",
        file="presence/migrations/0005_narrow_privileges.py",
        old="ALTER FUNCTION presence_member_of(text, uuid) SET search_path = pg_catalog, public, pg_temp;\n",
        new="",
        tests=(f"{CATALOG}::test_functions_look_into_temporary_tables_last",),
    ),
    Bug(
        name="Looking inside names finds those of all organizations",
        file=NAMES,
        old="    WHERE c.organization_id = {_ACTING} AND c.name_norm LIKE ANY (any_of) LIMIT most)",
        new="    WHERE c.name_norm LIKE ANY (any_of) LIMIT most)",
        tests=("tests/wall/test_functions.py::test_looking_inside_names_stays_with_the_acting_organization",),
    ),
    Bug(
        name="Any organization's example can be removed",
        file="presence/migrations/0011_remove_example.py",
        old="IF gone IS DISTINCT FROM nullif(current_setting('presence.organization', true), '')::uuid\n     OR NOT EXISTS",
        new="IF NOT EXISTS",
        tests=("tests/wall/test_functions.py::test_no_organization_removes_the_example_of_another",),
    ),
    Bug(
        name="Everybody may call a function that runs with its owner's rights",
        file=COMMITMENTS,
        old="REVOKE EXECUTE ON FUNCTION presence_organizations_with_commitments() FROM PUBLIC;\n",
        new="",
        tests=(f"{CATALOG}::test_listed_functions_are_not_for_everybody",),
    ),
    Bug(
        name="A listed function belongs to the owner",
        file=COMMITMENTS,
        old="ALTER FUNCTION presence_organizations_with_commitments() OWNER TO presence_search;\n",
        new="",
        tests=(f"{CATALOG}::test_listed_functions_belong_to_the_search_role",),
    ),
    Bug(
        name="A function that runs with its owner's rights is not listed",
        file=COMMITMENTS,
        old="CREATE FUNCTION presence_organizations_with_commitments()",
        new="""CREATE FUNCTION presence_customer_named(wanted uuid) RETURNS varchar
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT name FROM presence_customer WHERE id = wanted
$$;
REVOKE EXECUTE ON FUNCTION presence_customer_named(uuid) FROM PUBLIC;
CREATE FUNCTION presence_organizations_with_commitments()""",
        tests=(f"{CATALOG}::test_functions_with_their_owners_rights_are_the_listed_ones",),
    ),
    Bug(
        name="A view asks with the rights of its owner",
        file=COMMITMENTS,
        old="GRANT SELECT ON touchpoints_interaction TO presence_search;\nGRANT CREATE",
        new="""CREATE VIEW touchpoints_open AS SELECT * FROM touchpoints_interaction WHERE done_at IS NULL;
GRANT SELECT ON touchpoints_interaction TO presence_search;
GRANT CREATE""",
        tests=(f"{CATALOG}::test_views_ask_with_the_rights_of_who_asks",),
    ),
    Bug(
        name="A materialized view keeps rows of all organizations",
        file=COMMITMENTS,
        old="GRANT SELECT ON touchpoints_interaction TO presence_search;\nGRANT CREATE",
        new="""CREATE MATERIALIZED VIEW touchpoints_days AS
  SELECT local_day, count(*) FROM touchpoints_interaction GROUP BY local_day;
GRANT SELECT ON touchpoints_interaction TO presence_search;
GRANT CREATE""",
        tests=(f"{CATALOG}::test_there_are_no_materialized_views_and_no_rules",),
    ),
    Bug(
        name="The start takes a role that bypasses row-level security",
        file="presence/checks.py",
        old="    if bypasses:\n",
        new="    if is_superuser and bypasses:\n",
        tests=("tests/test_checks.py::test_a_mighty_role_is_refused",),
    ),
]
