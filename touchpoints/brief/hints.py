"""What other rooms know of the promises on the brief: unread for this member, not what the customer was sold.

The conditions are those of `promises.marks.reading.unread_by` and `promises.answers.reading.open_disputes`, written out as one
constant statement: building them anew for each page took a third of its time. A test holds the two to each other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from presence.kit import hot
from presence.tenancy.models import Membership
from promises.marks import reading as marks

_HINTS = """
SELECT p.id, TRUE AS is_unread, NULL AS words
  FROM promises_promise p
  JOIN promises_revision r
    ON r.organization_id = p.organization_id AND r.promise_id = p.id AND r.number = p.current_number
 WHERE p.organization_id = %(organization)s AND p.id = ANY(%(promises)s) AND p.state = ANY(%(states)s)
   AND r.created_at >= %(since)s AND r.author_id IS DISTINCT FROM %(member)s
   AND NOT EXISTS (SELECT 1 FROM promises_readingmark m
                    WHERE m.organization_id = p.organization_id AND m.revision_id = r.id AND m.member_id = %(member)s)
 UNION ALL
SELECT a.promise_id, FALSE, coalesce(a.words, '')
  FROM promises_customeranswer a
 WHERE a.organization_id = %(organization)s AND a.promise_id = ANY(%(promises)s) AND a.verdict = 'disputed'
   AND NOT EXISTS (SELECT 1 FROM promises_customeranswer newer
                    WHERE newer.organization_id = a.organization_id AND newer.link_id = a.link_id
                      AND (newer.answered_at, newer.id) > (a.answered_at, a.id))
   AND NOT EXISTS (SELECT 1 FROM promises_disputeresolution d
                    WHERE d.organization_id = a.organization_id AND d.id = a.id)
"""


@dataclass(frozen=True, slots=True)
class Hint:
    """What to say beside a promise; `disputed` holds the customer's words, None where nothing is disputed."""

    is_unread: bool = False
    disputed: str | None = None


def of(promise_ids: Iterable[UUID], *, member: Membership, now: datetime) -> dict[UUID, Hint]:
    """The hints of the promises that have any, in one statement."""
    values = {
        "organization": member.organization_id,
        "promises": list(promise_ids),
        "member": member.pk,
        "since": max(member.joined_at, now - marks.HORIZON),
        "states": [str(state) for state in marks.UNREAD_STATES],
    }
    hints: dict[UUID, Hint] = {}
    for promise_id, is_unread, words in hot.rows(_HINTS, values) if values["promises"] else ():
        known = hints.get(promise_id, Hint())
        hints[promise_id] = Hint(True, known.disputed) if is_unread else Hint(known.is_unread, words)
    return hints
