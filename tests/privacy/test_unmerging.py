"""A merge is undone within a day: each record has its own again, and what came since stays with the one that was kept."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core import serializers
from django.core.management import call_command
from django.test import Client

from presence.audit.models import Entry
from presence.customers import actions, erasing, merging, search, unmerging
from presence.customers.models import Contact, Customer, EmailAddress, FormerReference, Merge, MergedCustomer, PhoneNumber
from presence.customers.rules import ContactInput
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from promises.answers.models import PromiseLink
from promises.record import actions as promises
from promises.record.models import Promise
from promises.record.rules import TermInput
from tests.interactions.rows import row
from tests.privacy.conftest import ANA, LATER, NAME, NOW, Pair, kept_rate
from touchpoints.interactions import ingest
from touchpoints.interactions.models import Interaction

MOUNT = "/o/fieldstone"
ADDRESSES = (EmailAddress, PhoneNumber)
TABLES = (Customer, Contact, EmailAddress, PhoneNumber, FormerReference, MergedCustomer, PromiseLink)


def everything() -> list[str]:
    """Each row about customers, whole but for what every change counts, and for the ids of addresses that are written again."""
    texts = []
    for table in TABLES:
        for stored in json.loads(serializers.serialize("json", table.rows().order_by("pk"))):
            fields = {name: value for name, value in stored["fields"].items() if name not in ("version", "updated_at")}
            texts.append(f"{table.__name__} {'' if table in ADDRESSES else stored['pk']} {fields}")
    for about in (Promise, Interaction):
        texts += [f"{pk} {customer}" for pk, customer in about.rows().values_list("pk", "customer")]
    return sorted(texts)


def merge(pair: Pair, **options: Any) -> Merge:
    return merging.merge(by=pair.by, now=LATER, customer=pair.stays, former=pair.former, **options)


def undo(pair: Pair, merged: Merge, now: Any = LATER) -> Customer:
    return unmerging.undo(by=pair.by, now=now, merged=merged)


@pytest.mark.parametrize("take", [(), ("name",), ("external_ref",), ("name", "external_ref")])
def test_both_are_as_they_were(pair: Pair, take: tuple[str, ...]) -> None:
    twin = ContactInput("ana canarella", emails=["ana@home.example"])
    actions.change(by=pair.by, customer=pair.stays, contacts=[ContactInput("Bo Li"), twin])
    third = actions.add(
        by=pair.by, name="Third", external_ref="T-1", contacts=[ContactInput("Cy Doe", phones=["+32470999999"])]
    )
    merging.merge(by=pair.by, now=NOW, customer=pair.former, former=third)
    before, rate = everything(), kept_rate(pair)

    undo(pair, merge(pair, take=take))

    assert everything() == before
    assert kept_rate(pair) == rate
    assert search.find("T-1", 5)[0].customer_id == pair.former.pk
    assert Entry.rows().filter(verb="customer.merge_undone", subject_id=pair.stays.pk).count() == 1
    call_command("verify")


def test_what_came_since_stays_with_the_one_that_was_kept(pair: Pair) -> None:
    merged = merge(pair)
    terms = [TermInput("scope", "New"), TermInput("exclusion", "Old")]
    since = promises.write(by=pair.by, now=LATER, customer=pair.stays, title="Since", source="quote", terms=terms)
    report = ingest.ingest([row("i-9", customer_ref="H-1")], by=pair.by, now=LATER)
    actions.change(by=pair.by, customer=pair.stays, annual_value=1200, segment="silver")

    undo(pair, merged)

    assert {str(one.pk): one.customer_id for one in Promise.rows()} == {
        str(pair.promise.pk): pair.former.pk, str(since.pk): pair.stays.pk,
    }  # fmt: skip
    assert Interaction.rows().get(pk=report.ids[0]).customer_id == pair.stays.pk
    assert Interaction.rows().filter(customer=pair.former).count() == 2
    pair.stays.refresh_from_db()
    assert (pair.stays.annual_value, pair.stays.segment) == (1200, "silver")
    assert Customer.rows().get(pk=pair.former.pk).annual_value == 900


def test_a_day_later_and_twice_it_stands(pair: Pair) -> None:
    merged = merge(pair)
    with pytest.raises(unmerging.MergeStands):
        undo(pair, merged, LATER + timedelta(hours=24))
    undo(pair, merged, LATER + timedelta(hours=23, minutes=59))
    with pytest.raises(unmerging.MergeStands):
        undo(pair, merged)

    assert Customer.rows().count() == 2


def test_a_later_merge_is_undone_first(pair: Pair) -> None:
    merged = merge(pair)
    third = actions.add(by=pair.by, name="Third", external_ref="T-1")
    later = merging.merge(by=pair.by, now=LATER, customer=third, former=pair.stays)

    with pytest.raises(unmerging.MergedOnwards):
        undo(pair, merged)
    undo(pair, later)
    undo(pair, merged)

    assert Promise.rows().get().customer_id == pair.former.pk
    assert Customer.rows().count() == 3


def test_a_reference_that_is_in_use_again_is_said(pair: Pair) -> None:
    merged = merge(pair, take={"external_ref"})
    actions.change(by=pair.by, customer=pair.stays, external_ref="H-2")
    actions.add(by=pair.by, name="New", external_ref="ref-canary")

    with pytest.raises(unmerging.ReferenceUsedSince):
        undo(pair, merged)

    assert Customer.rows().count() == 2
    assert Merge.rows().count() == 1


def test_nothing_is_kept_of_it_after_a_day_or_an_erasure(pair: Pair) -> None:
    merge(pair)
    unmerging.forget_old(now=LATER + timedelta(hours=23))
    assert Merge.rows().count() == 1
    ana = Contact.rows().get(name=ANA)

    erasing.erase_contact(by=pair.owner, contact=ana, typed=ANA)
    assert Merge.rows().count() == 0

    other = actions.add(by=pair.by, name="Other")
    merging.merge(by=pair.by, now=LATER, customer=pair.stays, former=other)
    unmerging.forget_old(now=LATER + timedelta(hours=24))
    assert Merge.rows().count() == 0


def test_a_leader_undoes_it_from_the_page_that_merged(pair: Pair, sign_in: Any) -> None:
    leader: Client = sign_in(pair.cast.leader)
    choice = f"{MOUNT}/c/{pair.stays.pk}/merge/"
    fields = {"name": NAME, "take_name": "stays", "take_external_ref": "stays"}
    merged = leader.post(f"{choice}?former={pair.former.pk}", fields, follow=True).content.decode()
    with scope.acting_for(pair.cast.organization):
        address = f"{MOUNT}/merges/{Merge.rows().get().pk}/undo/"
    assert f'action="{address}"' in merged
    assert address in leader.get(choice).content.decode()
    page = leader.get(address).content.decode()
    for words in ("1 contact", "1 promise", "2 interactions", "whatever was added since"):
        assert words in page

    back = leader.post(address, follow=True)

    assert back.redirect_chain[-1][0] == f"{MOUNT}/c/{pair.former.pk}/"
    assert "is a customer of its own again" in back.content.decode()
    assert leader.get(address).status_code == 404
    assert sign_in(pair.cast.agent).post(address).status_code == 403


def test_the_verb_says_by_whom(pair: Pair) -> None:
    unmerging.undo(by=Actor.of(pair.cast.leader), now=LATER, merged=merge(pair))

    entry = Entry.rows().get(verb="customer.merge_undone")
    assert (entry.member_id, NAME in str(entry.detail)) == (pair.cast.leader.pk, False)
