"""Five ready ones. Each is written switched off and says nothing to anybody before a person has approved it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from touchpoints.automations.templates import Draft

OFFERED = "appointment-offered"
BOOKED = "appointment-booked"
STATUS = "status-changed"
DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Step:
    """One automation of a ready one."""

    name: str
    trigger: str
    details: dict[str, Any]
    words: Sequence[Draft]
    kind: str = "service"
    conditions: dict[str, Any] = field(default_factory=dict)
    not_after_minutes: int = DAY


@dataclass(frozen=True, slots=True)
class Ready:
    """One of the gallery. Several steps are several automations, so that each is approved, paused and counted alone."""

    slug: str
    name: str
    about: str
    steps: Sequence[Step]


_HELLO = {"en": "Hello {{ contact.first_name | there }},", "de": "Guten Tag {{ contact.name | zusammen }},"}


def _words(language: str, subject: str, *paragraphs: str) -> Draft:
    return Draft(language, subject, "\n\n".join([_HELLO[language], *paragraphs]))


STATUS_PING = Step(
    name="Status ping",
    trigger="event",
    details={"key": STATUS, "minutes": 0},
    words=(
        _words(
            "en",
            "Where {{ promise.title | your order }} stands",
            "here is where things stand:",
            "{{ event.text | The work goes on as agreed. }}",
            "You need not do anything. {{ customer.owner | Your contact }} knows the whole story.",
        ),
        _words(
            "de",
            "Der Stand: {{ promise.title | Ihr Auftrag }}",
            "so steht es gerade:",
            "{{ event.text | Die Arbeit geht wie vereinbart weiter. }}",
            "Sie müssen nichts tun. {{ customer.owner | Ihr Kontakt }} kennt alle Einzelheiten.",
        ),
    ),
    not_after_minutes=12 * 60,
)
OFFER = Step(
    name="Appointment offer",
    trigger="event",
    details={"key": OFFERED, "minutes": 0},
    words=(
        _words(
            "en",
            "A time for you: {{ appointment.date | as discussed }}",
            "we can come on {{ appointment.date | the day we said }} at {{ appointment.time | the time we said }}"
            ", {{ appointment.place | at your place }}.",
            "If another time is better, just answer this mail.",
        ),
    ),
    not_after_minutes=2 * DAY,
)
CONFIRMATION = Step(
    name="Confirmation",
    trigger="event",
    details={"key": BOOKED, "minutes": 5},
    words=(
        _words(
            "en",
            "Confirmed: {{ appointment.date | your appointment }}",
            "your appointment stands: {{ appointment.date | as agreed }} at {{ appointment.time | the agreed time }}, "
            "{{ appointment.place | at your place }}.",
            "Your number for it is {{ event.reference | in our records }}.",
        ),
    ),
    not_after_minutes=4 * 60,
)
REMINDER = Step(
    name="Reminder",
    trigger="date",
    details={"date": "due", "days": -2, "at": "10:00"},
    words=(
        _words(
            "en",
            "In two days: {{ promise.due_text | what we agreed }}",
            "on {{ promise.due_date | the agreed day }} this is due: {{ promise.due_text | what we agreed }}. "
            "We are on our way to keep it.",
            "If the day no longer suits you, answer this mail and a person will find another.",
        ),
    ),
    not_after_minutes=DAY,
)


def _lesson(number: int, days: int, subject: str, *paragraphs: str) -> Step:
    return Step(
        name=f"Getting to know it {number} of 3",
        trigger="event",
        details={"key": BOOKED, "minutes": days * DAY},
        words=(_words("en", subject, *paragraphs),),
        kind="lifecycle",
        conditions={"open_promise": True},
        not_after_minutes=3 * DAY,
    )


SERIES = (
    _lesson(
        1,
        3,
        "What happens on the day of our visit",
        "somebody rings half an hour before. The visit takes as long as we said; nothing is done that you did not agree to.",
        "What to have ready: access to the place, and whoever decides.",
    ),
    _lesson(
        2,
        10,
        "How to read your promise",
        "your promise says what is fixed, what is flexible and what we will not do. It is one page, and it binds us.",
        "If something in it is not what you were told, say so. A person reads it the same day.",
    ),
    _lesson(
        3,
        24,
        "Getting more out of it",
        "three things that customers like {{ customer.name }} found useful after the first month: a fixed day for questions, "
        "one person to call, and a look at the promise before each renewal.",
    ),
)

GALLERY = (
    Ready(
        "status-ping",
        "Status ping",
        "Says where an order stands, as soon as another system tells of it.",
        (STATUS_PING,),
    ),
    Ready(
        "appointment-offer",
        "Appointment offer",
        "Offers a time with a calendar file. Another time is one answer away.",
        (OFFER,),
    ),
    Ready("confirmation", "Confirmation", "Confirms an appointment that was booked, with a calendar file.", (CONFIRMATION,)),
    Ready("reminder", "Reminder", "Two days before something of a promise is due, says that we remember.", (REMINDER,)),
    Ready(
        "education-series",
        "Education series",
        "Three short lessons after the first appointment. Each is an automation of its own, so each can be paused alone.",
        SERIES,
    ),
)


def find(slug: str) -> Ready | None:
    return next((one for one in GALLERY if one.slug == slug), None)
