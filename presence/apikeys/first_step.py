"""The first step of this room."""

from presence.apikeys.models import ApiKey
from presence.kit.first_steps import FirstStep
from presence.tenancy.models import Role

STEP = FirstStep(
    word="Read the rate from another program",
    why="One key and one line of curl.",
    url_name="api_keys",
    is_done="presence.apikeys.first_step.is_done",
    role=Role.OWNER,
)


def is_done() -> bool:
    return ApiKey.rows().exists()
