"""What interactions lose when their customer, or somebody there, is erased.

When something happened, who handled it, how long it took and how it was judged stays: figures are made of that. So does its
reference in the system it came from, without which the same record sent again would count twice.
"""

import functools
import operator
import re
import secrets
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from presence.customers import erasing
from presence.customers.erasing import Erased
from presence.imports import erasing as imports
from touchpoints.interactions.models import Check, Interaction

GONE = "[erased]"
BATCH = 500


def customer_erased(*, erased: Erased) -> None:
    """Notes and evidence go, or lose the words that name somebody; former versions lose theirs with them."""
    theirs = Interaction.rows().filter(customer=erased.customer_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT touchpoints_erase_versions(%s, %s)", [erased.erasure_id, erased.among])
    ids = list(theirs.values_list("pk", flat=True))
    erasing.forget_entries(erased, ids)
    if erased.is_whole:
        imports.forget(targets=ids, words=())
    _blank(
        theirs,
        Check.rows().filter(Q(interaction__customer=erased.customer_id) | Q(promise__customer=erased.customer_id)),
        erased,
    )


def _blank(interactions: QuerySet[Interaction], checks: QuerySet[Check], erased: Erased) -> None:
    for interaction in holding(interactions.exclude(note=""), "note", erased).iterator(chunk_size=BATCH):
        interaction.note = without(interaction.note, erased)
        interaction.content_hash = secrets.token_bytes(16)  # the former one was made of the words
        interaction.save(update_fields=["note", "content_hash"])
    for check in holding(checks.exclude(evidence=""), "evidence", erased).iterator(chunk_size=BATCH):
        check.evidence = without(check.evidence, erased)[:1000]
        check.save(update_fields=["evidence"])


def holding(rows: QuerySet[Any], field: str, erased: Erased) -> QuerySet[Any]:
    """Of these rows the ones whose text has something to lose: all of a whole customer's, else those that name somebody."""
    if erased.is_whole:
        return rows
    holding = [Q(**{f"{field}__icontains": word}) for word in erased.words]
    return rows.filter(functools.reduce(operator.or_, holding)) if holding else rows.none()


def without(text: str, erased: Erased) -> str:
    """What is left of a text: nothing of a whole customer's, else all but the words that name somebody."""
    if erased.is_whole:
        return ""
    return re.sub(
        "|".join(re.escape(word) for word in sorted(erased.words, key=len, reverse=True)), GONE, text, flags=re.IGNORECASE
    )
