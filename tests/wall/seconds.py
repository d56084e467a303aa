"""A second row for any table of a twin."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import models

from presence.customers.models import Contact
from presence.kit.ids import new_id
from presence.tenancy.models import Membership
from promises.record.models import Promise, Revision
from tests.wall.canaries import NOW, Twin, make_user
from touchpoints.interactions.models import Interaction
from touchpoints.journeys.models import Touchpoint
from touchpoints.journeys.published import MapVersion


def second_row(model: Any, twin: Twin) -> Any:
    """An unsaved row that collides with none of the twin's: a copy of its row of this table."""
    row = model.objects.get(pk=twin.rows[model].pk)
    row._state.adding = True
    if model._meta.pk.is_relation:
        row.pk = saved(second_row(model._meta.pk.related_model, twin))
        return row
    row.pk = model._meta.pk.get_default()
    for f in texts_of(model):
        setattr(row, f.attname, f"second-{secrets.token_hex(8)}"[: f.max_length])
    for f in _numbers_in_keys(model):
        setattr(row, f.attname, new_id() if isinstance(f, models.UUIDField) else secrets.randbelow(30_000) + 100)
    for name, value in SECOND.get(model._meta.model_name, {}).items():
        setattr(row, name, value(twin))
    return row


def make_room(model: Any) -> None:
    """Where an organization has one row at most, its row goes before another is written."""
    keys = [one for one in model._meta.constraints if isinstance(one, models.UniqueConstraint) and one.condition is None]
    if any(key.fields == ("organization",) for key in keys):
        model.objects.all().delete()


def texts_of(model: Any) -> list[Any]:
    """Free text of a table: what people type and what keys are made of."""
    kinds = (models.CharField, models.TextField)
    plain = [f for f in model._meta.local_concrete_fields if isinstance(f, kinds) and not f.choices and not f.primary_key]
    shaped = {"e164", "hash", "previous_hash", "email", "approved_sha256"}
    return [f for f in plain if not isinstance(f, models.GeneratedField) and f.name not in shaped]


def saved(row: Any) -> Any:
    row.save(force_insert=True)
    return row.pk


def _numbers_in_keys(model: Any) -> list[Any]:
    """Numbers and ids that a unique key holds apart from references."""
    names = {name for constraint in model._meta.constraints for name in getattr(constraint, "fields", ())}
    kinds = (models.IntegerField, models.UUIDField)
    return [f for f in model._meta.local_concrete_fields if f.name in names and isinstance(f, kinds) and not f.is_relation]


LATER = NOW.date() + timedelta(days=7)

# Where two rows of one organization must differ in something else.
SECOND: dict[str, dict[str, Callable[[Twin], Any]]] = {
    "membership": {"user_id": lambda twin: make_user(twin.letter).pk},
    "revision": {"promise_id": lambda twin: saved(second_row(Promise, twin)), "number": lambda twin: 1},
    "readingmark": {"revision_id": lambda twin: saved(second_row(Revision, twin))},
    "reminder": {"day": lambda twin: date(2026, 11, 21)},
    "reminderstop": {"member_id": lambda twin: saved(second_row(Membership, twin))},
    "playbook": {"number": lambda twin: 1, "version": lambda twin: 1},
    "playbookuse": {"touchpoint_id": lambda twin: saved(second_row(Touchpoint, twin))},
    "playbookversion": {"restored_from": lambda twin: None},
    "said": {
        "interaction_id": lambda twin: saved(second_row(Interaction, twin)),
        "promise_id": lambda twin: twin.rows[Promise].pk,
        "term_key": lambda twin: new_id(),
        "settled_at": lambda twin: NOW,
        "dismissed_because": lambda twin: "",
    },
    "automation": {
        "template_number": lambda twin: 1,
        "approved_by_id": lambda twin: twin.people["owner"].pk,
        "approved_at": lambda twin: NOW,
    },
    "delivery": {
        "live_at": lambda twin: NOW,
        "live_by_id": lambda twin: twin.people["owner"].pk,
        "stopped_at": lambda twin: NOW,
        "stopped_by_id": lambda twin: twin.people["owner"].pk,
    },
    "mailsource": {
        "way": lambda twin: "mailbox",
        "host": lambda twin: "imap.example",
        "port": lambda twin: 993,
        "security": lambda twin: "tls",
        "token_hash": lambda twin: "",
    },
    "membercalendar": {"sealed_address": lambda twin: "", "host": lambda twin: "", "problem": lambda twin: ""},
    "appointment": {"interaction_id": lambda twin: saved(second_row(Interaction, twin))},
    "incomingmail": {"settled_at": lambda twin: NOW},
    "handoff": {
        "claimed_by_id": lambda twin: twin.people["agent"].pk,
        "claimed_at": lambda twin: NOW,
        "handed_back_by_id": lambda twin: twin.people["agent"].pk,
        "handed_back_at": lambda twin: NOW,
    },
    "reachpage": {"closed_at": lambda twin: NOW},
    "qualitynote": {"interaction_id": lambda twin: saved(second_row(Interaction, twin))},
    "weeklymail": {"monday": lambda twin: date(2026, 11, 23)},
    "weeklyreader": {"member_id": lambda twin: saved(second_row(Membership, twin)), "time_zone": lambda twin: "Asia/Tokyo"},
    "metricslink": {"window": lambda twin: "90d"},
    "target": {"metric": lambda twin: "recovery"},
    "followup": {"interaction_id": lambda twin: None, "done_at": lambda twin: NOW},
    "timer": {"stopped_at": lambda twin: NOW},
    "mapversion": {"number": lambda twin: MapVersion.rows().count() + 1},
    "publishedtouchpoint": {
        "touchpoint_id": lambda twin: saved(second_row(Touchpoint, twin)),
        "message_sha256": lambda twin: "",
    },
    "escapehatch": {"touchpoint_id": lambda twin: saved(second_row(Touchpoint, twin))},
    "messagetemplate": {
        "touchpoint_id": lambda twin: saved(second_row(Touchpoint, twin)),
        "language": lambda twin: "en",
        "approved_sha256": lambda twin: hashlib.sha256(b"en\nOn our way\n\nWe come at nine.").hexdigest(),
        "subject": lambda twin: "On our way",
        "text": lambda twin: "We come at nine.",
        "approved_by_id": lambda twin: twin.people["owner"].pk,
        "approved_at": lambda twin: NOW,
    },
    "approvedmessage": {
        "touchpoint_id": lambda twin: saved(second_row(Touchpoint, twin)),
        "language": lambda twin: "en",
        "subject": lambda twin: "On our way",
        "text": lambda twin: "We come at nine.",
        "sha256": lambda twin: hashlib.sha256(b"en\nOn our way\n\nWe come at nine.").hexdigest(),
    },
    "pendingchange": {
        "outcome": lambda twin: "declined",
        "decided_by_id": lambda twin: twin.people["owner"].pk,
        "decided_at": lambda twin: NOW,
    },
    "emailaddress": {"contact_id": lambda twin: saved(second_row(Contact, twin))},
    "phonenumber": {"contact_id": lambda twin: saved(second_row(Contact, twin))},
    "daytotal": {"day": lambda twin: LATER},
    "opening": {"weekday": lambda twin: 2},
    "holiday": {"day": lambda twin: LATER},
    "frontlinehours": {"from_day": lambda twin: LATER},
    "absence": {"first_day": lambda twin: LATER, "last_day": lambda twin: LATER},
    "invitation": {"email": lambda twin: f"{secrets.token_hex(6)}@canary.example"},
}
