"""Migration operations that build the wall in the database. Each runs as the owner."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

APP, OWNER, ROLLUP, SEARCH = "presence_app", "presence_owner", "presence_rollup", "presence_search"
ACTING = "nullif(current_setting('presence.organization', true), '')::uuid"


class DatabaseOperation(Operation):
    """An operation that changes the database and leaves Django's model state alone."""

    reduces_to_sql = True
    reversible = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The model state stays as it is."""


class Wall(DatabaseOperation):
    """Put tenant tables behind the wall.

    For each model: `UNIQUE (organization_id, id)`, row-level security enabled and forced, one policy for the runtime role and
    one for the trusted roles, and a composite foreign key for each Reference. `append_only` tables lose UPDATE and DELETE for
    the runtime role, by grant and by trigger; TRUNCATE is never granted.
    """

    def __init__(self, *names: str, append_only: Sequence[str] = ()) -> None:
        self.names = names
        self.append_only = tuple(append_only)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__qualname__, list(self.names), {"append_only": self.append_only})

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        chosen = [to_state.apps.get_model(app_label, name) for name in self.names]
        for model in chosen:
            for statement in _enclose(model._meta.db_table, _organization_column(model)):
                schema_editor.execute(statement)
        for model in chosen:
            for statement in _references(model):
                schema_editor.execute(statement)
        for name in self.append_only:
            table = to_state.apps.get_model(app_label, name)._meta.db_table
            for statement in _append_only(table):
                schema_editor.execute(statement)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Nothing to undo: the tables go with the migration that made them."""

    def describe(self) -> str:
        return f"Put {', '.join(self.names)} behind the wall"


def _organization_column(model: type[models.Model]) -> str:
    return "id" if model._meta.model_name == "organization" else "organization_id"


def _enclose(table: str, column: str) -> Iterator[str]:
    if column != "id":
        yield f'ALTER TABLE "{table}" ADD CONSTRAINT {table}_org_id UNIQUE (organization_id, id)'
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    yield f"CREATE POLICY acting ON {table} TO {APP} USING ({column} = {ACTING}) WITH CHECK ({column} = {ACTING})"
    yield f"CREATE POLICY trusted ON {table} TO {OWNER}, {ROLLUP}, {SEARCH} USING (true) WITH CHECK (true)"


def _references(model: type[models.Model]) -> Iterator[str]:
    table = model._meta.db_table
    for field in model._meta.local_fields:
        if isinstance(field, models.ForeignKey) and not field.db_constraint:  # type: ignore[attr-defined]
            target = field.related_model._meta.db_table
            yield (
                f"ALTER TABLE {table} ADD CONSTRAINT {table}_{field.column}_org_fk "
                f"FOREIGN KEY (organization_id, {field.column}) REFERENCES {target} (organization_id, id) "
                "DEFERRABLE INITIALLY IMMEDIATE"
            )


def _append_only(table: str) -> Iterator[str]:
    yield f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {APP}"
    yield (
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION presence_refuse_change()"
    )
    yield (
        f"CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION presence_refuse_change()"
    )
