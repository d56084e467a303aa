"""The page behind a link, in the recipient's words: who answers, when somebody is there, and by when they hear from us."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import formats, translation
from django.utils.dates import WEEKDAYS

from presence.customers import phones
from presence.hours import rules as hours_rules
from presence.kit import clock
from presence.kit.clock import Hours
from touchpoints.handoffs import promising
from touchpoints.handoffs.models import Handoff
from touchpoints.reach.opening import Opened
from touchpoints.reach.phrases import LANGUAGES, Phrases

MOMENT = "D j M, H:i"
NO_TEAM = "other"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page says. `asked` and `next` are there while somebody waits; `phone` may be empty, `phone_url` leads to it."""

    phrases: Phrases
    language: str
    organization: str
    who: str
    own_words: str
    about: str
    here: str
    by_when: str
    phone: str
    call: str
    phone_url: str
    hours: list[tuple[str, str]]
    place: str
    asked: str
    next: str


def show(opened: Opened, *, language: str, now: datetime, waiting: Handoff | None) -> Shown:
    """The page for whoever opened it, at this moment."""
    phrases = LANGUAGES[language]
    hours = promising.hours_of(opened.way.calendar)
    zone = _zone(opened, hours)
    phone = phones.shown(opened.page.phone) if opened.page.phone else ""
    with translation.override(language):
        return Shown(
            phrases=phrases,
            language=language,
            organization=opened.organization.name,
            who=_who(opened, phrases),
            own_words=opened.page.words,
            about=phrases.about.format(touchpoint=opened.touchpoint.name) if opened.touchpoint else "",
            here=_here(hours, zone, phrases, now),
            by_when=_by_when(opened, hours, zone, phrases, now),
            phone=phone,
            call=phrases.call.format(phone=phone),
            phone_url=f"tel:{opened.page.phone}" if opened.page.phone else "",
            hours=list(_week(hours, phrases)),
            place=phrases.place_time.format(place=_place(hours.zone)),
            asked=phrases.asked.format(moment=_moment(waiting.opened_at, zone, phrases)) if waiting else "",
            next=phrases.next.format(moment=_moment(waiting.promised_at, zone, phrases)) if waiting else "",
        )


def _who(opened: Opened, phrases: Phrases) -> str:
    """The team, not the name: who answers is told when they do. “Other” is the team of those who have none."""
    member = opened.way.member
    if member is None or member.team.key == NO_TEAM:
        return phrases.somebody.format(organization=opened.organization.name)
    return phrases.from_team.format(team=member.team.name)


def _zone(opened: Opened, hours: Hours) -> ZoneInfo:
    """Where the recipient is, as far as somebody wrote it down."""
    own = (opened.contact and opened.contact.time_zone) or (opened.customer and opened.customer.time_zone)
    return ZoneInfo(own) if own else hours.zone


def _here(hours: Hours, zone: ZoneInfo, phrases: Phrases, now: datetime) -> str:
    try:
        at = clock.next_open(hours, now)
    except clock.NeverOpen:
        return ""
    return phrases.open_now if at <= now else phrases.closed_now.format(moment=_moment(at, zone, phrases))


def _by_when(opened: Opened, hours: Hours, zone: ZoneInfo, phrases: Phrases, now: datetime) -> str:
    if not hours.is_ever_open:
        return phrases.never
    return phrases.by_when.format(moment=_moment(opened.way.promised(now), zone, phrases))


def _moment(at: datetime, zone: ZoneInfo, phrases: Phrases) -> str:
    """As "Mon 23 Nov, 10:30 (Brussels time)", rounded up to a minute so that it is never said too early."""
    whole = at.replace(second=0, microsecond=0)
    local = (whole if whole == at else whole + timedelta(minutes=1)).astimezone(zone)
    return f"{formats.date_format(local, MOMENT)} ({phrases.place_time.format(place=_place(zone))})"


def _week(hours: Hours, phrases: Phrases) -> Iterator[tuple[str, str]]:
    for number, weekday in WEEKDAYS.items():
        yield str(weekday), hours_rules.told_day(hours.week.get(number, ())) or phrases.closed


def _place(zone: ZoneInfo) -> str:
    return zone.key.rpartition("/")[2].replace("_", " ")
