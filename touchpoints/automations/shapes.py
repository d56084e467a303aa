"""Automations and events as the API writes and reads them."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from presence.kit.api.fields import At, Email, Moment, number, said, text, title
from presence.kit.api.queries import PageQuery
from touchpoints.automations import forms, rules, templates

Name = Annotated[str, title(rules.LONGEST_NAME, examples=["Renewal note"])]
Kind = Literal["service", "lifecycle", "survey"]
Key = Annotated[
    str,
    msgspec.Meta(
        max_length=60,
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        examples=["visit-booked"],
        extra={"words": "Use lower-case letters, digits and single hyphens, such as visit-booked."},
    ),
]
Clock = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$",
        examples=["09:00"],
        extra={"words": "Give a time of day such as 09:00."},
    ),
]
Word = Annotated[str, title(80)]
Happened = Annotated[str, text(300, description="What happened, as the mail says it.")]
Wanted = Annotated[list[Word], msgspec.Meta(max_length=50)]
TermKind = Literal["scope", "constraint", "service_level", "pricing_assumption", "exclusion", "commitment"]
Language = Literal["en", "de", "fr", "nl", "es", "it"]


class EventTrigger(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """So many minutes after an event of this key, or after an interaction at this touchpoint: one of both."""

    key: Key | None = None
    touchpoint: UUID | None = None
    minutes: Annotated[int, number(0, rules.MOST_MINUTES)] = 0


class DateTrigger(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """So many days before (negative) or after a date, at this time of the recipient's day."""

    date: Literal["renewal", "due"]
    days: Annotated[int, number(-rules.MOST_DAYS, rules.MOST_DAYS)] = 0
    at: Clock = "09:00"


class SilenceTrigger(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """So many business hours after an interaction at this touchpoint, when nothing was heard since."""

    touchpoint: UUID
    hours: Annotated[int, number(1, rules.MOST_HOURS)]


class ScheduleTrigger(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """On these weekdays (0 is Monday) or on this day of each month: one of both."""

    weekdays: Annotated[list[Annotated[int, number(0, 6)]], msgspec.Meta(max_length=7)] = []
    day_of_month: Annotated[int, number(1, 28)] | None = None
    at: Clock = "09:00"


class Conditions(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Who of those it finds gets it. What is empty asks nothing."""

    segments: Wanted = []
    lowest_value: Annotated[int, number(0, 10**12)] | None = None
    highest_value: Annotated[int, number(0, 10**12)] | None = None
    languages: Wanted = []
    teams: Annotated[list[UUID], msgspec.Meta(max_length=50)] = []
    roles: Wanted = []
    open_promise: bool = False
    term_kinds: Annotated[list[TermKind], msgspec.Meta(max_length=6)] = []


class StopRules(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What stops it, counted over 30 days; null sets no limit."""

    complaints: Annotated[int, number(1, 1000)] | None = 1
    unsubscribed_percent: Annotated[int, number(1, 100)] | None = 5
    unresolved_replies: Annotated[int, number(1, 1000)] | None = 5


class Words(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What it says in one language. `html` is made of the text when it is empty; what may not stay in it is taken away."""

    subject: Annotated[str, title(templates.LONGEST_SUBJECT)]
    text: Annotated[str, title(templates.LONGEST_TEXT)]
    html: Annotated[str, text(60_000)] = ""
    language: Language = "en"


Languages = Annotated[list[Words], msgspec.Meta(min_length=1, max_length=forms.MOST_LANGUAGES)]
Ramp = Annotated[int, number(1, 1_000_000, description="How many customers it reaches at most; null is all.")]
Worth = Annotated[int, number(1, 90 * 24 * 60, description="For how many minutes after its moment a message is worth sending.")]


class NewAutomation(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A name, a touchpoint, one of the four triggers and the words. It is off until a person approves it in the browser."""

    name: Name
    touchpoint: UUID
    words: Languages
    event: EventTrigger | None = None
    date: DateTrigger | None = None
    no_reply: SilenceTrigger | None = None
    schedule: ScheduleTrigger | None = None
    kind: Kind = "service"
    conditions: Conditions = msgspec.field(default_factory=Conditions)
    stop_rules: StopRules = msgspec.field(default_factory=StopRules)
    ramp: Ramp | None = 10
    worth_minutes: Worth = 24 * 60


class AutomationChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is absent stays; a trigger, conditions and words are replaced as a whole.

    Other words wait for approval while the approved ones go on. Another trigger, kind, touchpoint or condition takes the
    approval away.
    """

    name: Name | UnsetType = UNSET
    touchpoint: UUID | UnsetType = UNSET
    words: Languages | UnsetType = UNSET
    event: EventTrigger | UnsetType | None = UNSET
    date: DateTrigger | UnsetType | None = UNSET
    no_reply: SilenceTrigger | UnsetType | None = UNSET
    schedule: ScheduleTrigger | UnsetType | None = UNSET
    kind: Kind | UnsetType = UNSET
    conditions: Conditions | UnsetType = UNSET
    stop_rules: StopRules | UnsetType = UNSET
    ramp: Ramp | UnsetType | None = UNSET
    worth_minutes: Worth | UnsetType = UNSET


class Automation(msgspec.Struct, frozen=True, kw_only=True):
    """An automation with the newest words. `approved_words` is the number of the version that is sent; null while none is."""

    id: UUID
    name: str
    touchpoint: UUID
    kind: Kind
    state: Literal["off", "active", "paused", "stopped", "archived"]
    state_why: str
    sentence: Annotated[str, said("When, to whom and what, in words.")]
    event: EventTrigger | None
    date: DateTrigger | None
    no_reply: SilenceTrigger | None
    schedule: ScheduleTrigger | None
    conditions: Conditions
    stop_rules: StopRules
    ramp: int | None
    worth_minutes: int
    words: list[Words]
    words_number: int
    approved_words: int | None
    approved_at: At | None
    version: int
    created_at: At
    updated_at: At


class AutomationQuery(PageQuery, frozen=True, kw_only=True):
    state: Annotated[Literal["off", "active", "paused", "stopped", "archived"], said("Only those that stand so.")] | None = None


class Pause(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Why it pauses; colleagues read it."""

    why: Annotated[str, text(rules.LONGEST_WHY)] = ""


class Appointment(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """When and where; the mail gets a calendar file of it."""

    starts_at: Moment
    ends_at: Moment | None = None
    place: Annotated[str, text(300)] = ""


class NewEvent(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Something that happened with a customer. The same `external_ref` of a key is one event."""

    key: Key
    external_ref: Annotated[str, title(120, examples=["V-2041"])]
    customer: UUID
    occurred_at: Moment
    email: Annotated[Email, said("Which of the customer's people it is about.")] | None = None
    promise: UUID | None = None
    text: Happened = ""
    appointment: Appointment | None = None


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """An event as it was said first."""

    id: UUID
    key: str
    external_ref: str
    customer: UUID
    occurred_at: At
