"""The targets that were set."""

from collections import defaultdict

from metrics.targets.models import Target
from metrics.targets.rules import Goal

PROGRAM = "a program"


def goals() -> dict[str, list[Goal]]:
    """All that were ever set, by metric, the newest day first."""
    found: dict[str, list[Goal]] = defaultdict(list)
    for row in Target.rows().select_related("set_by__user"):
        who = str(row.set_by) if row.set_by else PROGRAM
        found[row.metric].append(Goal(row.level, row.from_day, who, row.set_at))
    return found
