"""Lays what was given over the map as it is drawn. Pure: the map, what was given and who there is; a map and problems out.

Nothing given from outside takes a protection away: that is asked for on the map, where a second person agrees.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec

from touchpoints.exchange import shapes
from touchpoints.exchange.given import Given, Line, Place, Problem
from touchpoints.journeys import document as documents
from touchpoints.journeys import rules
from touchpoints.journeys.document import Document, JourneyPart, Moment, StagePart

MOST = 2000


@dataclass(frozen=True, slots=True)
class Known:
    """Who and what there is to be named: ids by e-mail address, by name of business hours; and all keys that were ever used."""

    members: Mapping[str, UUID]
    calendars: Mapping[str, UUID]
    keys: Collection[str] = ()


@dataclass(slots=True)
class Merged:
    """The map that would be. It may be written when there are no problems."""

    document: Document
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class _Work:
    """The map while lines are laid over it: its stages in order, each with its touchpoints."""

    known: Known
    problems: list[Problem]
    stages: dict[Place, list[Moment]]
    places: dict[str, Place]
    moments: dict[str, Moment]
    keys: set[str]
    taken: set[str] = field(default_factory=set)


def merge(current: Document, given: Given, known: Known, *, replace: bool) -> Merged:
    """The map with what was given. `replace` takes everything else off it; otherwise all else stays where it is."""
    work = _begin(current, given, known)
    if len(given.lines) > MOST:
        work.problems.append(Problem("", "", f"A map has at most {MOST:,} touchpoints; these are {len(given.lines):,}."))
        return Merged(current, work.problems)
    stages: dict[Place, list[Moment]] = {place: [] for place in given.places} if replace else work.stages
    last = next(iter(work.stages), ("", ""))
    for line in given.lines:
        moment = _moment(line, work)
        if moment is None:
            continue
        former = work.places.get(moment.key)
        last = line.place or former or last
        _put(stages, last, moment, stays=not replace and former == last)
    owners = _owners(given, work)
    if not stages and not work.problems:
        work.problems.append(Problem("", "", "There is nothing in it: name at least one touchpoint."))
    return Merged(_assembled(current, stages, owners), work.problems)


def _begin(current: Document, given: Given, known: Known) -> _Work:
    stages: dict[Place, list[Moment]] = {}
    for journey in current.journeys:
        for stage in journey.stages:
            stages.setdefault((journey.name, stage.name), []).extend(stage.touchpoints)
    places = {moment.key: place for place, line in stages.items() for moment in line}
    moments = {moment.key: moment for moment in current.moments()}
    return _Work(known, list(given.problems), stages, places, moments, keys={*known.keys, *moments})


def _moment(line: Line, work: _Work) -> Moment | None:
    """The touchpoint that the line makes; None when something is wrong with it."""
    before = len(work.problems)
    former = _former(line, work)
    values = _resolved(line, work)
    key = former.key if former else values.get("key") or rules.key_from(values.get("name", ""), [*work.keys])
    if key in work.taken:
        work.problems.append(Problem(line.where, "key", f"The touchpoint “{key}” is given twice."))
    if former is None and "name" not in values:
        work.problems.append(Problem(line.where, "name", f"No touchpoint has the key “{key}”. Give this one a name."))
    if len(work.problems) > before:
        return None
    work.taken.add(key)
    work.keys.add(key)
    values["key"] = key
    moment = msgspec.structs.replace(former, **values) if former else Moment(**values)
    _guard(line, former, moment, work)
    return moment


def _former(line: Line, work: _Work) -> Moment | None:
    """The touchpoint that the line means: the one with its key, or without a key the only one with its name."""
    key = line.values.get("key")
    if key:
        return work.moments.get(key)
    name = line.values["name"].casefold()
    alike = [moment for moment in work.moments.values() if moment.name.casefold() == name and moment.key not in work.taken]
    here = [moment for moment in alike if work.places[moment.key] == line.place]
    return next((found[0] for found in (here, alike) if len(found) == 1), None)


def _guard(line: Line, former: Moment | None, moment: Moment, work: _Work) -> None:
    lost = set(former.protected) - set(moment.protected) if former else set()
    if lost:
        marks = ", ".join(str(mark.label).lower() for mark in sorted(lost))
        words = f"“{moment.name}” is protected ({marks}). That is taken away on the map only, where a second person agrees."
        work.problems.append(Problem(line.where, "protected", words))
    try:
        rules.guard(mode=moment.mode, protected=[mark.value for mark in moment.protected])
    except rules.ProtectedNeverAutomate as refusal:
        work.problems.append(Problem(line.where, "mode", refusal.words))


def _resolved(line: Line, work: _Work) -> dict[str, Any]:
    """The values with people and business hours as ids."""
    values = dict(line.values)
    if "owner" in values:
        values["owner"] = _member(line.where, "owner", values["owner"], work)
    if values.get("hatch"):
        values["hatch"] = _hatch(line.where, values["hatch"], work)
    if values.get("message"):
        values["message"] = documents.Message(**msgspec.structs.asdict(values["message"]))
    return values


def _member(where: str, name: str, email: str | None, work: _Work) -> UUID | None:
    if not email:
        return None
    found = work.known.members.get(email.casefold())
    if found is None:
        words = f"No member has the e-mail address {email[:80]}. Invite them first, or leave it empty."
        work.problems.append(Problem(where, name, words))
    return found


def _hatch(where: str, hatch: shapes.MapHatch, work: _Work) -> documents.Hatch | None:
    member = _member(where, "hatch", hatch.member, work)
    calendar = work.known.calendars.get(hatch.calendar) if hatch.calendar else None
    if hatch.calendar and calendar is None:
        work.problems.append(Problem(where, "hatch", f"There are no business hours “{hatch.calendar[:60]}”."))
    return documents.Hatch(member=member, calendar=calendar, reply_minutes=hatch.reply_minutes) if member else None


def _put(stages: dict[Place, list[Moment]], place: Place, moment: Moment, *, stays: bool) -> None:
    for line in stages.values() if not stays else ():
        line[:] = [other for other in line if other.key != moment.key]
    line = stages.setdefault(place, [])
    if stays:
        line[:] = [moment if other.key == moment.key else other for other in line]
    else:
        line.append(moment)


def _owners(given: Given, work: _Work) -> dict[str, UUID | None]:
    names = list(given.owners)
    return {name: _member(f"/journeys/{names.index(name)}", "owner", email, work) for name, email in given.owners.items()}


def _assembled(current: Document, stages: Mapping[Place, list[Moment]], owners: Mapping[str, UUID | None]) -> Document:
    """The stages as journeys; what is there already under its name is the same journey or stage as before."""
    journeys = {journey.name: journey for journey in current.journeys}
    ids = {(journey.name, stage.name): stage.id for journey in current.journeys for stage in journey.stages}
    parts: dict[str, list[StagePart]] = {}
    for place, line in stages.items():
        parts.setdefault(place[0], []).append(StagePart(id=ids.get(place), name=place[1], touchpoints=list(line)))
    return Document(
        journeys=[
            JourneyPart(
                id=journeys[name].id if name in journeys else None,
                name=name,
                owner=owners[name] if name in owners else journeys[name].owner if name in journeys else None,
                stages=found,
            )
            for name, found in parts.items()
        ]
    )
