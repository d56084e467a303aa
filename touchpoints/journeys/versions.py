"""The map being drawn and the maps that were published, as documents; and what differs between them."""

from datetime import date
from typing import Any

from django.utils import timezone

from touchpoints.journeys import differences
from touchpoints.journeys import document as documents
from touchpoints.journeys.document import Document, JourneyPart, StagePart
from touchpoints.journeys.models import (
    Channel,
    EscapeHatch,
    Journey,
    MessageTemplate,
    Mode,
    Protection,
    Stage,
    Stake,
    Touchpoint,
)
from touchpoints.journeys.published import MapVersion


def document() -> dict[str, Any]:
    """The map being drawn, as a plain value: what `writing.write_document` takes and a version keeps."""
    return documents.dump(drawn())


def drawn() -> Document:
    """The map being drawn."""
    hatches = {row.touchpoint_id: _hatch(row) for row in EscapeHatch.rows()}
    messages = {row.touchpoint_id: _message(row) for row in MessageTemplate.rows()}
    moments: dict[Any, list[documents.Moment]] = {}
    for row in Touchpoint.rows().filter(archived_at=None).order_by("position"):
        moments.setdefault(row.stage_id, []).append(_moment(row, hatches.get(row.pk), messages.get(row.pk)))
    stages: dict[Any, list[StagePart]] = {}
    for stage in Stage.rows().order_by("position"):
        part = StagePart(id=stage.pk, name=stage.name, touchpoints=moments.get(stage.pk, []))
        stages.setdefault(stage.journey_id, []).append(part)
    journeys = Journey.rows().order_by("position")
    return Document(
        journeys=[JourneyPart(id=row.pk, name=row.name, owner=row.owner_id, stages=stages.get(row.pk, [])) for row in journeys]
    )


def newest() -> MapVersion | None:
    """The version that holds now. Every organization begins with one."""
    held = MapVersion.rows().filter(applied_at__isnull=False).select_related("published_by__user")
    return held.order_by("-number").first()


def waiting() -> MapVersion | None:
    """The version that will hold from a later time, when there is one."""
    return MapVersion.rows().filter(applied_at=None, canceled_at=None).first()


def began(first: date, last: date) -> dict[date, str]:
    """On which of these days of the organization a version began, by number; the first one, which nobody chose, is left out.

    Of several on one day the numbers are named together: “3 to 5”.
    """
    rows = MapVersion.rows().filter(applied_at__isnull=False, number__gt=1)
    days: dict[date, list[int]] = {}
    for number, at in rows.order_by("number").values_list("number", "effective_from"):
        days.setdefault(timezone.localdate(at), []).append(number)
    return {
        day: str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}"
        for day, numbers in days.items()
        if first <= day <= last
    }


def published() -> Document:
    """The map that holds now; an empty one when nothing was ever published."""
    held = newest()
    return documents.load(held.document) if held else Document(journeys=[])


def diff(older: dict[str, Any], newer: dict[str, Any]) -> list[str]:
    """What differs between two documents, in sentences such as “Status update: augment → automate”."""
    return differences.sentences(documents.load(older), documents.load(newer))


def moment(touchpoint: Touchpoint) -> documents.Moment:
    """One touchpoint as it is drawn."""
    hatch = EscapeHatch.rows().filter(touchpoint=touchpoint).first()
    message = MessageTemplate.rows().filter(touchpoint=touchpoint).first()
    return _moment(touchpoint, _hatch(hatch) if hatch else None, _message(message) if message else None)


def state() -> str:
    """Names exactly what is drawn and what is published now. Who publishes says which state was looked at."""
    held = newest()
    return f"{held.number if held else 0}-{documents.digest(document())}"


def _moment(row: Touchpoint, hatch: documents.Hatch | None, message: documents.Message | None) -> documents.Moment:
    return documents.Moment(
        id=row.pk,
        key=row.key,
        name=row.name,
        intent=row.intent,
        mode=Mode(row.mode),
        mode_reason=row.mode_reason,
        owner=row.owner_id,
        protected=[Protection(mark) for mark in sorted(row.protected)],
        stakes=[Stake(stake) for stake in sorted(row.stakes)],
        channel=Channel(row.channel) if row.channel else None,
        response_target_minutes=row.response_target_minutes,
        key_moment=row.key_moment,
        top_five=row.top_five,
        first_truth_due=row.first_truth_due,
        hatch=hatch,
        message=message,
    )


def _hatch(row: EscapeHatch) -> documents.Hatch:
    return documents.Hatch(member=row.member_id, calendar=row.calendar_id, reply_minutes=row.reply_minutes)


def _message(row: MessageTemplate) -> documents.Message:
    return documents.Message(language=row.language, subject=row.subject, text=row.text)
