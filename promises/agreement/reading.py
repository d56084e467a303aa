"""Where a promise stands between the two teams."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, QuerySet

from presence.tenancy.models import Membership, Role, Team
from promises.agreement import rules
from promises.agreement.models import SignOff
from promises.agreement.rules import Stand, Word
from promises.record.models import Promise


def words_of(promise_id: UUID) -> list[Word]:
    """All that was said, oldest first."""
    return [word for _, word in _said([promise_id])]


def stands(promise: Promise, words: Iterable[Word] | None = None) -> list[Stand]:
    """Both sides and the newest revision, in three statements."""
    said = words_of(promise.pk) if words is None else words
    teams = dict(Team.rows().filter(key__in=rules.SIDES).values_list("key", "name"))
    return rules.stands(said, number=promise.current_number, names=teams, seats=seats())


def seats() -> dict[str, int]:
    """How many members of each of the two teams can sign."""
    signers = Membership.rows().filter(removed_at=None, team__key__in=rules.SIDES).exclude(role=Role.VIEWER)
    return dict(signers.values_list("team__key").annotate(amount=Count("pk")).order_by())


def signs(member: Membership) -> bool:
    """Whether this member's own team is one that signs off, and they may give its word."""
    return member.team.key in rules.SIDES and member.may(Role.AGENT)


def waiting_for(member: Membership) -> QuerySet[Promise]:
    """Promises whose newest revision waits for the word of this member's own team."""
    if not signs(member):
        return Promise.rows().none()
    side = member.team.key
    signed = SignOff.rows().filter(
        revision__promise=OuterRef("pk"), revision__number=OuterRef("current_number"), side=side, verdict=SignOff.Verdict.SIGNED
    )
    asked = Promise.rows().filter(state=Promise.State.IN_REVIEW) | Promise.rows().filter(
        state=Promise.State.AGREED, current_number__gt=1
    )
    return asked.filter(~Exists(signed))


def _said(promise_ids: Iterable[UUID]) -> list[tuple[UUID, Word]]:
    rows = SignOff.rows().filter(revision__promise__in=list(promise_ids)).order_by("at", "id")
    columns = rows.annotate(comment=F("wording__comment")).values_list(
        "revision__promise_id", "revision__number", "side", "verdict", "label", "at", "comment"
    )
    return [(promise_id, Word(*rest)) for promise_id, *rest in columns]
