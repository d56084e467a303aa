"""Verdicts on terms, counted for the promises floor below (settings.TERM_VERDICTS)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, UUIDField, Value, When
from django.db.models.functions import Coalesce

from presence.tenancy import scope
from promises.record.verdicts import Verdicts
from touchpoints.interactions.models import Check, Verdict
from touchpoints.interactions.rules import STRENGTH

_WHOLE = UUID(int=0)  # in place of a term: the promise as a whole
_SETTLING = (Verdict.KEPT, Verdict.BROKEN, Verdict.RENEGOTIATED)

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
    """The ids of promises that were not kept, by the word that counts (settings.PROMISES_NOT_KEPT): in one interaction, and on
    one due time of a commitment, the customer's before a member's before a rule's. Renegotiating what was due is breaking it.
    """
    standing = Q(interaction=None) | Q(interaction__deleted_at=None)
    too_late = Q(verdict=Verdict.RENEGOTIATED, interaction__occurred_at__gt=F("term__due_at"))
    broken = _weighed().filter(standing, Q(verdict=Verdict.BROKEN) | too_late, promise__isnull=False)
    stronger = _weighed().filter(promise=OuterRef("promise"), target=OuterRef("target"), strength__gt=OuterRef("strength"))
    beside = stronger.filter(interaction=OuterRef("interaction"))
    of_the_due_time = stronger.filter(
        interaction__isnull=False, interaction__deleted_at=None, term__due_at=OuterRef("promised_by"), verdict__in=_SETTLING
    )
    found: QuerySet[Check, UUID] = broken.filter(~Exists(beside), ~Exists(of_the_due_time)).values_list("promise_id", flat=True)
    return found


def _weighed() -> Any:
    """Checks with what each is about and how much its word counts."""
    weights = [When(basis=basis, then=Value(strength)) for basis, strength in STRENGTH.items()]
    return Check.rows().annotate(
        target=Coalesce("term_key", Value(_WHOLE, output_field=UUIDField())),
        strength=Case(*weights, output_field=IntegerField()),
    )
