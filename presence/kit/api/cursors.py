"""Opaque, signed cursors. A cursor is good for one organization, one list and one set of filters; anything else is refused."""

from collections.abc import Sequence

from django.core import signing

from presence.kit.api.problems import Invalid, invalid

_SALT = "presence.api.cursor"


def write(place: Sequence[str], *, belongs_to: str) -> str:
    """A cursor for the row at `place` (its sort values). `belongs_to` names organization, list and filters."""
    return signing.dumps(list(place), salt=f"{_SALT}:{belongs_to}")


def read(cursor: str, *, belongs_to: str, length: int) -> list[str]:
    """The sort values inside. Raises Invalid when it was altered or belongs to another list."""
    try:
        place = signing.loads(cursor, salt=f"{_SALT}:{belongs_to}")
    except (signing.BadSignature, ValueError) as error:
        raise refused() from error
    if not isinstance(place, list) or len(place) != length:
        raise refused()
    return [str(value) for value in place]


def refused() -> Invalid:
    return invalid("?cursor", "invalid", "This cursor is damaged or belongs to another list. Start again without it.")
