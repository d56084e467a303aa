"""Keeps the answers to requests that carry an Idempotency-Key, for a day (presence/kit/api/idempotency.py)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from presence.apikeys.models import StoredAnswer
from presence.kit.api.idempotency import Kept, Place

KEPT_FOR = timedelta(hours=24)
# Longer than any request may run: whoever holds a place for longer was killed before the effect was committed.
LONGEST_RUN = timedelta(minutes=2)


class Shelf:
    """Stored answers of the acting organization."""

    def reserve(self, place: Place, now: datetime) -> Kept | None:
        """Take the place for this request, committed at once. What stands there already is returned instead."""
        with transaction.atomic():
            _at(place).filter(_forgotten(now)).delete()
            if _taken_now(place, now):
                return None
            earlier = _at(place).get()
        return Kept(earlier.body_hash, earlier.status, earlier.headers, earlier.body)

    def keep(self, place: Place, kept: Kept) -> None:
        _at(place).update(status=kept.status, headers=kept.headers, body=kept.body)

    def free(self, place: Place) -> None:
        with transaction.atomic():
            _at(place).delete()


def _at(place: Place) -> QuerySet[StoredAnswer]:
    return StoredAnswer.rows().filter(**_columns(place))


def _columns(place: Place) -> dict[str, Any]:
    return {"caller": place.caller, "method": place.method, "path": place.path, "idempotency_key": place.key}


def _forgotten(now: datetime) -> Q:
    return Q(created_at__lt=now - KEPT_FOR) | Q(status=None, created_at__lt=now - LONGEST_RUN)


def _taken_now(place: Place, now: datetime) -> bool:
    """Whether this request is the first. The unique constraint decides between two that come at once."""
    try:
        with transaction.atomic():
            StoredAnswer.objects.create(**_columns(place), body_hash=place.body_hash, created_at=now)
    except IntegrityError:
        return False
    return True
