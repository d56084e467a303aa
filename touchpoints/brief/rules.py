"""What the brief makes of what was recorded: which moment this is, and how things stand. Pure, over plain values."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from touchpoints.brief.shapes import Call, Met, Moment

_EXCEPTIONS = {"price_change": "a price change", "scope_tradeoff": "a scope trade-off", "recovery": "a recovery"}


@dataclass(frozen=True, slots=True)
class Fact:
    """Something recorded about a contact that says how the customer may feel, and where it is recorded."""

    words: str
    at: datetime
    interaction_id: UUID


@dataclass(frozen=True, slots=True)
class Mood:
    """`word` sums up the facts, which are its only source; without facts it says so."""

    word: str
    facts: list[Fact]


def moment(moments: Sequence[Moment], *, chosen: str, last: Sequence[Met]) -> Moment | None:
    """The one that was chosen, else that of the last contact, else the first on the map; None on an empty map."""
    by_id = {str(each.id): each for each in moments}
    wanted = [chosen, *(str(met.touchpoint_id) for met in last[:1])]
    return next((by_id[pk] for pk in wanted if pk in by_id), moments[0] if moments else None)


def together(moments: Sequence[Moment], here: Moment) -> list[Moment]:
    """The moments of the same stage, in the map's order."""
    return [each for each in moments if each.stage_id == here.stage_id]


def call_at(calls: Sequence[Call], here: Moment | None) -> Call | None:
    """The call that is going on at this moment."""
    return next((call for call in calls if here and call.touchpoint_id == here.id), None)


def mood(last: Sequence[Met]) -> Mood:
    """How things stand after the last contacts, from what was recorded of them and nothing else.

    What hurts counts before what went well, because that is what the next sentence must not ignore.
    """
    hurt = [fact for met in last for fact in _hurts(met)]
    if hurt:
        return Mood("Tread carefully" if len(hurt) > 1 else "Something went wrong", hurt)
    well = [fact for met in last for fact in _helps(met)]
    return Mood("Our word was kept" if well else "Nothing recorded", well)


def _hurts(met: Met) -> Iterator[Fact]:
    if met.customer_said == "broken":
        yield Fact("the customer said it was not kept", met.at, met.id)
    elif met.outcome.startswith("broken"):
        yield Fact("our word was not kept", met.at, met.id)
    if met.resolved is False:
        yield Fact("it was left unresolved", met.at, met.id)
    if met.exception in _EXCEPTIONS and not met.conversation_held:
        yield Fact(f"{_EXCEPTIONS[met.exception]} without a real conversation", met.at, met.id)


def _helps(met: Met) -> Iterator[Fact]:
    if met.customer_said == "kept":
        yield Fact("the customer said it was kept", met.at, met.id)
    elif met.outcome == "kept":
        yield Fact("our word was kept", met.at, met.id)
    elif met.resolved:
        yield Fact("it was resolved", met.at, met.id)
