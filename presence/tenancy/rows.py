"""Base of every tenant table: closed by default.

The default manager filters by the acting organization when the SQL is compiled and raises NoOrganization when there is none.
Row-level security stands behind it (presence/tenancy/operations.py).
"""

from typing import Any, Self, TypeVar

from django.db import models
from django.db.models.sql.compiler import SQLCompiler

from presence.kit.ids import new_id
from presence.tenancy.scope import acting_organization_id

Row = TypeVar("Row", bound=models.Model, covariant=True)


class ActingOrganization(models.Expression):
    """The acting organization's id, looked up when the statement is compiled, not when the queryset is made."""

    output_field = models.UUIDField()

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        return "%s", (acting_organization_id(),)


class OrganizationQuerySet(models.QuerySet[Row]):
    """Chainable queries over the rows of the acting organization."""


class OrganizationManager(models.Manager.from_queryset(OrganizationQuerySet)):  # type: ignore[misc]
    use_in_migrations = False

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(organization_id=ActingOrganization())


class Reference(models.ForeignKey[Any, Any]):
    """A foreign key between tenant tables.

    The constraint is the composite `(organization_id, x_id)`, made by the Wall migration operation, so that a reference across
    organizations cannot exist. Indexes are declared by hand and begin with the organization.
    """

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **options: Any) -> None:
        options.setdefault("db_constraint", False)
        options.setdefault("db_index", False)
        options.setdefault("related_name", "+")
        super().__init__(to, on_delete, **options)


class OwningOrganization(models.ForeignKey[Any, Any]):
    """The organization a row belongs to: the acting one, unless given.

    The default is not part of the field's definition, so that migrations never ask for an acting organization.
    """

    def __init__(self, to: Any = "presence.Organization", on_delete: Any = models.CASCADE, **options: Any) -> None:
        super().__init__(to, on_delete, **options | {"editable": False, "related_name": "+", "db_index": False})

    def get_default(self) -> Any:
        return acting_organization_id()


class OrganizationRow(models.Model):
    """A row that belongs to one organization."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = OwningOrganization()

    objects = OrganizationManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    @classmethod
    def rows(cls) -> models.QuerySet[Self]:
        """The acting organization's rows of this table, typed."""
        return cls.objects.all()  # type: ignore[no-any-return]
