"""How much leaves in a turn: more than can leave before its time is over is not claimed, nor are the guards asked about it."""

from django.core.cache import cache

from presence.tenancy import scope

LASTS = 60  # seconds; then a whole batch is tried again
LEAST = 10  # a batch asks the same questions for one message as for a hundred


def limit(most: int) -> int:
    """How many messages to claim for the acting organization: twice as many as the last turn was done with."""
    done = cache.get(_key())
    return most if done is None else min(most, max(LEAST, 2 * done))


def note(done: int) -> None:
    """A turn was done with so many of its messages when its time was over or nothing was left of them."""
    cache.set(_key(), done, LASTS)


def _key() -> str:
    return f"mail-pace:{scope.acting_organization_id()}"
