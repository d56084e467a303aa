"""Erasing: nothing personal is left in any column of any table, and everything is still counted and verified."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction

from presence.audit.models import Entry
from presence.customers import actions, erasing, merging, search
from presence.customers.models import Contact, Customer, Erasure
from presence.imports.models import FilePiece, ImportRow
from presence.notices.models import Letter
from presence.saved.models import SavedView
from presence.tenancy import catalog
from promises.record import actions as promises
from promises.record import chain, reading
from promises.record.models import Promise, Term, TermWording
from promises.record.rules import TermInput
from tests.privacy.conftest import ANA, LATER, NAME, SECRETS, Pair, kept_rate, person_of
from touchpoints.interactions.models import Interaction
from touchpoints.said.models import Said


def erase(pair: Pair) -> None:
    erasing.erase_customer(by=pair.owner, now=LATER, customer=pair.former, typed=NAME)


def places_with(words: tuple[str, ...]) -> set[str]:
    """Table and column of every stored value that holds one of the words, in whatever type it is kept."""
    found = set()
    with connection.cursor() as cursor:
        for table, column, kind in _columns():
            text = f"encode({column}, 'escape')" if kind == "bytea" else f"{column}::text"
            cursor.execute(
                f"SELECT lower({text}) FROM {table} WHERE lower({text}) LIKE ANY(%s)", [[f"%{one}%" for one in words]]
            )
            found |= {f"{table}.{column}: {one}" for (value,) in cursor.fetchall() for one in words if one in value}
    return found


def _columns() -> Iterator[tuple[str, str, str]]:
    for model in catalog.tenant_models():
        for field in model._meta.local_concrete_fields:
            kind = field.db_type(connection) or ""
            if not isinstance(field, models.UUIDField | models.DateTimeField | models.ForeignKey):
                yield model._meta.db_table, f'"{field.column}"', kind


def test_the_search_for_words_finds_them_while_they_are_there(pair: Pair) -> None:
    """Or finding nothing afterwards would prove nothing."""
    found = places_with(SECRETS)

    assert {line.rpartition(": ")[2] for line in found} == set(SECRETS)
    tables = {line.partition(".")[0] for line in found}
    assert {"presence_importrow", "presence_filepiece", "presence_storedanswer", "presence_letter", "presence_entry",
            "touchpoints_formerversion", "promises_customeranswer", "promises_disputeresolution",
            "presence_savedview", "touchpoints_said"} <= tables  # fmt: skip


def test_no_column_of_any_table_holds_a_word_of_it(pair: Pair) -> None:
    erase(pair)

    assert places_with(SECRETS) == set()


def test_a_dismissal_stays_without_its_reason_or_without_the_name(pair: Pair) -> None:
    erasing.erase_contact(by=pair.owner, contact=person_of(pair.former), typed=ANA)
    assert Said.rows().get().dismissed_because == "dismissed-canary [erased] only asked"

    erase(pair)

    assert Said.rows().get().dismissed_because == "[erased]"


def test_a_view_that_looks_for_them_goes_and_the_others_stay(pair: Pair) -> None:
    erase(pair)

    assert [view.name for view in SavedView.rows()] == ["Order 7"]


def test_everything_is_still_counted_and_verified(pair: Pair) -> None:
    counts, rate = [Promise.rows().count(), Term.rows().count(), Interaction.rows().count()], kept_rate(pair)

    erase(pair)

    assert [Promise.rows().count(), Term.rows().count(), Interaction.rows().count()] == counts
    assert kept_rate(pair) == rate
    history = reading.history(pair.promise.pk)
    assert chain.verify(history, current_number=2) == []
    assert [revision.title for revision in history] == [None, None]
    call_command("verify")


def test_search_finds_nobody_and_the_log_says_who_erased(pair: Pair) -> None:
    erase(pair)

    for text in (NAME, ANA, "ref-canary", "order-canary", "0470 12 34 56", "ana@canarella.example"):
        assert search.find(text, 5) == []
    entry = Entry.rows().get(verb="customer.erased")
    assert (entry.member_id, entry.subject_id, entry.detail) == (pair.cast.owner.pk, pair.former.pk, {})
    assert Erasure.objects.get().erased_by_id == pair.cast.owner.pk


def test_what_others_said_stays(pair: Pair) -> None:
    erase(pair)

    pair.stays.refresh_from_db()
    assert pair.stays.name == "Harbor Dental"
    assert Contact.objects.get().name == "Bo Li"
    assert ImportRow.rows().count() == 2
    assert not FilePiece.rows().exists()


def test_a_letter_that_has_not_left_does_not_leave(pair: Pair) -> None:
    erase(pair)

    assert (Letter.objects.get().state, Letter.objects.get().text) == ("canceled", "")


def test_the_name_is_typed_first(pair: Pair) -> None:
    with pytest.raises(erasing.NameNotTyped):
        erasing.erase_customer(by=pair.owner, now=LATER, customer=pair.former, typed="Canaryworth")

    assert Customer.rows().get(pk=pair.former.pk).erased_at is None


def test_an_erased_customer_is_neither_changed_merged_nor_erased_again(pair: Pair) -> None:
    erase(pair)
    with pytest.raises(actions.CustomerErased):
        actions.change(by=pair.by, customer=pair.former, name="Back again")
    with pytest.raises(merging.CannotMergeErased):
        merging.merge(by=pair.by, now=LATER, customer=pair.stays, former=pair.former)
    with pytest.raises(erasing.AlreadyErased):
        erase(pair)


def test_one_contact_goes_with_every_mention_by_name(pair: Pair) -> None:
    erasing.erase_contact(by=pair.owner, contact=person_of(pair.former), typed=ANA)

    assert places_with(("canarella", "32470123456")) == set()
    interaction = Interaction.rows().get(external_ref="i-1")
    assert interaction.note == "note-canary [erased] called"
    assert Customer.rows().get(pk=pair.former.pk).name == NAME
    assert TermWording.rows().count() == 4


def test_a_promise_that_names_the_contact_loses_that_line_alone(pair: Pair) -> None:
    terms = [TermInput("scope", f"Calls go to {ANA}"), TermInput("exclusion", "Nights")]
    promises.write(by=pair.by, now=LATER, customer=pair.former, title="Calls", source="call", terms=terms)

    erasing.erase_contact(by=pair.owner, contact=person_of(pair.former), typed=ANA)

    assert not TermWording.rows().filter(text__contains="Calls go").exists()
    assert TermWording.rows().filter(text="Nights").exists()
    call_command("verify")


def call(statement: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT promises_erase_words(%s, NULL)",
        "SELECT touchpoints_erase_versions(%s, NULL)",
        "SELECT presence_erase_entries(%s, ARRAY[]::uuid[], NULL)",
    ],
)
def test_only_an_erasure_of_the_same_transaction_opens_the_functions(pair: Pair, statement: str) -> None:
    never = pair.former.pk
    earlier = Erasure(customer_id=pair.former.pk, erased_by=pair.cast.owner, transaction_number=1)
    earlier.save(force_insert=True)

    for erasure in (never, earlier.pk):
        with pytest.raises(DatabaseError, match="no erasure is under way"):
            call(statement, erasure)
    assert TermWording.rows().count() == 4


def test_an_erasure_opens_only_its_own_customer(pair: Pair) -> None:
    erasure = Erasure(customer_id=pair.stays.pk, erased_by=pair.cast.owner)
    erasure.save(force_insert=True)

    call("SELECT promises_erase_words(%s, NULL)", erasure.pk)

    assert TermWording.rows().count() == 4


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM promises_termwording",
        "DELETE FROM promises_revisionwording",
        "UPDATE promises_customeranswer SET words = NULL",
        "UPDATE presence_entry SET detail = '{}'",
        "UPDATE touchpoints_formerversion SET body = '{}'",
        "UPDATE presence_erasure SET erased_at = now()",
        "DELETE FROM presence_erasure",
    ],
)
def test_without_the_functions_nothing_of_it_goes(pair: Pair, statement: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"):
        call(statement)


def test_erased_is_for_good(pair: Pair) -> None:
    erase(pair)
    with pytest.raises(DatabaseError, match="stays erased"):
        call("UPDATE presence_customer SET erased_at = NULL, name = 'Back' WHERE id = %s", pair.former.pk)
    with pytest.raises(DatabaseError, match="customer_erased"):
        call("UPDATE presence_customer SET name = 'Back' WHERE id = %s", pair.former.pk)
