"""The first step of this room."""

from presence.kit.first_steps import FirstStep
from presence.members.models import Invitation
from presence.tenancy.models import Role

STEP = FirstStep(
    word="Invite a colleague",
    why="Whoever talks to the customer should see the promise.",
    url_name="member_new",
    is_done="presence.members.first_step.is_done",
    role=Role.OWNER,
)


def is_done() -> bool:
    return Invitation.rows().exists()
