"""Every background job of this floor."""

from django.utils import timezone

from metrics.rollups import running
from presence.tenancy.tasks import sweep


@sweep
def roll_up() -> None:
    running.roll_up(now=timezone.now())
