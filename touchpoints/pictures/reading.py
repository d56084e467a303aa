"""The working copy of the map as a sheet."""

from collections import defaultdict
from uuid import UUID

from touchpoints.journeys.models import Protection, Stage, Touchpoint
from touchpoints.pictures.sheet import Card, Column, Lane, Sheet

_PROTECTIONS = {value: str(label).lower() for value, label in Protection.choices}


def lanes() -> tuple[Lane, ...]:
    """Journeys, stages and touchpoints as they stand now, in two statements."""
    cards: dict[UUID, list[Card]] = defaultdict(list)
    rows = Touchpoint.rows().filter(archived_at=None).select_related("owner__user").order_by("position")
    for row in rows:
        cards[row.stage_id].append(_card(row))
    columns: dict[str, tuple[str, list[Column]]] = {}
    for stage in Stage.rows().select_related("journey").order_by("journey__position", "position"):
        _name, found = columns.setdefault(str(stage.journey_id), (stage.journey.name, []))
        found.append(Column(stage.name, tuple(cards[stage.pk])))
    return tuple(Lane(name, tuple(found)) for name, found in columns.values())


def sheet(organization: str, about: str) -> Sheet:
    """The working copy with its heading. `about` says of when it is."""
    return Sheet(f"{organization}: touchpoint map", about, lanes())


def _card(row: Touchpoint) -> Card:
    return Card(
        key=row.key,
        name=row.name,
        mode=row.mode,
        intent=row.intent,
        owner=str(row.owner) if row.owner else "",
        protected=", ".join(_PROTECTIONS.get(mark, mark) for mark in row.protected),
        is_key_moment=row.key_moment,
    )
