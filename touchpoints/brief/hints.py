"""What other rooms know of the promises on the brief: unread for this member, not what the customer was sold."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import CharField, Value

from presence.tenancy.models import Membership
from promises.answers import reading as answers
from promises.marks import reading as marks


@dataclass(frozen=True, slots=True)
class Hint:
    """What to say beside a promise; `disputed` holds the customer's words, None where nothing is disputed."""

    is_unread: bool = False
    disputed: str | None = None


def of(promise_ids: Iterable[UUID], *, member: Membership) -> dict[UUID, Hint]:
    """The hints of the promises that have any, in one statement."""
    ids = list(promise_ids)
    unread = marks.unread_by(member).filter(pk__in=ids).values_list("pk", _text("unread"), _text(""))
    disputes = answers.open_disputes().filter(promise__in=ids).order_by()
    rows = unread.union(disputes.values_list("promise_id", _text("disputed"), "words"), all=True) if ids else []
    hints: dict[UUID, Hint] = {}
    for promise_id, kind, words in rows:
        known = hints.get(promise_id, Hint())
        is_unread, disputed = known.is_unread or kind == "unread", words or "" if kind == "disputed" else known.disputed
        hints[promise_id] = Hint(is_unread, disputed)
    return hints


def _text(value: str) -> Value:
    return Value(value, output_field=CharField())
