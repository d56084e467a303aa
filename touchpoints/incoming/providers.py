"""What mail providers report, through django-anymail's views: they check the signature and use the same words for all.

Only reading is theirs; nothing of it is sent anywhere by signals. Each source has an address with a secret of its own; where
the provider signs, its signing key is asked for as well.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from anymail.signals import AnymailInboundEvent, AnymailTrackingEvent, EventType
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.utils.module_loading import import_string

from presence.kit import refusals, sealing
from touchpoints.incoming import boxes, letters
from touchpoints.incoming.letters import Letter
from touchpoints.incoming.models import MailSource, Way, What
from touchpoints.incoming.taking import Report

MOST_EVENTS = 1000


@dataclass(frozen=True, slots=True)
class Provider:
    """Anymail's two views for a provider, and under which names they take the signing key, where the provider signs."""

    events: str
    mails: str
    events_key: str = ""
    mails_key: str = ""

    @property
    def signs(self) -> bool:
        return bool(self.events_key)


def _of(module: str, name: str, events_key: str = "", mails_key: str = "") -> Provider:
    at = f"anymail.webhooks.{module}.{name}"
    return Provider(f"{at}TrackingWebhookView", f"{at}InboundWebhookView", events_key, mails_key)


_MANDRILL = "anymail.webhooks.mandrill.MandrillCombinedWebhookView"
PROVIDERS = {
    Way.MAILGUN: _of("mailgun", "Mailgun", "webhook_signing_key", "webhook_signing_key"),
    Way.MAILERSEND: _of("mailersend", "MailerSend", "signing_secret", "inbound_secret"),
    Way.MANDRILL: Provider(_MANDRILL, _MANDRILL, "webhook_key", "webhook_key"),
    Way.POSTMARK: _of("postmark", "Postmark"),
    Way.BREVO: _of("brevo", "Brevo"),
    Way.MAILJET: _of("mailjet", "Mailjet"),
    Way.SPARKPOST: _of("sparkpost", "SparkPost"),
}
_WHAT = {
    EventType.BOUNCED: What.BOUNCE,
    EventType.DEFERRED: What.DELAY,
    EventType.COMPLAINED: What.COMPLAINT,
    EventType.UNSUBSCRIBED: What.UNSUBSCRIBE,
    EventType.DELIVERED: What.DELIVERED,
}


class Unreadable(refusals.Refusal):
    """What came is not what this provider sends, or is not signed by it."""

    def __init__(self) -> None:
        super().__init__("This is not a signed report of this provider.")


def reports(source: MailSource, request: HttpRequest) -> list[Report]:
    """The events of one call. Raises Unreadable."""
    now = datetime.now(UTC)
    return [report for event in _events(source, request, mails=False) for report in _report(source, event, now)]


def mails(source: MailSource, request: HttpRequest) -> list[Letter]:
    """The mails of one call. Raises Unreadable."""
    now = datetime.now(UTC)
    return [_letter(event, now) for event in _events(source, request, mails=True) if event.message is not None]


def _events(source: MailSource, request: HttpRequest, *, mails: bool) -> list[Any]:
    provider = PROVIDERS[Way(source.way)]
    try:
        view = _view(provider.mails if mails else provider.events)(**_keys(source, provider, request, mails=mails))
        view.run_validators(request)
        events = list(view.parse_events(request))[:MOST_EVENTS]
    except (AnymailWebhookValidationFailure, AnymailError, ImproperlyConfigured, *_WHAT_BAD_INPUT_RAISES) as error:
        raise Unreadable from error
    return [event for event in events if isinstance(event, AnymailInboundEvent if mails else AnymailTrackingEvent)]


@cache
def _view(path: str) -> Any:
    """Anymail's view, told that whoever knows the address is known: it would ask for a password in the address instead."""
    found = import_string(path)
    return type(found.__name__, (found,), {"warn_if_no_basic_auth": False})


_WHAT_BAD_INPUT_RAISES = (
    ValueError, KeyError, TypeError, AttributeError, IndexError, LookupError, OverflowError, RecursionError,
)  # fmt: skip


def _keys(source: MailSource, provider: Provider, request: HttpRequest, *, mails: bool) -> dict[str, Any]:
    """The signing key under the name that the view takes it by, and what some views ask for besides."""
    keys: dict[str, Any] = {}
    name = provider.mails_key if mails else provider.events_key
    if name:
        keys[name] = (sealing.unseal(source.sealed_secret, purpose=boxes.PURPOSE) or b"").decode()
    if source.way == Way.MANDRILL:
        keys["webhook_url"] = request.build_absolute_uri()
    if source.way == Way.BREVO and mails:
        keys["api_key"] = ""  # only asked for to fetch attachments, which are not taken in
    return keys


def _report(source: MailSource, event: AnymailTrackingEvent, now: datetime) -> Iterator[Report]:
    what = _WHAT.get(event.event_type)
    if event.event_type == EventType.REJECTED:
        what = What.BOUNCE if event.reject_reason in ("bounced", "invalid") else None
    if what is None:
        return
    because = " ".join(str(one) for one in (event.description, event.mta_response) if one)
    if what == What.BOUNCE and event.reject_reason not in (None, "bounced", "invalid"):
        what = What.DELAY
    address = str(event.recipient or "").replace("\x00", "").strip().lower()
    yield Report(_key(source, event), what, address, _at(event.timestamp, now), because.replace("\x00", ""), _named(event))


def _letter(event: AnymailInboundEvent, now: datetime) -> Letter:
    message = event.message
    raw = json.dumps([str(event.event_id), message.as_string()]).encode(errors="replace")
    return letters.of(message, raw=raw, now=now, returned_to=message.envelope_sender)


def _key(source: MailSource, event: AnymailTrackingEvent) -> str:
    """The provider's name for the event; where it gives none, the event itself."""
    told = [str(source.pk), str(event.event_id or ""), str(event.event_type), str(event.recipient), str(event.message_id)]
    if not event.event_id:
        told.append(str(event.timestamp))
    return hashlib.sha256(json.dumps(told).encode(errors="replace")).hexdigest()


def _named(event: AnymailTrackingEvent) -> tuple[UUID, ...]:
    """Our message, when the provider kept the name that we gave it."""
    return tuple(letters.ids_in(f"<{str(event.message_id or '').strip('<>')}>"))


def _at(timestamp: datetime | None, now: datetime) -> datetime:
    return min(timestamp, now) if timestamp and timestamp.tzinfo else now
