"""Where the recorded interactions are in time."""

from datetime import date

from django.db.models import Max, Min

from touchpoints.interactions.models import Interaction


def days() -> tuple[date, date] | None:
    """The first and the last local day that has an interaction; None when nothing is recorded. Two probes of an index."""
    span = Interaction.rows().filter(deleted_at=None).aggregate(first=Min("local_day"), last=Max("local_day"))
    return (span["first"], span["last"]) if span["first"] else None
