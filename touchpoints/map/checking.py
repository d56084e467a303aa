"""What “Check your map” shows: what is missing, what changes, every touchpoint, and the mails as customers see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from touchpoints.journeys import advice, differences, mail, missing, versions
from touchpoints.journeys.differences import Change
from touchpoints.journeys.document import Document, Moment
from touchpoints.journeys.mail import Mail
from touchpoints.journeys.published import MapVersion

LARGE_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to do first. `ask_url` is where a second person is asked; `pending` says that one was."""

    name: str
    words: str
    url: str
    ask_url: str = ""
    pending: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One touchpoint as it would be published."""

    moment: Moment
    place: str
    owner: str
    way: str
    url: str
    mail: Mail | None
    test_url: str
    advice: str


@dataclass(frozen=True, slots=True)
class Check:
    """Everything on the page. `state` names what was looked at; `is_large`: more than a quarter of the modes change."""

    newest: MapVersion | None
    waiting: MapVersion | None
    outline: Sequence[str]
    changes: Sequence[Change]
    problems: Sequence[Problem]
    answers: Sequence[Answer]
    state: str
    is_large: bool

    @property
    def has_changes(self) -> bool:
        return bool(self.outline or self.changes)


def check(*, by: Actor, organization: str) -> Check:
    """Look at what is drawn beside what is published."""
    drawn, published, newest = versions.drawn(), versions.published(), versions.newest()
    return Check(
        newest=newest,
        waiting=versions.waiting(),
        outline=differences.outline(published, drawn),
        changes=differences.changes(published, drawn),
        problems=[_problem(one) for one in missing.find(drawn, by=by)],
        answers=_answers(drawn, organization),
        state=versions.state(),
        is_large=differences.share_of_modes(published, drawn) > LARGE_SHARE and newest is not None and newest.number > 1,
    )


def mail_of(touchpoint_id: UUID, organization: str) -> Mail | None:
    """The mail of a touchpoint as it is drawn; None when it has no message or nobody to reach."""
    return next((one.mail for one in _answers(versions.drawn(), organization) if one.moment.id == touchpoint_id), None)


def _problem(found: missing.Missing) -> Problem:
    url = f"{reverse('touchpoint_edit', args=[found.touchpoint_id])}#id_{found.field}"
    if not found.kind:
        return Problem(found.name, found.words, url)
    ask_url = reverse("map_ask", args=[found.touchpoint_id])
    pending = f"Asked by {found.pending.asked_by}; somebody else must agree." if found.pending else ""
    return Problem(found.name, found.words, url, ask_url, pending)


def _answers(drawn: Document, organization: str) -> list[Answer]:
    people = {one.pk: str(one) for one in Membership.rows().select_related("user")}
    several = len(drawn.journeys) > 1
    return [
        _answer(moment, f"{journey.name}: {stage.name}" if several else stage.name, people, organization)
        for journey, stage, _place, moment in drawn.places()
    ]


def _answer(moment: Moment, place: str, people: dict[UUID, str], organization: str) -> Answer:
    hatch, message = moment.hatch, moment.message
    person = people.get(hatch.member, "") if hatch else ""
    return Answer(
        moment=moment,
        place=place,
        owner=people.get(moment.owner, "") if moment.owner else "",
        way=f"{person}, within {mail.told(hatch)}" if hatch else "",
        url=reverse("touchpoint_edit", args=[moment.id]),
        mail=mail.compose(message, hatch=hatch, person=person, organization=organization) if message and hatch else None,
        test_url=reverse("map_test", args=[moment.id]),
        advice=advice.advise(mode=moment.mode.value, name=moment.name, intent=moment.intent),
    )
