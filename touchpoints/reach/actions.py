"""What the organization says on its pages for customers, and its permanent address."""

from datetime import datetime

from django.db import IntegrityError, transaction

from presence.audit import actions as audit
from presence.customers import phones
from presence.kit import refusals
from presence.tenancy.actors import Actor
from touchpoints.handoffs import rules
from touchpoints.reach import opening
from touchpoints.reach.models import ReachPage

LONGEST_WORDS = 300


class ChangedMeanwhile(refusals.Refusal):
    """Somebody else changed the page in the same moment."""

    def __init__(self) -> None:
        super().__init__("Somebody changed this page just now. Open it again.")


def write(*, by: Actor, phone: str, words: str, country: str) -> ReachPage:
    """Say a phone number (empty for none) and a sentence to customers. A number without country is read with `country`.

    Raises NotAPhoneNumber, InvalidWords.
    """
    e164 = phones.parse(phone, country).e164 if phone.strip() else ""
    said = " ".join(rules.clean(words, most=LONGEST_WORDS).split())
    with transaction.atomic():
        page = _locked()
        if (page.phone, page.words) != (e164, said):
            page.phone, page.words = e164, said
            _save(page)
            audit.record(verb="reach_page.written", by=by, subject=page)
    return page


def replace_address(*, by: Actor, now: datetime) -> ReachPage:
    """Give the organization's permanent page another address; the former one opens nothing from now on. Links in messages stay.

    Raises ChangedMeanwhile.
    """
    with transaction.atomic():
        former = _locked()
        if former._state.adding:
            _save(former)
        former.closed_at = now
        former.save(update_fields=["closed_at"])
        page = ReachPage(phone=former.phone, words=former.words, generation=former.generation + 1)
        _save(page)
        audit.record(verb="reach_page.address_replaced", by=by, subject=page, generation=page.generation)
    return page


def _locked() -> ReachPage:
    """The open page, held until the end of the transaction; a new one where there is none yet."""
    opened = ReachPage.rows().select_for_update(of=("self",)).filter(closed_at=None).first()
    return opened or opening.page_of_organization()


def _save(page: ReachPage) -> None:
    try:
        with transaction.atomic():
            page.save()
    except IntegrityError as error:
        if "reach_page" not in str(error):
            raise
        raise ChangedMeanwhile from error
