"""Every background job of the ground floor, on one page."""

from presence.kit import health
from presence.tenancy.tasks import tick


@tick
def beat_pulse() -> None:
    health.keep_pulse()
