"""Commitments of promises as evidence: the rule's verdict on each due time, without an interaction (decisions.md 11).

A member's or the customer's verdict on the same term and due time, given in an interaction, stands beside it and counts more.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from presence.audit import actions as audit
from presence.tenancy import scope
from presence.tenancy.actors import SYSTEM
from promises.record import commitments
from promises.record.commitments import Settled
from promises.record.opinions import Opinion
from touchpoints.interactions import rules
from touchpoints.interactions.models import Basis, Check

MOST_NAMED = 100
_HOW = {
    "moved_late": "The due time was moved after it had passed.",
    "moved_untold": "The due time was moved without telling the customer.",
    "renegotiated": "The customer was told of another time before it was due.",
}

# The strongest word on each term and due time, the latest of equals.
_OPINIONS = """
SELECT DISTINCT ON (k.term_key, t.due_at) k.term_key, t.due_at, k.verdict, k.basis, k.evidence
  FROM touchpoints_check k
  JOIN promises_term t ON t.organization_id = k.organization_id AND t.id = k.term_id AND t.due_at IS NOT NULL
  JOIN touchpoints_interaction i ON i.organization_id = k.organization_id AND i.id = k.interaction_id AND i.deleted_at IS NULL
 WHERE k.organization_id = %(organization)s AND k.term_key = ANY(%(keys)s)
   AND k.basis IN ('customer', 'person') AND k.verdict IN ('kept', 'broken', 'renegotiated')
 ORDER BY k.term_key, t.due_at, k.basis, i.occurred_at DESC, k.id DESC
"""


def commitments_settled(*, facts: Sequence[Settled], now: datetime) -> None:
    """Write, rewrite or take back the rule's verdict on each of these (settings.REACTIONS)."""
    judged = {fact.term_id: _check(fact, now) for fact in facts}
    Check.rows().filter(interaction=None, term__in=judged).delete()
    Check.objects.bulk_create(check for check in judged.values() if check)


def find_overdue(*, now: datetime) -> int:
    """Write down as not kept every open commitment whose time has passed; says how many."""
    facts = commitments.find_overdue(now=now)
    commitments_settled(facts=facts, now=now)
    if facts:
        named = [str(fact.term_key) for fact in facts[:MOST_NAMED]]
        audit.record(verb="commitments.overdue", by=SYSTEM, count=len(facts), terms=named)
    return len(facts)


def opinions(keys: Sequence[UUID]) -> dict[tuple[UUID, datetime], Opinion]:
    """What people and customers said of commitments, by term and due time (settings.COMMITMENT_OPINIONS)."""
    with connection.cursor() as cursor:
        cursor.execute(_OPINIONS, {"organization": scope.acting_organization_id(), "keys": list(keys)})
        return {(key, due_at): Opinion(*said) for key, due_at, *said in cursor.fetchall()}


def _check(fact: Settled, now: datetime) -> Check | None:
    verdict = _verdict(fact, now)
    if verdict == rules.UNCHECKED:
        return None
    return Check(
        promise_id=fact.promise_id,
        term_id=fact.term_id,
        term_key=fact.term_key,
        verdict=verdict,
        basis=Basis.RULE,
        evidence=_HOW.get(fact.how, ""),
        judged_at=now,
        promised_by=fact.due_at,
        done_at=fact.done_at,
    )


def _verdict(fact: Settled, now: datetime) -> str:
    if fact.how == "time":
        outcome = rules.commitment(promised_by=fact.due_at, done_at=fact.done_at, now=now)
        return rules.BROKEN if outcome in (rules.BROKEN_LATE, rules.BROKEN_OVERDUE) else outcome
    return rules.RENEGOTIATED if fact.how == "renegotiated" else rules.BROKEN
