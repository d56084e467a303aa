"""What stands in the way of publishing a map, each with the touchpoint it is about."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from touchpoints.journeys import approvals, rules
from touchpoints.journeys.document import Document, Moment
from touchpoints.journeys.published import ApprovedMessage, PendingChange, PublishedTouchpoint


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing to do before publishing. `field` is a part of the touchpoint's form; `kind`, `pending` speak of approvals."""

    touchpoint_id: UUID | None
    name: str
    words: str
    field: str
    kind: str = ""
    pending: PendingChange | None = None


def find(wanted: Document, *, by: Actor | None) -> list[Missing]:
    """Everything that is missing, in the order of the map. `by` is who would publish, or None for any person."""
    moments = list(wanted.moments())
    people = dict(Membership.objects.filter(removed_at=None).values_list("pk", "pk"))
    known = set(ApprovedMessage.rows().values_list("touchpoint_id", "sha256"))
    published = {row.touchpoint_id: row for row in PublishedTouchpoint.rows()}
    answers = approvals.of({moment.id for moment in moments if moment.id})
    is_person = by is None or by.kind == "member"
    found: list[Missing] = []
    for moment in moments:
        if moment.mode == "automate":
            found += _automatic(moment, people, is_approvable=is_person or _is_known(moment, known))
        found += _approval(moment, published.get(moment.id) if moment.id else None, answers)
    return found


def _is_known(moment: Moment, known: set[tuple[UUID, str]]) -> bool:
    return bool(moment.id and moment.message and (moment.id, moment.message.sha256) in known)


def _automatic(moment: Moment, people: Mapping[UUID, UUID], *, is_approvable: bool) -> Iterator[Missing]:
    def lacks(words: str, field: str) -> Missing:
        return Missing(moment.id, moment.name, words, field)

    if moment.owner is None:
        yield lacks("An automatic moment needs an owner.", "owner")
    elif moment.owner not in people:
        yield lacks("Its owner is no longer a member. Choose another one.", "owner")
    if moment.hatch is None:
        yield lacks("Say whom the customer reaches from here.", "hatch_member")
    elif moment.hatch.member not in people:
        yield lacks("Whom the customer reaches is no longer a member. Choose somebody else.", "hatch_member")
    if moment.message is None:
        yield lacks("Write the first message.", "message_subject")
    elif not is_approvable:
        yield lacks("A person approves a new message: publish it in the browser.", "message_subject")


def _approval(
    moment: Moment, former: PublishedTouchpoint | None, answers: Mapping[UUID, list[PendingChange]]
) -> Iterator[Missing]:
    kind = needed(moment, former)
    asked = answers.get(moment.id, []) if moment.id else []
    if kind is None or any(approvals.covers(one, moment) for one in asked if one.outcome == "approved" and one.used_in is None):
        return
    waiting = next((one for one in asked if one.outcome == "" and approvals.covers(one, moment)), None)
    words = {
        "unprotect": "It is no longer protected. A second person must agree.",
        "loosen": "It comes closer to automatic, and much is at stake. A second person must agree.",
    }[kind]
    yield Missing(moment.id, moment.name, words, "mode", kind, waiting)


def second_persons(moments: Collection[Moment]) -> dict[UUID, Missing]:
    """Those of these touchpoints that cannot be published before a second person agrees; `pending` is what was asked."""
    ids = {moment.id for moment in moments if moment.id}
    if not ids:
        return {}
    published = {row.touchpoint_id: row for row in PublishedTouchpoint.rows().filter(touchpoint__in=ids)}
    answers = approvals.of(ids)
    return {
        moment.id: found for moment in moments if moment.id for found in _approval(moment, published.get(moment.id), answers)
    }


def needed(moment: Moment, former: PublishedTouchpoint | None) -> str | None:
    """The kind of approval that publishing this touchpoint needs, beside what is published of it now."""
    return rules.needs_two(
        former_mode=former.mode if former else "human_only",
        former_protected=former.protected if former else [],
        was_guarded=former.was_guarded if former else False,
        mode=moment.mode.value,
        protected=[mark.value for mark in moment.protected],
        stakes=[stake.value for stake in moment.stakes],
    )
