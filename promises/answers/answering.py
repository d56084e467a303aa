"""What the customer says behind a link, and how a member settles it."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from presence.audit import actions as audit
from presence.kit import refusals
from presence.tenancy import reactions
from presence.tenancy.actors import Actor
from promises.answers import reading, rules
from promises.answers.models import CustomerAnswer, DisputeResolution, PromiseLink
from promises.record.models import Promise, Revision

CUSTOMER = Actor(kind="customer", label="The customer")


class OtherRevision(refusals.Refusal):
    """The promise was amended since the page was opened: what was meant for one revision is no answer to another."""

    def __init__(self, number: int) -> None:
        super().__init__("This was changed since you opened the page. Please read it again below, then answer once more.")
        self.number = number


class TooLate(refusals.Refusal):
    """The answer stands for longer than it may be changed."""

    def __init__(self) -> None:
        super().__init__(f"You answered more than {rules.CHANGEABLE_FOR.days} days ago. Please write to us to change it.")


class TooManyAnswers(refusals.Refusal):
    """Nobody changes their mind this often."""

    def __init__(self) -> None:
        super().__init__("Too many answers were sent from this page today. Please write to us instead.")


class NothingToAnswer(refusals.Refusal):
    """The promise is void, or its words were erased."""

    def __init__(self) -> None:
        super().__init__("There is nothing to answer here any more.")


class NotDisputed(refusals.Refusal):
    """Only a dispute can be resolved."""

    def __init__(self) -> None:
        super().__init__("The customer did not dispute this, so there is nothing to resolve.")


class AlreadyResolved(refusals.Refusal):
    """Somebody resolved the dispute before."""

    def __init__(self) -> None:
        super().__init__("Somebody resolved this already. Their words stand beside it.")


def answer(*, now: datetime, link: PromiseLink, number: int, verdict: str, ranking: str = "", words: str = "") -> bool:
    """Record what the customer says about revision `number`; False when they had said exactly this.

    Raises InvalidAnswer, OtherRevision, TooLate, TooManyAnswers, NothingToAnswer.
    """
    said = rules.clean_verdict(verdict)
    why = "Say in a few words what is different from what you were told."
    text = rules.clean_words(words, missing=why if said == rules.DISPUTED else "")
    order = rules.clean_ranking(ranking)
    with transaction.atomic():
        promise = Promise.rows().select_for_update().get(pk=link.promise_id)
        revision = _answerable(promise, number)
        latest = CustomerAnswer.rows().filter(link=link).order_by("-answered_at", "-id").first()
        if latest and latest.revision_id == revision.pk:
            if (latest.verdict, latest.ranking, latest.words) == (said, order, text):
                return False
            _refuse_late(link, revision, now)
        if CustomerAnswer.rows().filter(link=link, answered_at__gt=now - timedelta(days=1)).count() >= rules.ANSWERS_A_DAY:
            raise TooManyAnswers
        given = CustomerAnswer(promise=promise, link=link, revision=revision, verdict=said, ranking=order, words=text)
        given.answered_at = now
        given.save(force_insert=True)
        audit.record(verb=f"promise.{said}", by=CUSTOMER, subject=promise, answer=str(given.pk), number=number)
        if said == rules.DISPUTED:
            reactions.react("promise.disputed", answer=given, by=CUSTOMER, now=now)
    return True


def resolve(*, by: Actor, now: datetime, answer: CustomerAnswer, words: str) -> None:
    """Say how a dispute was settled with the customer. Raises InvalidAnswer, NotDisputed, AlreadyResolved."""
    text = rules.clean_words(words, missing="Say how you settled it with the customer.")
    if answer.verdict != CustomerAnswer.Verdict.DISPUTED:
        raise NotDisputed
    with transaction.atomic():
        _insert_once(DisputeResolution(answer=answer, words=text, resolved_by_id=by.member_id, resolved_at=now))
        audit.record(verb="promise.dispute_resolved", by=by, subject=answer.promise, answer=str(answer.pk))
        reactions.react("promise.dispute_resolved", answer=answer, by=by, now=now, words=text)


def _answerable(promise: Promise, number: int) -> Revision:
    """The newest revision, when that is the one answered and there is something left of it."""
    if promise.state == Promise.State.VOID or reading.is_erased(promise):
        raise NothingToAnswer
    if number != promise.current_number:
        raise OtherRevision(promise.current_number)
    return Revision.rows().get(promise=promise, number=number)


def _refuse_late(link: PromiseLink, revision: Revision, now: datetime) -> None:
    first = CustomerAnswer.rows().filter(link=link, revision=revision).order_by("answered_at", "id")[0]
    if not rules.may_change(first.answered_at, now):
        raise TooLate


def _insert_once(resolution: DisputeResolution) -> None:
    try:
        with transaction.atomic():
            resolution.save(force_insert=True)
    except IntegrityError as error:
        if "promises_disputeresolution_pkey" in str(error):
            raise AlreadyResolved from error
        raise
