"""The first step of this room."""

from django.db.models import Q

from presence.kit.first_steps import FirstStep
from presence.tenancy.models import Role
from touchpoints.journeys.models import Mode, Touchpoint

STEP = FirstStep(
    word="Say who handles each moment",
    why="Five usual moments stand on the map, all human-only until you choose.",
    url_name="map",
    is_done="touchpoints.journeys.first_step.is_done",
    role=Role.LEADER,
)


def is_done() -> bool:
    """Somebody chose a mode, or wrote why it stays."""
    return Touchpoint.rows().exclude(Q(mode=Mode.HUMAN_ONLY) & Q(mode_reason="")).exists()
