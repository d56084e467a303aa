"""Who changes or publishes the whole map locks all of it, in the order in which everybody locks: from the whole to the part."""

from presence.tenancy.models import Organization
from touchpoints.journeys.models import Journey, Stage, Touchpoint


def lock_map() -> None:
    """Nobody else changes anything on the map, or publishes it, until the transaction ends. Reading goes on."""
    list(Organization.objects.select_for_update(no_key=True).values_list("pk"))
    for table in (Journey, Stage, Touchpoint):
        list(table.rows().select_for_update(no_key=True).order_by("pk").values_list("pk"))
