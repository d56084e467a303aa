"""Verdicts on terms, counted for the promises floor below (settings.TERM_VERDICTS)."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from presence.tenancy import scope
from promises.record.verdicts import Verdicts
from touchpoints.interactions.models import Check, Verdict

# One verdict an interaction: the customer's word before a member's before a rule's (decisions.md 10).
_STATEMENT = """
SELECT said.term_key,
       count(*) FILTER (WHERE said.verdict = 'kept'),
       count(*) FILTER (WHERE said.verdict IN ('kept', 'broken')),
       max(said.occurred_at) FILTER (WHERE said.verdict = 'broken')
  FROM (SELECT DISTINCT ON (k.term_key, k.interaction_id) k.term_key, k.verdict, i.occurred_at
          FROM touchpoints_check k
          JOIN touchpoints_interaction i ON i.organization_id = k.organization_id AND i.id = k.interaction_id
         WHERE k.organization_id = %(organization)s AND k.term_key = ANY(%(keys)s) AND i.deleted_at IS NULL
         ORDER BY k.term_key, k.interaction_id, array_position(ARRAY['customer', 'person', 'rule'], k.basis::text)) AS said
 GROUP BY said.term_key
"""


def of_terms(keys: Sequence[UUID]) -> dict[UUID, Verdicts]:
    """One statement, whatever the number of terms."""
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, {"organization": scope.acting_organization_id(), "keys": list(keys)})
        return {key: Verdicts(*counts) for key, *counts in cursor.fetchall()}


def promises_not_kept() -> QuerySet[Check, UUID]:
    """The ids of promises that were judged not kept by anybody (settings.PROMISES_NOT_KEPT)."""
    standing = Q(interaction=None) | Q(interaction__deleted_at=None)
    broken = Check.rows().filter(standing, verdict=Verdict.BROKEN, promise__isnull=False)
    return broken.values_list("promise_id", flat=True)
