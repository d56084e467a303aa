"""What should be looked at before figures are believed, each with its rows."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from metrics.calculators.results import Result
from metrics.facts import aftermath
from metrics.facts.measured import Asked, Measured
from presence.kit import words


@dataclass(frozen=True, slots=True)
class Matter:
    """Something to look at: what it is in a few words, how much of it, and where its rows are."""

    title: str
    said: str
    url: str
    link_word: str


def matters(figures: list[Measured], asked: Asked) -> list[Matter]:
    """Everything that looks wrong in these days."""
    results = {one.metric.key: one.result for one in figures}
    return [
        *_thin(results.get("promise-kept-rate"), asked),
        *_green(results.get("promise-kept-rate"), asked),
        *_machines(results.get("human-touch-ratio"), asked),
        *_first_truth(results.get("first-truth-rate"), asked),
        *_automations(asked),
    ]


def _thin(result: Result | None, asked: Asked) -> Iterator[Matter]:
    unjudged = int(result.beside.get("unjudged") or 0) if result else 0
    if result and unjudged > result.denominator:
        said = f"{words.number(unjudged)} not judged, {words.number(int(result.denominator))} judged: the rate says little."
        yield Matter("Thin judging", said, _rows(asked, verdict="unjudged"), "See what waits for a verdict")


def _green(result: Result | None, asked: Asked) -> Iterator[Matter]:
    """The clock was kept and the promise was not."""
    green = int(result.beside.get("green_but_broken") or 0) if result else 0
    if green:
        said = f"{words.count(green, 'interaction')} answered within the target, and the promise was not kept."
        yield Matter("Green but broken", said, _rows(asked, verdict="broken", counted="within_target"), "See them")


def _machines(result: Result | None, asked: Asked) -> Iterator[Matter]:
    handled = int(result.beside.get("by_automation") or 0) if result else 0
    if handled:
        said = f"{words.count(handled, 'interaction')} at human-only touchpoints went without a person."
        url = _rows(asked, counted="human_only", handled_by="automation")
        yield Matter("Machines handled what belongs to people", said, url, "See them")


def _first_truth(result: Result | None, asked: Asked) -> Iterator[Matter]:
    """Not stated where it was due, or nothing recorded at a touchpoint where it is."""
    missing = int(result.beside.get("missing") or 0) if result else 0
    if missing:
        said = f"{words.count(missing, 'interaction')} where it was due have it not stated, or nothing recorded."
        yield Matter("First truth missing", said, _rows(asked, counted="first_truth_missing"), "See them")


def _automations(asked: Asked) -> Iterator[Matter]:
    """Only of everybody: a message belongs to no team."""
    if asked.filters.given:
        return
    for one in aftermath.more_contacts(asked.window, asked.organization.zone):
        said = (
            f"{words.count(one.after, 'contact')} within 72 hours of {words.count(one.sent, 'message')}, "
            f"where {one.expected:.1f} were to be expected."
        )
        url = reverse("automation", args=[one.automation_id])
        yield Matter(f"More contacts after {one.name}", said, url, "See the automation")


def _rows(asked: Asked, **more: str) -> str:
    return f"{reverse('interaction_list')}?{asked.filters.query(**asked.window.query, **more)}"
