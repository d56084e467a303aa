"""Which way a question is answered: from the interactions themselves, or from their sums. Pure.

Up to about 10,000 interactions the interactions are as fast as the sums (docs/performance.md), and always at hand; above, sums
are read wherever they can say the same to the last digit. Sums are kept by day, and by month and one dimension, so a question
that crosses two of these is for the interactions.
"""

from collections.abc import Collection, Sequence
from typing import Literal

MOST_ROWS = 10_000

Source = Literal["days", "months"]
DIMENSIONS = ("touchpoint", "team", "segment", "mode", "version", "handled_by")
TIMES = ("day", "week", "month")


def sums_are_worth_it(rows: int) -> bool:
    return rows > MOST_ROWS


def sources(group_by: Sequence[str], filtered_by: Collection[str]) -> dict[str, Source] | None:
    """For the whole (named "") and each grouping the sums that answer it; None when only the interactions can."""
    if not filtered_by:
        return {"": "days", **{name: "days" if name in TIMES else "months" for name in group_by}}
    held = [name for name in filtered_by if name in DIMENSIONS]
    if len(filtered_by) > 1 or not held or not set(group_by) <= {"month", *held}:
        return None
    return {"": "months", **dict.fromkeys(group_by, "months")}
