"""Maps as sheets: the one being drawn, and the one that is published."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from presence.kit import words
from presence.tenancy.models import Membership
from touchpoints.journeys import versions
from touchpoints.journeys.document import Document, Moment
from touchpoints.map import reading as counting
from touchpoints.pictures.sheet import Card, Column, Lane, Sheet


def drawn(title: str, about: str) -> Sheet:
    """The map that is being drawn. `about` says of when it is."""
    return Sheet(title, about, _lanes(versions.drawn(), _names()))


def published(title: str, about: str, *, with_owners: bool) -> Sheet:
    """The map that holds now."""
    return Sheet(title, about, _lanes(versions.published(), _names() if with_owners else {}))


def with_figures(sheet: Sheet, *, now: datetime, today: date) -> Sheet:
    """The same sheet with how often each touchpoint was met in the last 28 days, and how often the word was kept."""
    counted = {card.key: card for card in counting.read(now=now, today=today).cards()}
    return replace(
        sheet,
        lanes=tuple(
            replace(
                lane,
                columns=tuple(
                    replace(column, cards=tuple(_counted(card, counted.get(card.key)) for card in column.cards))
                    for column in lane.columns
                ),
            )
            for lane in sheet.lanes
        ),
    )


def _counted(card: Card, found: counting.Card | None) -> Card:
    if found is None or not found.times:
        return replace(card, figures=("Not met in 28 days",))
    people = f"{words.number(found.by_people)} of {words.number(found.times)} by people"
    kept = (f"Kept: {words.rate(found.kept, found.judged)}",) if found.judged else ()
    return replace(card, figures=(people, *kept))


def _names() -> dict[object, str]:
    return {member.pk: str(member) for member in Membership.objects.select_related("user")}


def _lanes(document: Document, names: Mapping[object, str]) -> tuple[Lane, ...]:
    return tuple(
        Lane(journey.name, tuple(Column(stage.name, _cards(stage.touchpoints, names)) for stage in journey.stages))
        for journey in document.journeys
    )


def _cards(moments: Iterable[Moment], names: Mapping[object, str]) -> tuple[Card, ...]:
    return tuple(
        Card(
            key=moment.key,
            name=moment.name,
            mode=moment.mode.value,
            intent=moment.intent,
            owner=names.get(moment.owner, ""),
            protected=", ".join(str(mark.label).lower() for mark in moment.protected),
            is_key_moment=moment.key_moment,
        )
        for moment in moments
    )
