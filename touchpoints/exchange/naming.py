"""Between the map as it is kept, with ids, and the map as others read it, with names."""

from uuid import UUID

from presence.hours.models import Calendar
from presence.tenancy.models import Membership
from touchpoints.exchange import shapes
from touchpoints.exchange.merging import Known
from touchpoints.journeys import document as documents
from touchpoints.journeys.document import Document, Moment
from touchpoints.journeys.models import Touchpoint


def told(document: Document) -> shapes.WholeMap:
    """The map in the words of files and of the API."""
    members = dict(Membership.objects.values_list("pk", "user__email"))
    calendars = dict(Calendar.rows().values_list("pk", "name"))
    return shapes.WholeMap(
        journeys=[
            shapes.MapJourney(
                name=journey.name,
                owner=members.get(journey.owner) if journey.owner else None,
                stages=[
                    shapes.MapStage(
                        name=stage.name, touchpoints=[_touchpoint(moment, members, calendars) for moment in stage.touchpoints]
                    )
                    for stage in journey.stages
                ],
            )
            for journey in document.journeys
        ]
    )


def known(current: Document) -> Known:
    """Who may be named: members, and those who left and still stand on the map; every key that was ever used."""
    named = {moment.owner for moment in current.moments()} | {journey.owner for journey in current.journeys}
    named |= {moment.hatch.member for moment in current.moments() if moment.hatch}
    members = Membership.objects.order_by("-removed_at").values_list("user__email", "pk", "removed_at")
    return Known(
        members={email.casefold(): pk for email, pk, removed_at in members if removed_at is None or pk in named},
        calendars=dict(Calendar.rows().values_list("name", "pk")),
        keys=set(Touchpoint.rows().values_list("key", flat=True)),
    )


def _touchpoint(moment: Moment, members: dict[UUID, str], calendars: dict[UUID, str]) -> shapes.MapTouchpoint:
    return shapes.MapTouchpoint(
        key=moment.key,
        name=moment.name,
        intent=moment.intent,
        mode=moment.mode,
        mode_reason=moment.mode_reason,
        owner=members.get(moment.owner) if moment.owner else None,
        protected=list(moment.protected),
        stakes=list(moment.stakes),
        channel=moment.channel,
        response_target_minutes=moment.response_target_minutes,
        key_moment=moment.key_moment,
        top_five=moment.top_five,
        first_truth_due=moment.first_truth_due,
        hatch=_hatch(moment.hatch, members, calendars),
        message=_message(moment.message),
    )


def _hatch(hatch: documents.Hatch | None, members: dict[UUID, str], calendars: dict[UUID, str]) -> shapes.MapHatch | None:
    if hatch is None or hatch.member not in members:
        return None
    calendar = calendars.get(hatch.calendar) if hatch.calendar else None
    return shapes.MapHatch(member=members[hatch.member], calendar=calendar, reply_minutes=hatch.reply_minutes)


def _message(message: documents.Message | None) -> shapes.MapMessage | None:
    return shapes.MapMessage(language=message.language, subject=message.subject, text=message.text) if message else None
