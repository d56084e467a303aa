"""The database alone keeps organizations apart: SQL as the runtime role, without any of our code in between."""

from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, models, transaction

from presence.customers.models import Customer
from presence.tenancy import catalog, scope
from tests.wall import seconds
from tests.wall.canaries import Twin, fingerprint

NOBODY = UUID("00000000-0000-7000-8000-000000000000")
TABLES = [model._meta.db_table for model in catalog.tenant_models()]
REFERENCES = [
    pytest.param(model, field, id=f"{model._meta.model_name}.{field.name}")
    for model in catalog.tenant_models()
    for field in model._meta.local_fields
    if field.is_relation and field.related_model in catalog.tenant_models()
]


def run(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else [(cursor.rowcount,)]


def refusal(sql: str, *values: Any) -> str:
    """The message the database refuses with; the statement leaves nothing behind."""
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        run(sql, *values)
    return str(refused.value)


def touched(sql: str, *values: Any) -> int:
    """How many rows a statement changed; an append-only table refuses the statement itself."""
    try:
        with transaction.atomic():
            return int(run(sql, *values)[0][0])
    except ProgrammingError:
        return 0


@pytest.mark.parametrize("table", [*TABLES, catalog.ORGANIZATIONS])
def test_without_an_organization_there_is_no_row(table: str, b: Twin) -> None:
    assert run(f"SELECT count(*) FROM {table}") == [(0,)]


@pytest.mark.parametrize("table", TABLES)
def test_every_table_of_a_twin_is_filled(table: str, b: Twin) -> None:
    """Otherwise the other tests would search an empty room."""
    with scope.acting_for(b.organization):
        assert run(f"SELECT count(*) FROM {table}")[0][0] > 0


@pytest.mark.parametrize("model", catalog.tenant_models(), ids=lambda model: str(model._meta.model_name))
def test_another_organizations_row_cannot_be_read_changed_or_deleted(model: type[models.Model], a: Twin, b: Twin) -> None:
    table, foreign = model._meta.db_table, b.rows[model].pk
    before = fingerprint(b)

    with scope.acting_for(a.organization):
        assert run(f"SELECT count(*) FROM {table} WHERE id = %s", foreign) == [(0,)]
        assert run(f"SELECT count(*) FROM {table} WHERE organization_id = %s", b.organization.pk) == [(0,)]
        assert touched(f"UPDATE {table} SET id = id WHERE id = %s", foreign) == 0
        assert touched(f"DELETE FROM {table} WHERE id = %s", foreign) == 0

    assert fingerprint(b) == before


@pytest.mark.parametrize("model", catalog.tenant_models(), ids=lambda model: str(model._meta.model_name))
def test_no_row_is_written_into_another_organization(model: type[models.Model], a: Twin, b: Twin) -> None:
    """Copying a row of ours into theirs, and moving one, are refused by WITH CHECK."""
    table, ours = model._meta.db_table, a.rows[model].pk
    columns = [f.column for f in model._meta.local_concrete_fields if not isinstance(f, models.GeneratedField)]
    copied = ", ".join("%s" if column == "organization_id" else f'"{column}"' for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)

    with scope.acting_for(a.organization):
        copying = refusal(f"INSERT INTO {table} ({names}) SELECT {copied} FROM {table} WHERE id = %s", b.organization.pk, ours)
        moving = refusal(f"UPDATE {table} SET organization_id = %s WHERE id = %s", b.organization.pk, ours)

    assert "row-level security" in copying or "does not continue the chain" in copying
    assert "row-level security" in moving or "permission denied" in moving


@pytest.mark.parametrize(("model", "field"), REFERENCES)
def test_a_reference_cannot_point_into_another_organization(model: Any, field: Any, a: Twin, b: Twin) -> None:
    """And the refusal says the same for a row of another organization as for none at all."""
    with scope.acting_for(b.organization):
        foreign = seconds.saved(seconds.second_row(field.related_model, b))
    said = []
    with scope.acting_for(a.organization):
        targets = {target: seconds.second_row(model, a) for target in (foreign, NOBODY)}
        seconds.make_room(model)
        for target, row in targets.items():
            setattr(row, field.attname, target)
            said.append(_refused(row).replace(str(target), "<id>").replace(str(row.pk), "<row>"))

    assert "violates foreign key constraint" in said[0]
    assert said[0] == said[1]


@pytest.mark.parametrize("model", catalog.tenant_models(), ids=lambda model: str(model._meta.model_name))
def test_no_unique_key_tells_what_another_organization_has(model: Any, a: Twin, b: Twin) -> None:
    """Every value of theirs can be ours too, and an upsert takes it for new."""
    with scope.acting_for(b.organization):
        theirs = model.objects.get(pk=b.rows[model].pk)
    with scope.acting_for(a.organization):
        ours = seconds.second_row(model, a)
        seconds.make_room(model)
        before = model.objects.count()
        for f in seconds.texts_of(model):
            setattr(ours, f.attname, getattr(theirs, f.attname))
        model.objects.bulk_create([ours], ignore_conflicts=not _has_deferrable_key(model))

        assert model.objects.count() >= before + 1


def _refused(row: models.Model) -> str:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        row.save(force_insert=True)
    return str(refused.value)


def _has_deferrable_key(model: Any) -> bool:
    return any(getattr(constraint, "deferrable", None) for constraint in model._meta.constraints)


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE presence_customer CASCADE",
        "ALTER TABLE presence_customer DISABLE ROW LEVEL SECURITY",
        "DROP POLICY acting ON presence_customer",
        "CREATE TABLE elsewhere (id uuid)",
        "CREATE TEMPORARY TABLE presence_organization (id uuid, slug text)",
        "CREATE FUNCTION loud() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'",
        "CREATE VIEW loud AS SELECT * FROM presence_customer",
        "CREATE POLICY wide ON presence_customer USING (true)",
        "SET ROLE presence_owner",
        "SET ROLE presence_search",
        "SET ROLE presence_rollup",
        "SET SESSION AUTHORIZATION presence_owner",
        "ALTER ROLE presence_app BYPASSRLS",
        "SET session_replication_role = replica",
        "GRANT presence_owner TO presence_app",
        "DELETE FROM presence_organization",
        "UPDATE django_content_type SET model = model",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'y', now())",
        "COPY presence_customer FROM PROGRAM 'true'",
        "COPY presence_customer TO '/tmp/customers'",
        "SELECT pg_read_file('/etc/passwd')",
        "ALTER TABLE promises_revision DISABLE TRIGGER append_only",
    ],
)
def test_the_runtime_role_is_refused(statement: str, a: Twin) -> None:
    with scope.acting_for(a.organization):
        said = refusal(statement)

    assert "denied" in said or "must be owner" in said or "must be superuser" in said or "must have admin option" in said


def test_switching_row_security_off_refuses_instead_of_showing(a: Twin, b: Twin) -> None:
    with scope.acting_for(a.organization), transaction.atomic():
        run("SET LOCAL row_security = off")

        assert "would be affected by row-level security" in refusal("SELECT * FROM presence_customer")
        transaction.set_rollback(True)


def test_an_organization_cannot_become_an_example(a: Twin) -> None:
    with scope.acting_for(a.organization):
        said = refusal("UPDATE presence_organization SET is_example = true")

    assert "from the start or never" in said


def test_aggregates_joins_and_unions_stay_inside(a: Twin, b: Twin) -> None:
    with scope.acting_for(a.organization):
        found = run(
            "SELECT c.organization_id FROM presence_customer c LEFT JOIN presence_contact p ON p.customer_id = c.id "
            "UNION SELECT organization_id FROM presence_entry "
            "UNION SELECT max(organization_id::text)::uuid FROM touchpoints_check"
        )

    assert set(found) == {(a.organization.pk,)}


def test_a_taken_primary_key_is_the_only_key_across_organizations(a: Twin, b: Twin) -> None:
    """Ids are random and never come from outside, so this answers nobody's question; it is stated here to be known."""
    with scope.acting_for(a.organization), pytest.raises(IntegrityError), transaction.atomic():
        Customer.objects.create(pk=b.rows[Customer].pk, name="Same id")
