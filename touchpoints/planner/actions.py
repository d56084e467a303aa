"""Recording what gives."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from presence.audit import actions as audit
from presence.tenancy.actors import Actor
from touchpoints.planner.models import Tradeoff


@transaction.atomic
def decide(*, by: Actor, now: datetime, kind: str, gives: str, sentence: str, inputs: Mapping[str, Any]) -> Tradeoff:
    """Record what gives, in the words that customers will hear. It is never changed; a later choice is another one."""
    made = Tradeoff.rows().create(
        kind=kind, gives=gives, sentence=sentence, inputs=dict(inputs), decided_by_id=by.member_id, decided_at=now
    )
    audit.record(verb="tradeoff.decided", by=by, subject=made, gives=gives, sentence=sentence)
    return made
