"""Entering and lifting: which reason stands, in whatever order they come, and what the log says."""

from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from presence.audit.models import Entry
from presence.customers import actions as customers
from presence.customers import erasing
from presence.customers.rules import ContactInput
from presence.tenancy.actors import SYSTEM, Actor
from tests.conftest import Cast
from tests.suppression.conftest import NOW
from touchpoints.suppression import actions, reading, rules
from touchpoints.suppression.models import Kind, Suppression, Why

ANA = "ana@harbor.example"


def test_an_entry_ends_mail_however_the_address_is_spelled(acting: Cast) -> None:
    actions.suppress(by=Actor.of(acting.agent), address=" Ana@Harbor.EXAMPLE ", kind=Kind.SURVEY, why=Why.BY_HAND)

    asked = [("ANA@harbor.example", Kind.SURVEY), (ANA, Kind.SERVICE)]
    assert list(reading.reasons(asked)) == [("ANA@harbor.example", Kind.SURVEY)]


def test_a_batch_is_asked_about_in_one_statement(acting: Cast, django_assert_num_queries: object) -> None:
    actions.suppress(by=SYSTEM, address=ANA, why=Why.BOUNCED)
    pairs = [(f"n{number}@harbor.example", Kind.SERVICE) for number in range(99)] + [(ANA, Kind.SERVICE)]

    with django_assert_num_queries(1):  # type: ignore[operator]
        assert list(reading.reasons(pairs)) == [(ANA, Kind.SERVICE)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(whys=st.lists(st.sampled_from([Why.BOUNCED, Why.BY_HAND, Why.UNSUBSCRIBED, Why.COMPLAINED]), min_size=1, max_size=3))
def test_what_stands_is_the_same_in_every_order(acting: Cast, whys: list[Why]) -> None:
    ends = set()
    for order in permutations(whys):
        Suppression.rows().delete()
        for why in order:
            actions.suppress(by=SYSTEM, address=ANA, why=why)
        ends.add(tuple(Suppression.rows().values_list("why", "kind")))

    assert len(ends) == 1


def test_the_strongest_reason_outranks_all_others() -> None:
    assert all(rules.outranks(Why.ERASED, why) for why in Why if why != Why.ERASED)
    assert not any(rules.outranks(Why.LESS_OFTEN, why) for why in Why if why != Why.LESS_OFTEN)


def test_lifting_needs_a_reason_and_is_in_the_log(acting: Cast) -> None:
    row = actions.suppress(by=SYSTEM, address=ANA, why=Why.COMPLAINED)

    with pytest.raises(actions.NoReason):
        actions.lift(by=Actor.of(acting.leader), row=row, reason=" \x00 ")
    actions.lift(by=Actor.of(acting.leader), row=row, reason="She called and wants it")

    assert not reading.reasons([(ANA, Kind.SERVICE)])
    assert Entry.rows().get(verb="suppression.lifted").detail["reason"] == "She called and wants it"
    with pytest.raises(actions.NotLifted):
        actions.lift(by=Actor.of(acting.leader), row=row, reason="Again")


@pytest.mark.parametrize("address", ["", "nobody", "x" * 300 + "@harbor.example", "a\x00@harbor.example"])
def test_what_is_no_address_is_refused(acting: Cast, address: str) -> None:
    with pytest.raises(actions.TakesAnAddress):
        actions.suppress(by=SYSTEM, address=address, why=Why.BY_HAND)


def test_an_address_that_somebody_else_has_too_stays_theirs(acting: Cast) -> None:
    by = Actor.of(acting.owner)
    one, two = (customers.add(by=by, name=name, contacts=[ContactInput(name, emails=[ANA])]) for name in ("Harbor", "Quay"))
    erasing.erase_customer(by=by, now=NOW, customer=one, typed="Harbor")
    assert not reading.reasons([(ANA, Kind.SERVICE)])

    erasing.erase_customer(by=by, now=NOW, customer=two, typed="Quay")
    assert reading.reasons([(ANA, Kind.SERVICE)])
    assert not Suppression.rows().exclude(address="").exists()
