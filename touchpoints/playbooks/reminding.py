"""A letter to whoever owns playbooks that should be looked through: at most one a day, in the organization's morning.

On the day one falls due, and on Mondays while some still wait. The letter's occasion is the day, so that a tick that runs twice
writes nothing twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.template.loader import render_to_string

from presence.kit import addresses
from presence.tenancy import reactions
from presence.tenancy.models import Membership, Organization
from promises.marks import reminders
from touchpoints.playbooks import rules
from touchpoints.playbooks.models import Playbook

MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Named:
    """A playbook as the letter names it."""

    name: str
    review_date: date
    url: str


def remind(*, organization: Organization, now: datetime) -> int:
    """Write today's letters of the acting organization; returns for how many owners. Idempotent."""
    local = now.astimezone(organization.zone)
    if local.hour not in reminders.MORNING or local.weekday() >= reminders.SATURDAY:
        return 0
    waiting = _waiting(local.date())
    for owner, rows in waiting:
        _write_letter(owner, rows, organization, local)
    return len(waiting)


def _waiting(today: date) -> list[tuple[Membership, list[Playbook]]]:
    """Owners who are told today, each with all of theirs that wait."""
    stale = Playbook.rows().filter(
        archived_at=None, review_date__lte=today, owner__removed_at=None, owner__user__is_active=True
    )
    by_owner: dict[Membership, list[Playbook]] = {}
    for row in stale.select_related("owner__user").order_by("review_date", "name"):
        if row.owner:
            by_owner.setdefault(row.owner, []).append(row)
    return [
        (owner, rows)
        for owner, rows in by_owner.items()
        if any(rules.is_told(row.review_date, today) for row in rows) and reminders.are_wanted(owner)
    ]


def _write_letter(owner: Membership, rows: Sequence[Playbook], organization: Organization, local: datetime) -> None:
    filled = {
        "organization": organization,
        "amount": len(rows),
        "playbooks": [
            Named(row.name, row.review_date, _url(organization, f"playbooks/{row.pk}/")) for row in rows[:MOST_NAMED]
        ],
        "more": len(rows) - MOST_NAMED if len(rows) > MOST_NAMED else 0,
        "list_url": _url(organization, "playbooks/?view=stale"),
        "stop_url": _url(organization, "reminders/"),
    }
    reactions.react(
        "letter.needed",
        occasion=f"playbooks:{owner.pk}:{local.date()}",
        to=owner.user.email,
        subject=render_to_string("emails/touchpoints/playbooks.subject.txt", filled),
        text=render_to_string("emails/touchpoints/playbooks.txt", filled),
        html=render_to_string("emails/touchpoints/playbooks.html", filled),
        not_after=datetime.combine(local.date(), time(23, 59), tzinfo=organization.zone),
    )


def _url(organization: Organization, path: str) -> str:
    return addresses.site(addresses.mounted(organization.slug, path))
