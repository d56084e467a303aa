"""What a row of an imported file can say about an interaction, and the words other systems use for it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from presence.imports.rules.fields import YES_NO, Choice, Field, Kind
from touchpoints.interactions.models import ExceptionKind, FirstTruth, HandledBy, PresenceKind, Verdict
from touchpoints.journeys.models import Channel, Touchpoint

_CHANNEL_WORDS = {
    Channel.CALL: ("phone", "telephone", "voice", "phone call", "inbound call", "outbound call", "tel"),
    Channel.MEETING: ("video", "video call", "teams", "zoom", "in person"),
    Channel.VISIT: ("on site", "onsite", "on-site", "walk in", "walk-in", "field"),
    Channel.EMAIL: ("email", "mail"),
    Channel.CHAT: ("live chat", "messenger", "whatsapp", "messaging"),
    Channel.SMS: ("text", "mms"),
    Channel.FORM: ("web", "web form", "portal", "self service", "self-service", "ticket form"),
    Channel.OTHER: ("fax", "letter", "post", "direct opening"),
}
_VERDICT_WORDS = {
    Verdict.KEPT: ("true", "yes", "y", "1", "met", "on time", "in time", "within sla", "in sla", "achieved", "success", "pass"),
    Verdict.BROKEN: ("false", "no", "n", "0", "missed", "late", "breached", "not met", "failed", "fail", "violated", "overdue"),
    Verdict.RENEGOTIATED: ("changed", "moved", "rescheduled"),
    Verdict.CANNOT_TELL: ("cannot tell", "unclear"),
}
_HANDLER_WORDS = {
    HandledBy.HUMAN: ("human", "person", "agent", "manual"),
    HandledBy.ASSISTED: ("copilot", "suggested"),
    HandledBy.AUTOMATION: ("bot", "automatic", "automated", "system", "auto"),
    HandledBy.NONE: ("none", "missed", "abandoned", "unanswered"),
}


def fields() -> Sequence[Field]:
    """Every field in the order to offer it; the touchpoints are the organization's own."""
    return (*_WHO_AND_WHAT, _touchpoint(), *_VERDICT, *_HANDLING, *_REST)


def _touchpoint() -> Field:
    known = Touchpoint.rows().filter(archived_at=None).order_by("stage__position", "position", "id")
    choices = tuple(Choice(key, name) for key, name in known.values_list("key", "name"))
    return Field(
        "touchpoint_key", "Touchpoint", Kind.CHOICE, choices=choices, fixed=True, synonyms=("touchpoint key", "moment")
    )


def _choices(kind: type[models.TextChoices], words: Mapping[Any, tuple[str, ...]] | None = None) -> tuple[Choice, ...]:
    return tuple(Choice(value, str(label), (words or {}).get(value, ())) for value, label in kind.choices)


_WHO_AND_WHAT = (
    Field(
        "external_ref",
        "Reference",
        max_length=120,
        synonyms=(
            "number",
            "ticket",
            "ticket id",
            "ticket number",
            "case number",
            "case id",
            "case",
            "incident",
            "incident number",
            "interaction id",
            "id",
            "external id",
            "key",
        ),
    ),
    Field(
        "customer_ref",
        "Customer reference",
        max_length=120,
        synonyms=(
            "customer id",
            "customer number",
            "caller id",
            "caller",
            "account id",
            "account number",
            "client id",
            "company id",
            "requester id",
            "customer",
            "account",
            "client",
            "requester",
        ),
    ),
    Field(
        "customer_name",
        "Customer name",
        max_length=200,
        synonyms=("customer name", "account name", "client name", "company name", "company", "organization"),
    ),
    Field(
        "occurred_at",
        "When it happened",
        Kind.MOMENT,
        synonyms=(
            "opened at",
            "occurred",
            "created at",
            "created",
            "opened",
            "date",
            "time",
            "timestamp",
            "started at",
            "start time",
            "call time",
            "date opened",
            "created on",
            "sys created at",
        ),
    ),
)
_VERDICT = (
    Field(
        "verdict",
        "Promise kept",
        Kind.CHOICE,
        choices=_choices(Verdict, _VERDICT_WORDS),
        synonyms=(
            "made sla",
            "sla met",
            "met sla",
            "within sla",
            "sla",
            "sla status",
            "kept",
            "on time",
            "in time",
            "verdict",
        ),
    ),
    Field(
        "promised_by",
        "Promised by",
        Kind.MOMENT,
        until=True,
        synonyms=("due at", "due", "due date", "deadline", "sla due", "promised", "promised at", "target date"),
    ),
    Field(
        "done_at",
        "Done at",
        Kind.MOMENT,
        beside="promised_by",
        synonyms=("resolved at", "closed at", "completed at", "done", "finished at", "delivered at", "solved at"),
    ),
)
_HANDLING = (
    Field(
        "channel",
        "Channel",
        Kind.CHOICE,
        choices=_choices(Channel, _CHANNEL_WORDS),
        fixed=True,
        synonyms=("contact type", "source", "medium", "via", "origin", "contact channel"),
    ),
    Field(
        "handled_by", "Handled by", Kind.CHOICE, choices=_choices(HandledBy, _HANDLER_WORDS), fixed=True, synonyms=("handler",)
    ),
    Field(
        "member",
        "Member's e-mail",
        Kind.EMAIL,
        synonyms=("agent", "agent email", "assigned to", "assignee", "member", "member email", "user email"),
    ),
    Field(
        "minutes",
        "Minutes",
        Kind.NUMBER,
        synonyms=("duration", "duration minutes", "handle time", "handling time", "talk time"),
    ),
    Field(
        "response_minutes",
        "Minutes to the first answer",
        Kind.NUMBER,
        synonyms=("response time", "first response time", "first response minutes", "wait time", "response minutes"),
    ),
    Field("attempts", "Attempts", Kind.NUMBER, whole=True, synonyms=("tries", "contacts")),
)
_REST = (
    Field("presence_kind", "Proactive contact", Kind.CHOICE, choices=_choices(PresenceKind), synonyms=("presence kind",)),
    Field("first_truth", "First truth", Kind.CHOICE, choices=_choices(FirstTruth)),
    Field("exception", "Exception", Kind.CHOICE, choices=_choices(ExceptionKind)),
    Field("conversation_held", "Real conversation held", Kind.CHOICE, choices=YES_NO, synonyms=("conversation held",)),
    Field("resolved", "Resolved", Kind.CHOICE, choices=YES_NO, synonyms=("solved", "is resolved")),
    Field("amount", "Amount at stake", Kind.NUMBER, synonyms=("amount", "value", "deal value")),
    Field(
        "note",
        "Note",
        max_length=10_000,
        synonyms=("notes", "comment", "comments", "description", "short description", "summary", "subject"),
    ),
)
