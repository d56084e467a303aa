"""Bars: what share each mode has, and how far along a number is on the way to its goal."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from presence.kit import words
from presence.kit.charts import svg

HEIGHT = 6.0
GOAL_HEIGHT, GOAL_TOP, GOAL_BAR = 16.0, 4.0, 8.0


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a stacked bar. `kind` is a mode, or `bar` for plain ink."""

    kind: str
    amount: float
    word: str


def stack(parts: Sequence[Part], *, name: str) -> SafeString:
    """Pieces side by side, together the whole width; an empty track when they add up to nothing."""
    whole = sum(part.amount for part in parts)
    shapes, start = [], 0.0
    for part in parts if whole else ():
        share = part.amount / whole
        if share:
            shapes.append(svg.bar(f"chart-{part.kind} chart-piece", svg.across(start), 0, svg.across(share), HEIGHT))
        start += share
    told = ", ".join(f"{words.number(part.amount)} {part.word}" for part in parts) if whole else words.NO_DATA
    return SafeString(svg.picture("chart-stack", HEIGHT, f"{name}: {told}", *shapes))


def goal(value: float | None, *, name: str, most: float, marks: Sequence[float] = (), told: str = "") -> SafeString:
    """A bar from zero to `value` on a track to `most`; more fills the track. A line at each mark: the two ends of a target."""
    shapes = [svg.bar("chart-track-wide chart-round", "0%", GOAL_TOP, "100%", GOAL_BAR)]
    if value is not None and most > 0:
        shapes.append(svg.bar("chart-bar chart-round", "0%", GOAL_TOP, svg.across(min(1.0, max(0.0, value / most))), GOAL_BAR))
    for mark in marks:
        place = svg.across(min(1.0, mark / most)) if most > 0 else "0%"
        shapes.append(svg.line("chart-goal", place, 0, place, GOAL_HEIGHT))
    said = told or (words.NO_DATA if value is None else f"{words.number(value)} of {words.number(most)}")
    return SafeString(svg.picture("chart-goal-bar", GOAL_HEIGHT, f"{name}: {said}", *shapes))
