"""Taking two merged customers apart again, within a day: each gets back what was its own.

What was added since stays with the one that was kept, and so does what somebody changed in it since.
"""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now

from presence.audit import actions as audit
from presence.customers import merging
from presence.customers.holdings import Holding
from presence.customers.models import (
    MERGE_CAN_BE_UNDONE,
    Contact,
    Customer,
    EmailAddress,
    FormerReference,
    Merge,
    MergedCustomer,
    PhoneNumber,
)
from presence.kit import refusals
from presence.tenancy import reactions
from presence.tenancy.actors import Actor


class MergeStands(refusals.Refusal):
    """It is too late, or somebody undid it already."""

    def __init__(self) -> None:
        super().__init__("This merge can no longer be undone: a day has passed, or somebody undid it already.")


class MergedOnwards(refusals.Refusal):
    """The customer that stayed is gone itself."""

    def __init__(self) -> None:
        super().__init__("The customer that stayed was merged again. Undo that merge first.")


class ReferenceUsedSince(refusals.Refusal):
    """Another customer has the reference by now."""

    def __init__(self) -> None:
        super().__init__("Another customer uses one of their references by now. Change that one first, then undo the merge.")


def of(customer_id: UUID, *, now: datetime) -> list[Merge]:
    """The merges into this customer that can still be undone, the latest first."""
    return list(Merge.rows().filter(customer_id=customer_id, merged_at__gt=now - MERGE_CAN_BE_UNDONE).order_by("-merged_at"))


def going_back(merged: Merge) -> list[Holding]:
    """What undoing gives back, counted; people first."""
    people = Holding("contact", len(merged.before["moved"]) + len(merged.before["matched"]))
    return [people, *(Holding(noun, len(rows)) for noun, rows in merged.held.items() if rows)]


def undo(*, by: Actor, now: datetime, merged: Merge) -> Customer:
    """Make the former customer again and give it what was its own.

    Raises MergeStands, MergedOnwards, ReferenceUsedSince.
    """
    try:
        with transaction.atomic():
            row = Merge.rows().select_for_update(of=("self",)).filter(pk=merged.pk).first()
            if row is None or now >= row.until:
                raise MergeStands
            stays = Customer.rows().select_for_update(of=("self",)).filter(pk=row.customer_id).first()
            if stays is None:
                raise MergedOnwards
            former = _make_again(row, stays)
            _give_people_back(row.before, former, stays)
            _give_names_back(row.before, former)
            reactions.react("customer.unmerged", former_id=former.pk, customer_id=stays.pk, moved=row.held)
            row.delete()
            audit.record(verb="customer.merge_undone", by=by, subject=stays, former=str(former.pk))
    except IntegrityError as error:
        raise ReferenceUsedSince from error
    return former


def forget_old(*, now: datetime) -> None:
    """What nobody may undo any more need not be kept."""
    Merge.rows().filter(merged_at__lte=now - MERGE_CAN_BE_UNDONE).delete()


def _make_again(row: Merge, stays: Customer) -> Customer:
    """Both records as they were; what was changed in the one that stayed since is left alone."""
    MergedCustomer.rows().filter(pk=row.former_id).delete()
    FormerReference.rows().filter(external_ref=row.before["dropped"], customer=stays).delete()
    now_says = json.loads(json.dumps(merging.raw(stays), cls=DjangoJSONEncoder))
    changed = [field for field, value in row.before["stays"].items() if now_says[field] == row.before["kept"][field] != value]
    for field in changed:
        setattr(stays, field, row.before["stays"][field])
    stays.version, stays.updated_at = F("version") + 1, Now()
    stays.save(update_fields=[*changed, "version", "updated_at"])
    former = Customer(id=row.former_id, **row.before["goes"])
    former.version += 1
    former.save(force_insert=True)
    return former


def _give_people_back(before: dict[str, Any], former: Customer, stays: Customer) -> None:
    here = Contact.rows().filter(customer=stays)
    for moved in before["moved"]:
        if here.filter(pk=moved["id"]).update(customer=former, position=moved["position"]):
            EmailAddress.rows().filter(contact=moved["id"]).update(customer=former)
            PhoneNumber.rows().filter(contact=moved["id"]).update(customer=former)
    EmailAddress.rows().filter(pk__in=before["emails"]).delete()
    PhoneNumber.rows().filter(pk__in=before["phones"]).delete()
    for contact_id, field, value in before["filled"]:
        here.filter(pk=contact_id, **{field: value}).update(**{field: ""})
    for contact in before["matched"]:
        _make_contact_again(contact, former)


def _make_contact_again(written: dict[str, Any], former: Customer) -> None:
    fields = {name: value for name, value in written.items() if name not in ("emails", "phones")}
    contact = Contact.objects.create(customer=former, **fields)
    for position, address in enumerate(written["emails"]):
        EmailAddress.objects.create(contact=contact, customer=former, address=address, position=position)
    for position, (e164, extension) in enumerate(written["phones"]):
        PhoneNumber.objects.create(contact=contact, customer=former, e164=e164, extension=extension, position=position)


def _give_names_back(before: dict[str, Any], former: Customer) -> None:
    """Older names that led to the former customer lead there again."""
    MergedCustomer.rows().filter(pk__in=before["merged"]).update(customer=former)
    FormerReference.rows().filter(pk__in=before["references"]).update(customer=former)
