"""The first step of this room."""

from presence.imports.models import Import
from presence.kit.first_steps import FirstStep
from presence.tenancy.models import Role

STEP = FirstStep(
    word="Bring in your history",
    why="A file from your service desk shows at once how often your word was kept.",
    url_name="import_new",
    is_done="presence.imports.first_step.is_done",
    role=Role.LEADER,
)


def is_done() -> bool:
    return Import.rows().filter(state=Import.State.DONE).exists()
