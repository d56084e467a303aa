"""Recording facts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from presence.audit.models import Entry
from presence.kit import requests
from presence.tenancy.actors import Actor


def record(
    *,
    verb: str,
    by: Actor,
    subject: models.Model | None = None,
    subject_type: str = "",
    subject_id: UUID | None = None,
    **detail: Any,
) -> Entry:
    """Write one entry in the caller's transaction. `verb` is `noun.past_tense`, and names the webhook event too."""
    return Entry.objects.create(  # type: ignore[no-any-return]
        verb=verb,
        subject_type=subject._meta.model_name if subject else subject_type,
        subject_id=subject.pk if subject else subject_id,
        actor_kind=by.kind,
        actor_label=by.label,
        member_id=by.member_id,
        key_id=by.key_id,
        request_id=requests.current_id(),
        detail=detail,
    )


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened at a known time, for record_many."""

    verb: str
    subject: models.Model
    at: datetime
    detail: Mapping[str, Any] = field(default_factory=dict)


def record_many(*, by: Actor, facts: Iterable[Fact]) -> None:
    """Write one entry for each fact, with the time it happened at, in one statement."""
    Entry.objects.bulk_create(
        Entry(
            at=fact.at,
            verb=fact.verb,
            subject_type=fact.subject._meta.model_name or "",
            subject_id=fact.subject.pk,
            actor_kind=by.kind,
            actor_label=by.label,
            member_id=by.member_id,
            key_id=by.key_id,
            request_id=requests.current_id(),
            detail=fact.detail,
        )
        for fact in facts
    )
