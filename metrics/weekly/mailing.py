"""Writing the week's figures to whoever wants them.

The row of a week is written with the letter, in one transaction, and its key lets a tick that runs twice write nothing twice.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from metrics.calculators.registry import FIRST_TRUTH, HUMAN_TOUCH, LOAD_INDEX, PRESENCE_TIME, PROMISE_KEPT, Definition
from metrics.calculators.results import Result
from metrics.dashboard import comparing, goals, telling
from metrics.facts import measured
from metrics.facts.measured import Asked
from metrics.targets import reading as targets
from metrics.weekly import rules
from metrics.weekly.models import WeeklyMail, WeeklyReader
from presence.kit import addresses, words
from presence.tenancy import reactions
from presence.tenancy.models import Organization

FIVE = (PROMISE_KEPT, PRESENCE_TIME, FIRST_TRUTH, HUMAN_TOUCH, LOAD_INDEX)


@dataclass(frozen=True, slots=True)
class Told:
    """A figure as the letter tells it: what it rests on, how it moved, its target, and where it stands."""

    name: str
    value: str
    change: str
    target: str
    url: str


def write(*, organization: Organization, now: datetime) -> int:
    """Write the letters of the acting organization that are due and not written; returns how many. Idempotent."""
    today = now.astimezone(organization.zone).date()
    figures = cache(lambda monday: _figures(organization, monday, now))
    written = 0
    readers = WeeklyReader.rows().filter(member__removed_at=None, member__user__is_active=True)
    for reader in readers.select_related("member__user").order_by("pk"):
        monday = rules.due_monday(now, ZoneInfo(reader.time_zone), today)
        if monday and not WeeklyMail.rows().filter(member=reader.member, monday=monday).exists():
            written += _write_one(organization, reader, monday, figures(monday))
    return written


@transaction.atomic
def _write_one(organization: Organization, reader: WeeklyReader, monday: date, figures: list[Told]) -> bool:
    row = WeeklyMail(member=reader.member, monday=monday)
    WeeklyMail.objects.bulk_create([row], ignore_conflicts=True)
    if not WeeklyMail.rows().filter(pk=row.pk).exists():
        return False
    week = rules.week_before(monday)
    filled: dict[str, Any] = {
        "organization": organization,
        "figures": figures,
        "days": f"{words.day(week.first, today=monday)} to {words.day(week.last, today=monday)}",
        "zone": organization.time_zone,
        "url": _url(organization, "metrics", week.query),
        "stop_url": _url(organization, "metrics_weekly", {}),
    }
    reactions.react(
        "letter.needed",
        occasion=f"week:{reader.member_id}:{monday}",
        to=reader.member.user.email,
        subject=f"Your week at {organization.name}: {figures[0].value}",
        text=render_to_string("emails/metrics/week.txt", filled),
        html=render_to_string("emails/metrics/week.html", filled),
        not_after=rules.not_after(monday, ZoneInfo(reader.time_zone)),
    )
    return True


def _figures(organization: Organization, monday: date, now: datetime) -> list[Told]:
    """The five, with the week before beside each."""
    asked = Asked(organization, rules.week_before(monday), now)
    other = comparing.usual(asked)
    pairs = zip(*measured.measure_each(FIVE, [asked, other.of(asked)]), strict=True)
    wanted = targets.goals()
    return [
        Told(
            name=one.metric.name,
            value=telling.told(one.metric, one.result),
            change=_change(one.metric, before.result, one.result),
            target=goals.told(one.metric, one.result, wanted.get(one.metric.key, []), asked.window.last, today=monday),
            url=_url(organization, one.metric.word, asked.window.query),
        )
        for one, before in pairs
    ]


def _change(metric: Definition, before: Result, after: Result) -> str:
    return (
        "" if after.suppressed else f"{comparing.said(metric, before, after)} (the week before: {telling.told(metric, before)})"
    )


def _url(organization: Organization, name: str, query: dict[str, str]) -> str:
    path = reverse(name, urlconf="presence.urls")
    path = path[path.index("metrics/") :]
    asked = "&".join(f"{key}={value}" for key, value in query.items())
    return addresses.site(addresses.mounted(organization.slug, path)) + (f"?{asked}" if asked else "")
