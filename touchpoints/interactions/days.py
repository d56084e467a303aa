"""Which days have data: a page that shows nothing says where the data is."""

from datetime import date

from django.db.models import Max, Min

from touchpoints.interactions.models import Interaction


def with_data() -> tuple[date, date] | None:
    """The first and the last of the organization's days with an interaction; None before the first one."""
    found = Interaction.rows().filter(deleted_at=None).aggregate(first=Min("local_day"), last=Max("local_day"))
    return (found["first"], found["last"]) if found["first"] else None
