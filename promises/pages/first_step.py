"""The first step of this floor."""

from presence.kit.first_steps import FirstStep
from presence.tenancy.models import Role
from promises.record.models import Promise

STEP = FirstStep(
    word="Write down one promise",
    why="What is fixed, what is flexible, and what you will not do.",
    url_name="promise_new",
    is_done="promises.pages.first_step.is_done",
    role=Role.AGENT,
)


def is_done() -> bool:
    return Promise.rows().exists()
