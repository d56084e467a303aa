"""How far the map that is drawn is from the one that holds: which cards differ, how much in all, and what takes two people."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from touchpoints.journeys import differences, missing, rules
from touchpoints.journeys import document as documents
from touchpoints.journeys.document import Document, Hatch, JourneyPart, Message, Moment, StagePart
from touchpoints.journeys.missing import Missing
from touchpoints.journeys.models import Channel, Mode, Protection, Stake
from touchpoints.journeys.published import MapVersion
from touchpoints.map.reading import CARDS_KEPT, Card, Column, Map

VERSIONS_KEPT = 64  # about 50 kB each


@dataclass(frozen=True, slots=True)
class Unpublished:
    """What a publish would change: `cards` are touchpoints, `amount` counts journeys and stages too.

    `second` says where a second person must agree first.
    """

    cards: frozenset[UUID | None]
    amount: int
    second: Mapping[UUID, Missing]


def find(found: Map) -> Unpublished:
    """Compare what is drawn with what is published. Asks the database only where something needs a second person."""
    held = _version(found.version_id) if found.version_id else Document(journeys=[])
    drawn = Document(
        journeys=[
            JourneyPart(id=line.id, name=line.name, stages=[_stage(column) for column in line.columns]) for line in found.lines
        ]
    )
    changes = differences.changes(held, drawn)
    changed = frozenset(change.id for change in changes)
    former = {moment.id: moment for moment in held.moments()}
    guarded = {card.id for card in found.cards() if card.was_guarded}
    looser = [
        one
        for one in drawn.moments()
        if one.id in changed and _needs_two(former.get(one.id), one, was_guarded=one.id in guarded)
    ]
    return Unpublished(changed, len(changes) + len(differences.outline(held, drawn)), missing.second_persons(looser))


@lru_cache(maxsize=VERSIONS_KEPT)
def _version(version_id: UUID) -> Document:
    """A version never changes, so it is read once."""
    return documents.load(MapVersion.rows().values_list("document", flat=True).get(pk=version_id))


def _needs_two(former: Moment | None, moment: Moment, *, was_guarded: bool) -> bool:
    return bool(
        rules.needs_two(
            former_mode=former.mode if former else Mode.HUMAN_ONLY,
            former_protected=former.protected if former else [],
            was_guarded=was_guarded,
            mode=moment.mode,
            protected=moment.protected,
            stakes=moment.stakes,
        )
    )


def _stage(column: Column) -> StagePart:
    return StagePart(id=column.id, name=column.name, touchpoints=[_moment(card) for card in column.cards])


@lru_cache(maxsize=CARDS_KEPT)
def _moment(card: Card) -> Moment:
    return Moment(
        id=card.id,
        key=card.key,
        name=card.name,
        intent=card.intent,
        mode=Mode(card.mode),
        mode_reason=card.mode_reason,
        owner=card.owner_id,
        protected=[Protection(mark) for mark in sorted(card.protected)],
        stakes=[Stake(stake) for stake in sorted(card.stakes)],
        channel=Channel(card.channel) if card.channel else None,
        response_target_minutes=card.response_target_minutes,
        key_moment=card.key_moment,
        top_five=card.top_five,
        first_truth_due=card.first_truth_due,
        hatch=_hatch(card),
        message=_message(card),
    )


def _hatch(card: Card) -> Hatch | None:
    if card.hatch_member is None or card.hatch_reply_minutes is None:
        return None
    return Hatch(member=card.hatch_member, calendar=card.hatch_calendar, reply_minutes=card.hatch_reply_minutes)


def _message(card: Card) -> Message | None:
    if card.message_language is None or card.message_subject is None or card.message_text is None:
        return None
    return Message(language=card.message_language, subject=card.message_subject, text=card.message_text)
