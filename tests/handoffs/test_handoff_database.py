"""What must never be, said in SQL as the runtime role: the database refuses it whoever asks."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from presence.customers import actions as customers
from presence.customers import erasing
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.handoffs.conftest import LATER, NOW, Open
from touchpoints.handoffs import actions
from touchpoints.handoffs.models import Handoff


def refused(sql: str, *values: Any) -> str:
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE touchpoints_handoff SET {sql}", values)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("reason = 'reply'", "how a handoff began never changes"),
        ("source = 'system'", "how a handoff began never changes"),
        ("source_id = 'another'", "how a handoff began never changes"),
        ("opened_at = opened_at - interval '1 day'", "how a handoff began never changes"),
        ("promised_at = promised_at + interval '1 day'", "how a handoff began never changes"),
        ("reply_minutes = 9999", "how a handoff began never changes"),
        ("words = 'Nothing was said.'", "what was said stays"),
        ("words = NULL", "what was said stays"),
        ("reason = 'bored'", "handoff_reason_known"),
        ("reached_at = opened_at", "handoff_reached_after_claimed"),
        ("claimed_at = opened_at", "handoff_claimed_whole"),
        ("handed_back_at = opened_at", "handoff_handed_back_whole"),
        ("done = 'Called.'", "handoff_handed_back_whole"),
    ],
)
def test_an_open_one(open_one: Open, sql: str, words: str) -> None:
    open_one()

    assert words in refused(sql)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("claimed_at = claimed_at - interval '1 minute'", "what was handed back stays"),
        ("reached_at = NULL", "what was handed back stays"),
        ("handed_back_at = handed_back_at + interval '1 day'", "what was handed back stays"),
        ("done = 'Something else.'", "what was said stays"),
        ("done = ''", "handoff_handed_back_whole"),
        ("claimed_at = reached_at + interval '1 minute'", "handoff_reached_after_claimed"),
    ],
)
def test_one_that_was_handed_back(acting: Cast, open_one: Open, sql: str, words: str) -> None:
    by = Actor.of(acting.agent)
    held = actions.reach(by=by, now=LATER, handoff=actions.claim(by=by, now=LATER, handoff=open_one()))
    actions.hand_back(by=by, now=LATER + timedelta(minutes=5), handoff=held, done="Called.")

    assert words in refused(sql)


def test_none_is_deleted(open_one: Open) -> None:
    opened = open_one()

    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Handoff.rows().filter(pk=opened.pk).delete()


def test_one_source_has_one_open_handoff(open_one: Open) -> None:
    open_one(source_id="reach:1")
    second = Handoff.rows().get()
    second.pk, second._state.adding = actions.new_id(), True

    with pytest.raises(DatabaseError, match="handoff_one_open_from_source"), transaction.atomic():
        second.save(force_insert=True)


def test_an_erasure_takes_the_words_and_leaves_who_waits_in_the_queue(acting: Cast, open_one: Open) -> None:
    customer = customers.add(by=Actor.of(acting.agent), name="Canaryworth Dental")
    waiting = open_one(customer=customer)
    nameless = open_one(customer=None, caller="Somebody of Canaryworth Dental")

    erasing.erase_customer(by=Actor.of(acting.owner), now=NOW, customer=customer, typed="Canaryworth Dental")

    waiting.refresh_from_db()
    nameless.refresh_from_db()
    assert (waiting.words, waiting.is_open, nameless.caller) == (None, True, "Somebody of [erased]")
