"""The playbooks of the example organization: some rewritten since, one that should have been looked through, one put away."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from touchpoints.journeys.models import Touchpoint
from touchpoints.playbooks import actions
from touchpoints.playbooks.rules import Asset, Content, Gift


@dataclass(frozen=True, slots=True)
class Written:
    """One playbook of the example: where it hangs, in how many days it is looked through, and its drafts with their whys."""

    touchpoints: tuple[str, ...]
    review_in: int
    drafts: tuple[tuple[str, Content], ...]


_SCOPE = Content(
    name="Explaining a scope change",
    talk_track="Begin with what stays as it is.\n"
    "Then say the one thing that changes, and what it costs in money and in days, in the same breath.",
    options=(
        "Do it now, at the extra cost",
        "Do it with the next planned visit, at no extra cost",
        "Leave it as it was agreed",
    ),
    reminders=(
        "Look up what the promise excludes before you call",
        "Write the change as an amendment, with when they were told",
    ),
    next_steps=("Send the amended promise the same day", "Delivery signs it off before a date is named"),
)
_SCOPE_NOW = Content(
    name=_SCOPE.name,
    talk_track=f"{_SCOPE.talk_track}\n\nLet them choose. Silence is fine; count to five before you add anything.",
    options=_SCOPE.options,
    gifts=(
        Gift("offer", "A free look at the second unit when the technician is there anyway"),
        Gift("tip", "Two changes in one visit cost one journey"),
    ),
    next_steps=_SCOPE.next_steps,
    reminders=(*_SCOPE.reminders, "- The date counts, not the memory of it", "Say the first truth before they commit"),
    assets=(Asset("Price list for extra work", "https://fieldstone.example/prices/extra-work"),),
)
_RECOVERY = Content(
    name="Making good after a failure",
    talk_track="Say what went wrong in one sentence, without the reason.\nSay sorry once, and mean it.\n"
    "Then ask what it cost them before you say what you will do.",
    options=("Come back today, before the next job", "A credit on the next invoice", "Both, when they lost a day of work"),
    gifts=(
        Gift("offer", "Up to 150 off the next visit, without asking anybody"),
        Gift("shortcut", "Book the technician who knows the site, past the waiting list"),
    ),
    reminders=("Read what the last person told them", "Never send this by mail alone", "Ring again two days later"),
    next_steps=("Log the recovery with a real conversation", "Tell the team what caused it, on the same day"),
)
_FIRST = Content(
    name="The first answer",
    talk_track="Use their words for what is wrong.\n"
    "Say who looks after it and when they hear from that person, even when the answer is “tomorrow”.",
    options=("A call back within two hours", "A visit from the calendar, at once"),
    gifts=(
        Gift("shortcut", "The direct line of the technician for the next 48 hours"),
        Gift("tip", "A photo of the type plate saves one visit"),
    ),
    reminders=("Ask for the best number and the best hour",),
)
_STATUS = Content(
    name="Where things stand",
    talk_track="What is done, what comes next, what we need from them. In that order, in three sentences.",
    next_steps=("Move the commitment when the date moved, before it is due",),
    reminders=("Say what is late before they ask",),
    gifts=(Gift("tip", "The portal shows the technician on the way"),),
)
_RENEWAL = Content(
    name="Talking about the renewal",
    talk_track="Begin with what they used this year, from the record.\nName the one thing that did not go well before they do.",
    options=("Renew as it is", "Fewer visits, fixed days", "More cover, one contact for all sites"),
    gifts=(Gift("offer", "The first spring check free when they renew before the end of the month"),),
    reminders=("Never name a new price by mail first", "Bring the promise with what we will not do"),
    next_steps=("Write the renewal as a promise", "Ask delivery and support to sign it off"),
    assets=(
        Asset("Care plans compared", "https://fieldstone.example/plans"),
        Asset("Sample letter", "https://fieldstone.example/renewal-letter"),
    ),
)
_RENEWAL_BEFORE = Content(name=_RENEWAL.name, talk_track="Say what the plan costs next year.", options=_RENEWAL.options[:2])
_OLD = Content(name="Script for cold calls", talk_track="Introduce the company and ask for the person who decides.")

WRITTEN = (
    Written(("scope-change", "price-change"), 41, (("", _SCOPE), ("Two complaints about surprise costs", _SCOPE_NOW))),
    Written(("service-recovery", "post-issue-follow-up"), 72, (("", _RECOVERY),)),
    Written(("first-response",), -6, (("", _FIRST),)),
    Written(("status-update",), 88, (("", _STATUS),)),
    Written(
        ("renewal-proposal", "invoice-or-renewal"),
        -23,
        (("", _RENEWAL_BEFORE), ("Nobody likes to hear the price first", _RENEWAL)),
    ),
)


def fill(*, by: Actor, now: datetime, dice: random.Random) -> None:
    """Write them all; leaders own them in turn."""
    leaders = list(Membership.rows().filter(role__in=["leader", "owner"]).select_related("user").order_by("joined_at", "id"))
    on = {touchpoint.key: touchpoint for touchpoint in Touchpoint.rows().filter(archived_at=None)}
    for place, one in enumerate(WRITTEN):
        owner = leaders[place % len(leaders)]
        _write(one, by=Actor.of(owner), now=now, owner=owner, hung=[on[key] for key in one.touchpoints if key in on])
    old = actions.write(by=by, now=now - timedelta(days=200), content=_OLD, review_date=now.date() - timedelta(days=110))
    actions.archive(by=by, now=now - timedelta(days=90), playbook=old)


def _write(one: Written, *, by: Actor, now: datetime, owner: Membership, hung: list[Touchpoint]) -> None:
    review_date = now.date() + timedelta(days=one.review_in)
    written = now - timedelta(days=60)
    (_, first), *later = one.drafts
    playbook = actions.write(by=by, now=written, content=first, review_date=review_date, owner=owner, touchpoints=hung)
    for place, (why, content) in enumerate(later, start=1):
        actions.change(by=by, now=written + timedelta(days=20 * place), playbook=playbook, content=content, why=why)
