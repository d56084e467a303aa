"""The brief in words: the line below the name, who is calling, the last contacts, the talk track of this moment."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

from presence.kit import modes, words
from presence.tenancy.models import Membership, Organization
from promises.commitments import standing
from promises.commitments.rules import Times, Told
from promises.record.models import Promise
from touchpoints.brief import hints, rules
from touchpoints.brief.hints import Hint
from touchpoints.brief.shapes import Brief, Call, Met, Moment, Said
from touchpoints.interactions import rules as interactions
from touchpoints.interactions import told
from touchpoints.interactions.call import Subject
from touchpoints.journeys.models import Channel
from touchpoints.playbooks.moment import Carried


@dataclass(frozen=True, slots=True)
class Contact:
    """One of the last contacts, as the page says it."""

    at: datetime
    url: str
    what: str
    by: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the chooser with its moments."""

    word: str
    moments: list[Moment]


@dataclass(frozen=True, slots=True)
class Shown:
    """The brief as one member sees it at one moment."""

    brief: Brief
    facts: list[str]
    caller: str
    caller_url: str
    contacts: list[Contact]
    mood: rules.Mood
    moment: Moment | None
    human_only: list[str]
    track: list[tuple[str, str]]
    playbook: Carried | None
    stages: list[Stage]
    call: Call | None
    hints: dict[UUID, Hint]
    standings: dict[UUID, Told]
    urls: dict[str, str] = field(default_factory=dict)

    def said(self, promise_id: UUID, key: UUID | None = None) -> Said | None:
        """What the member said about this line in the call that is going on."""
        return self.call.said.get(Subject(promise_id, key)) if self.call else None


def show(brief: Brief, *, member: Membership, organization: Organization, now: datetime, given: Mapping[str, str]) -> Shown:
    """`given` are the parameters of the address: the chosen moment, and the number somebody calls from."""
    here = rules.moment(brief.moments, chosen=given.get("moment", ""), last=brief.last)
    caller, caller_url = _caller(brief, given)
    stage = rules.together(brief.moments, here) if here else []
    playbook = brief.playbooks.get(here.id) if here else None
    return Shown(
        brief=brief,
        facts=list(_facts(brief, organization, now)),
        caller=caller,
        caller_url=caller_url,
        contacts=[_contact(met, member.pk) for met in brief.last],
        mood=rules.mood(brief.last),
        moment=here,
        human_only=[each.name for each in stage if each.mode == "human_only"],
        track=list(_track(here)) if here else [],
        playbook=playbook,
        stages=_stages(brief.moments),
        call=rules.call_at(brief.calls, here),
        hints=hints.of((promise.id for promise in brief.promises), member=member, now=now),
        standings=_standings(brief, now),
        urls=_urls(brief, playbook),
    )


def _standings(brief: Brief, now: datetime) -> dict[UUID, Told]:
    """How each commitment that binds stands, by its term: the clock's verdict, and the word of somebody who counts more."""
    binding = [promise for promise in brief.in_full if promise.state == Promise.State.AGREED]
    due = [line for promise in binding for line in promise.lines]
    return {line.key: standing.tell(Times(line.due_at, line.done_at), line.opinion, now=now) for line in due if line.due_at}


def _caller(brief: Brief, given: Mapping[str, str]) -> tuple[str, str]:
    """Who is on the line: the number the pop found, or the first contact as somebody to call."""
    for person in brief.people:
        for number in person.numbers:
            if str(number.id) == given.get("caller"):
                verb = "You are calling" if given.get("dir") == "out" else ""
                return (f"{verb} {person.name}, {number.shown}" if verb else f"{person.name} is calling, {number.shown}"), ""
    first = brief.people[0] if brief.people else None
    if first is None or not first.numbers:
        return (first.name if first else ""), ""
    return f"{first.name}, {first.numbers[0].shown}", f"tel:{first.numbers[0].e164}"


def _facts(brief: Brief, organization: Organization, now: datetime) -> Iterator[str]:
    """The line below the name: their time, segment, owner, renewal, value, reference."""
    zone = brief.time_zone or organization.time_zone
    place = zone.rpartition("/")[2].replace("_", " ")
    yield f"Their time {now.astimezone(ZoneInfo(zone)):%H:%M}, {place}"
    if brief.segment:
        yield brief.segment
    if brief.owner:
        yield f"Owner {brief.owner}, {brief.owner_team.lower()}" if brief.owner_team else f"Owner {brief.owner}"
    if brief.renewal_date:
        yield f"Renewal {words.days_away(brief.renewal_date, today=timezone.localdate(now))}"
    if brief.annual_value is not None:
        yield f"{words.money(brief.annual_value)} {organization.currency} a year"
    if brief.external_ref:
        yield brief.external_ref


def _contact(met: Met, reader_id: UUID) -> Contact:
    """As "Status update, not kept" by "Ben Okafor by call, 12 min". How long it took is told to that person alone."""
    verdict = "" if met.outcome == "unchecked" else told.verdict(met.outcome, None).word.lower()
    by = told.handler(met.handled_by, met.member)
    channel = f" by {Channel(met.channel).label.lower()}" if met.channel else ""
    may_see = met.seconds and interactions.may_see_minutes(met.member_id, reader_id)
    lasted = words.minutes(met.seconds / 60) if met.seconds and may_see else ""
    return Contact(
        at=met.at,
        url=reverse("interaction", args=[met.id]),
        what=", ".join(filter(None, [met.touchpoint, verdict])),
        by=", ".join(filter(None, [by + channel, lasted])),
    )


def _track(here: Moment) -> Iterator[tuple[str, str]]:
    """What the touchpoint itself says about how to talk at this moment."""
    mode = modes.mode_of(here.mode)
    yield "How", mode.meaning
    if here.intent:
        yield "They want", here.intent
    if here.reason:
        yield "Because", here.reason
    if here.protected:
        yield "Protected", f"{here.protected_words}. Talk it through yourself, in your own words."
    if here.target_minutes:
        yield "Answer within", words.minutes(here.target_minutes)
    if here.first_truth_due:
        yield "First truth", "Due here: say what changes cost or time fastest before they commit."


def _stages(moments: Sequence[Moment]) -> list[Stage]:
    several = len({each.journey for each in moments}) > 1
    stages: dict[UUID, Stage] = {}
    for each in moments:
        word = f"{each.journey}: {each.stage}" if several else each.stage
        stages.setdefault(each.stage_id, Stage(word, [])).moments.append(each)
    return list(stages.values())


def _urls(brief: Brief, playbook: Carried | None) -> dict[str, str]:
    here = [brief.id]
    return {
        "self": reverse("customer", args=here),
        "edit": reverse("customer_edit", args=here),
        "merge": reverse("customer_merge", args=here),
        "erase": reverse("customer_erasure", args=here),
        "log": reverse("customer_contact", args=here),
        "timer": reverse("timer"),
        "follow_up": reverse("followup_new", args=here),
        "judge": reverse("customer_judgment", args=here),
        "reason": reverse("customer_judgment_reason", args=here),
        "playbook": reverse("playbook", args=[playbook.id]) if playbook else "",
        "handoffs": reverse("handoffs"),
        "handoff": reverse("handoff_new", args=here),
        "suppressions": reverse("suppressions"),
        "mail": reverse("sends_why", args=here),
        "promise": reverse("promises"),
        "new_promise": f"{reverse('promise_new')}?customer={brief.id}",
    }
