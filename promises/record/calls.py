"""What every call about a promise over REST shares: the words of its refusals, and reading the promise back."""

from typing import ClassVar
from uuid import UUID

from presence.kit.api import problems
from presence.kit.api.views import ApiView
from presence.tenancy import lookups
from promises.record import actions, models, shapes


class PromiseView(ApiView):
    tag = "promises"
    refusals: ClassVar = {
        actions.StaleRevision: problems.Stale,
        actions.PromiseClosed: problems.Conflict,
        actions.ReferenceTaken: problems.Conflict,
        actions.KeysMayNotAgree: problems.Forbidden,
    }


def read(id: UUID) -> shapes.Promise:
    """The promise as answers show it. Raises Absent."""
    return shapes.promises([lookups.one(models.Promise.rows(), id)])[0]


def locked(id: UUID) -> models.Promise:
    """The promise, held until the transaction ends. Raises Absent."""
    return lookups.one(models.Promise.rows().select_for_update(), id)
