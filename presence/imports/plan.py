"""Everything needed to understand the rows of one import: its importer, how its cells are read, on whose behalf."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from presence.imports import importers
from presence.imports.importers import Context, Importer
from presence.imports.models import Import
from presence.imports.rules import mapping
from presence.imports.rules.cells import RowReader, marks, said
from presence.imports.rules.fields import Problem
from presence.tenancy.actors import Actor
from presence.tenancy.models import Organization


@dataclass(frozen=True, slots=True)
class Plan:
    """How this import's rows are read and what they are read for."""

    importer: Importer
    context: Context
    _reader: RowReader
    _reference_column: int | None
    _unknown: frozenset[str]

    def values(self, cells: Sequence[str]) -> tuple[dict[str, Any], list[Problem]]:
        """The row's values by field, and what is wrong with its cells."""
        return self._reader.read(cells)

    def reference(self, cells: Sequence[str]) -> str:
        """What the row is called in the file; empty when nothing is matched or the cell says nothing."""
        column = self._reference_column
        return said(cells[column], self._unknown) if column is not None and column < len(cells) else ""


def plan_for(source: Import, *, now: datetime) -> Plan:
    """The plan of a matched import; `made_by` with its user should be loaded."""
    importer = importers.importer_for(source.kind)
    organization = Organization.objects.get(pk=source.organization_id)
    matching = mapping.load(source.mapping)
    reader = RowReader(
        fields=importer.fields(),
        needs=importer.needs,
        matching=matching,
        unknown=source.unknown,
        home=ZoneInfo(matching.time_zone or organization.time_zone),
    )
    options = frozenset(name for name, is_chosen in matching.options.items() if is_chosen)
    context = Context(organization, Actor.of(source.made_by), now, source.pk, options)
    reference = matching.sources.get(importer.reference)
    return Plan(importer, context, reader, reference.column if reference else None, marks(source.unknown))
