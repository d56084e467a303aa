"""Two customers that are one: nothing is lost, nothing is counted twice, and old names lead to the one that stays."""

from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from presence.audit.models import Entry
from presence.customers import actions, merging, references, search
from presence.customers.models import Contact, Customer, FormerReference
from presence.customers.rules import ContactInput
from presence.kit.ids import new_id
from promises.record.models import Promise
from tests.interactions.rows import row
from tests.privacy.conftest import ANA, LATER, MAIL, NAME, NOW, Pair, kept_rate
from touchpoints.interactions import ingest, writing
from touchpoints.interactions.models import FormerVersion, Interaction


def merge(pair: Pair, **options: Any) -> Customer:
    merging.merge(by=pair.by, now=LATER, customer=pair.stays, former=pair.former, **options)
    pair.stays.refresh_from_db()
    return pair.stays


def run(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_everything_moves_and_every_figure_stays(pair: Pair) -> None:
    before = kept_rate(pair)

    merge(pair)

    assert [promise.customer_id for promise in Promise.rows()] == [pair.stays.pk]
    assert {interaction.customer_id for interaction in Interaction.rows()} == {pair.stays.pk}
    assert kept_rate(pair) == before
    assert Customer.rows().count() == 1
    call_command("verify")


def test_what_is_empty_is_filled_and_what_differs_is_chosen(pair: Pair) -> None:
    assert [each.field for each in merging.differences(pair.stays, pair.former)] == ["name", "external_ref"]

    stays = merge(pair, take={"name"})

    assert (stays.name, stays.external_ref, stays.segment, stays.annual_value) == (NAME, "H-1", "gold", 900)
    assert stays.version == 2


def test_contacts_come_along_once(pair: Pair) -> None:
    twin = ContactInput("ana canarella", emails=["Ana@Canarella.example", "ana@home.example"])
    actions.change(by=pair.by, customer=pair.stays, contacts=[ContactInput("Bo Li"), twin])

    merge(pair)

    names = [contact.name for contact in Contact.rows().filter(customer=pair.stays)]
    assert names == ["Bo Li", "ana canarella"]
    ana = Contact.rows().get(name="ana canarella")
    assert sorted(email.address.lower() for email in ana.emails.all()) == [MAIL, "ana@home.example"]
    assert [phone.e164 for phone in ana.phones.all()] == ["+32470123456"]
    assert ana.role == "Owner"


def test_the_former_reference_still_leads_there(pair: Pair) -> None:
    merge(pair)

    assert FormerReference.objects.get().external_ref == "ref-canary"
    assert [found.customer_id for found in search.find("ref-canary", 5)] == [pair.stays.pk]
    assert references.add_missing(by=pair.by, refs=["ref-canary", "new"])["ref-canary"] == (pair.stays.pk, "gold")
    report = ingest.ingest([row("i-3", customer_ref="ref-canary"), row("i-4", customer_ref=None, customer=str(pair.former.pk))],
                           by=pair.by, now=LATER)  # fmt: skip
    assert report.rejected == []
    assert {each.customer_id for each in Interaction.rows().filter(pk__in=report.ids)} == {pair.stays.pk}


def test_merging_again_keeps_every_old_name(pair: Pair) -> None:
    merge(pair)
    third = actions.add(by=pair.by, name="Third", external_ref="T-1")

    merging.merge(by=pair.by, now=LATER, customer=third, former=pair.stays)

    assert merging.survivors([pair.former.pk, pair.stays.pk]) == {pair.former.pk: third.pk, pair.stays.pk: third.pk}
    assert sorted(FormerReference.rows().values_list("external_ref", flat=True)) == ["H-1", "ref-canary"]


def test_the_log_says_who_and_no_name(pair: Pair) -> None:
    merge(pair)

    entry = Entry.rows().get(verb="customer.merged")
    assert (entry.subject_id, entry.member_id) == (pair.stays.pk, pair.cast.agent.pk)
    assert NAME not in str(entry.detail)
    assert ANA not in str(entry.detail)


def test_a_customer_is_not_merged_with_itself(pair: Pair) -> None:
    with pytest.raises(merging.SameCustomer):
        merging.merge(by=pair.by, now=NOW, customer=pair.stays, former=pair.stays)


def test_an_undone_import_leads_to_the_one_that_stays(pair: Pair) -> None:
    """A former version names the customer that is gone; brought back, it is about the one that stays."""
    merge(pair)
    writing.restore([FormerVersion.objects.get()], now=LATER)

    assert Interaction.rows().get(external_ref="i-1").customer_id == pair.stays.pk


def test_every_table_that_names_customers_is_thought_of(pair: Pair) -> None:
    """A new one needs its line in merging, or customers with such rows could not be merged."""
    fields = [field for model in apps.get_models() for field in model._meta.local_fields]
    naming = {field.model._meta.label for field in fields if field.related_model is Customer}

    assert naming == {
        "presence.Contact", "presence.EmailAddress", "presence.FormerReference", "presence.MergedCustomer",
        "presence.PhoneNumber", "promises.Promise", "touchpoints.Appointment", "touchpoints.Event", "touchpoints.FollowUp",
        "touchpoints.Handoff", "touchpoints.IncomingMail", "touchpoints.Interaction", "touchpoints.Message",
        "touchpoints.Timer",
    }  # fmt: skip


def test_the_database_keeps_references_and_ids_apart(pair: Pair) -> None:
    merge(pair)
    here = pair.cast.organization.pk
    customer = "INSERT INTO presence_customer (id, organization_id, external_ref, name, segment, time_zone, version) VALUES "

    with pytest.raises(IntegrityError, match="customer_ref_once"):
        run(customer + "(%s, %s, 'ref-canary', 'x', '', '', 1)", new_id(), here)
    with pytest.raises(IntegrityError, match="customer_ref_once"):
        run("UPDATE presence_customer SET external_ref = 'ref-canary'")
    with pytest.raises(IntegrityError, match="customer_ref_once"):
        run("UPDATE presence_formerreference SET external_ref = 'H-1'")
    with pytest.raises(IntegrityError, match="either there or merged"):
        run(customer + "(%s, %s, '', 'x', '', '', 1)", pair.former.pk, here)
    with pytest.raises(IntegrityError, match="either there or merged"):
        run(
            "INSERT INTO presence_mergedcustomer (id, merged_at, customer_id, organization_id) "
            "SELECT id, now(), id, organization_id FROM presence_customer"
        )
    with pytest.raises(actions.ReferenceTaken):
        actions.add(by=pair.by, name="New", external_ref="ref-canary")
