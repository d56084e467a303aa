"""What differs between two maps, in words. Pure: two documents in, sentences out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from touchpoints.journeys.document import Document, JourneyPart, Message, Moment, StagePart
from touchpoints.journeys.models import Channel, Mode, Protection, Stake

_TEXTS = (("intent", "what the customer wants"), ("mode_reason", "the reason"))
_MARKS = (
    ("key_moment", "a key moment"),
    ("top_five", "one of the top five"),
    ("first_truth_due", "where the first truth is due"),
)


@dataclass(frozen=True, slots=True)
class Change:
    """One touchpoint that differs, with a sentence for each difference. `mode` holds both modes where they differ."""

    id: UUID | None
    key: str
    name: str
    sentences: tuple[str, ...]
    mode: tuple[str, str] | None = None


def sentences(older: Document, newer: Document) -> list[str]:
    """Every difference, touchpoint by touchpoint, after those of journeys and stages."""
    return [*outline(older, newer), *(one for change in changes(older, newer) for one in change.sentences)]


def outline(older: Document, newer: Document) -> list[str]:
    """What differs in journeys and stages."""
    return [*_parts("Journey", _journeys(older), _journeys(newer)), *_parts("Stage", _stages(older), _stages(newer))]


def changes(older: Document, newer: Document) -> list[Change]:
    """The touchpoints that differ, in the order of the newer map; those that are gone come last."""
    before, after = _places(older), _places(newer)
    moved = _moved(older, newer)
    found = [_change(before.get(key), place, is_moved=key in moved) for key, place in after.items()]
    gone = [_gone(place[2]) for key, place in before.items() if key not in after]
    return [one for one in [*found, *gone] if one.sentences]


def share_of_modes(older: Document, newer: Document) -> float:
    """Which part of the older map's modes the newer one changes: 0 … 1."""
    modes = {moment.id: moment.mode for moment in newer.moments()}
    known = list(older.moments())
    changed = [one for one in known if modes.get(one.id, one.mode) != one.mode]
    return len(changed) / len(known) if known else 0.0


Place = tuple[JourneyPart, StagePart, Moment]


def _places(document: Document) -> dict[Any, Place]:
    return {moment.id or moment.key: (journey, stage, moment) for journey, stage, _place, moment in document.places()}


def _journeys(document: Document) -> dict[Any, str]:
    return {journey.id or journey.name: journey.name for journey in document.journeys}


def _stages(document: Document) -> dict[Any, str]:
    return {stage.id or (journey.name, stage.name): stage.name for journey in document.journeys for stage in journey.stages}


def _parts(kind: str, older: dict[Any, str], newer: dict[Any, str]) -> Iterator[str]:
    for key, name in newer.items():
        if key not in older:
            yield f"{kind} {name}: new"
        elif older[key] != name:
            yield f"{kind} {older[key]}: renamed to {name}"
    yield from (f"{kind} {name}: gone" for key, name in older.items() if key not in newer)
    stayed = [key for key in older if key in newer]
    if stayed != [key for key in newer if key in older]:
        yield f"{kind}s: in another order"


def _moved(older: Document, newer: Document) -> set[Any]:
    """Those in another place among what is on both maps, so that a new card does not move all that follow it."""
    both = _places(older).keys() & _places(newer).keys()
    before, after = _lines(older, both), _lines(newer, both)
    return {key for stage, line in after.items() for key in _out_of_line(before.get(stage, []), line)}


def _lines(document: Document, both: Any) -> dict[Any, list[Any]]:
    lines: dict[Any, list[Any]] = {}
    for journey, stage, _place, moment in document.places():
        if (moment.id or moment.key) in both:
            lines.setdefault(stage.id or (journey.name, stage.name), []).append(moment.id or moment.key)
    return lines


def _out_of_line(before: Sequence[Any], after: Sequence[Any]) -> set[Any]:
    """Who came from elsewhere, and of those who were here the fewest that had to pass others."""
    here = [key for key in after if key in before]
    ranks = [before.index(key) for key in here]
    stayed = _longest_rising(ranks)
    return {key for key in after if key not in before} | {
        key for key, rank in zip(here, ranks, strict=True) if rank not in stayed
    }


def _longest_rising(ranks: Sequence[int]) -> set[int]:
    best: list[list[int]] = []
    for place, rank in enumerate(ranks):
        shorter = [best[other] for other in range(place) if ranks[other] < rank]
        best.append([*_longest(shorter), rank])
    return set(_longest(best))


def _longest(lists: Sequence[list[int]]) -> list[int]:
    return max(lists, key=len) if lists else []


def _gone(moment: Moment) -> Change:
    return Change(moment.id, moment.key, moment.name, (f"{moment.name}: gone",))


def _change(before: Place | None, after: Place, *, is_moved: bool) -> Change:
    moment = after[2]
    if before is None:
        words = f"{moment.name}: new, {Mode(moment.mode).label.lower()}"
        return Change(moment.id, moment.key, moment.name, (words,), ("human_only", moment.mode.value))
    former = before[2]
    said = [*(_said(former, moment) if former != moment else ()), *([_moved_words(before, after)] if is_moved else [])]
    mode = (former.mode.value, moment.mode.value) if former.mode != moment.mode else None
    return Change(moment.id, moment.key, moment.name, tuple(f"{moment.name}: {one}" for one in said), mode)


def _moved_words(before: Place, after: Place) -> str:
    there, here = before[1].name, after[1].name
    return f"moved within {here}" if (before[0].name, there) == (after[0].name, here) else f"moved from {there} to {here}"


def _said(former: Moment, moment: Moment) -> Iterator[str]:
    if former.name != moment.name:
        yield f"renamed from “{former.name}”"
    if former.mode != moment.mode:
        yield f"{Mode(former.mode).label.lower()} → {Mode(moment.mode).label.lower()}"
    yield from _marks_said("protected", Protection, former.protected, moment.protected)
    yield from _marks_said("at stake", Stake, former.stakes, moment.stakes)
    yield from (f"another text for {word}" for name, word in _TEXTS if getattr(former, name) != getattr(moment, name))
    for name, word in _MARKS:
        if getattr(former, name) != getattr(moment, name):
            yield f"now {word}" if getattr(moment, name) else f"no longer {word}"
    yield from _plain_said(former, moment)
    yield from _way_said(former, moment)


def _marks_said(word: str, kind: Any, former: Sequence[Any], now: Sequence[Any]) -> Iterator[str]:
    def told(marks: Any) -> str:
        return ", ".join(str(kind(mark).label).lower() for mark in sorted(marks))

    if set(now) - set(former):
        yield f"now {word} ({told(set(now) - set(former))})"
    if set(former) - set(now):
        yield f"no longer {word} ({told(set(former) - set(now))})"


def _plain_said(former: Moment, moment: Moment) -> Iterator[str]:
    if former.key != moment.key:
        yield f"key {former.key} → {moment.key}"
    if former.owner != moment.owner:
        yield "another owner" if moment.owner else "no owner any more"
    if former.channel != moment.channel:
        yield f"channel {Channel(moment.channel).label.lower() if moment.channel else 'any'}"
    if former.response_target_minutes != moment.response_target_minutes:
        target = moment.response_target_minutes
        yield "no response target" if target is None else f"answered within {target} minutes"


def _way_said(former: Moment, moment: Moment) -> Iterator[str]:
    if former.hatch != moment.hatch:
        yield "another way to a person" if former.hatch and moment.hatch else _came_or_went(moment.hatch, "way to a person")
    if former.message != moment.message:
        yield "another message" if former.message and moment.message else _came_or_went(moment.message, "message")


def _came_or_went(now: Any, word: str) -> str:
    article = "first" if isinstance(now, Message) else "a"
    return f"{article} {word}" if now else f"no {word} any more"
