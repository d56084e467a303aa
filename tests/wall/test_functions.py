"""The listed functions run with rights nobody else has: what each can be made to tell, by whoever calls it."""

from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from metrics.rollups import verification
from metrics.rollups.models import DayTotal
from presence.customers.models import Contact, Customer, Erasure
from presence.kit.ids import new_id
from presence.tenancy import actions, catalog, scope
from presence.tenancy.models import Membership
from tests.wall.canaries import NOW, Twin, fingerprint, make_user

IDS_ONLY = [name for name in catalog.LISTED_FUNCTIONS if name.startswith("presence_organization")]
ERASING = {
    "presence_erase_entries": "presence_erase_entries(%s, %s::uuid[], NULL)",
    "promises_erase_words": "promises_erase_words(%s, NULL)",
    "touchpoints_erase_versions": "touchpoints_erase_versions(%s, NULL)",
}


def call(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def test_every_listed_function_is_tried() -> None:
    tried = {
        *IDS_ONLY,
        *ERASING,
        *catalog.ROLLUP_FUNCTIONS,
        "metrics_watched",
        "presence_remove_example",
        "presence_member_of",
        "presence_places_of",
        "presence_names_like",
    }

    assert tried == set(catalog.LISTED_FUNCTIONS)


@pytest.mark.parametrize("name", IDS_ONLY)
def test_functions_about_organizations_answer_with_ids_and_nothing_else(name: str, a: Twin, b: Twin) -> None:
    kinds = call("SELECT prorettype::regtype::text, proargmodes IS NULL FROM pg_proc WHERE proname = %s", name)

    assert kinds == [("uuid", True)]


def test_looking_inside_names_stays_with_the_acting_organization(a: Twin, b: Twin) -> None:
    rows: Any = b.rows
    for row in (rows[Customer], rows[Contact]):
        pattern = [f"%{row.name.lower()[2:-2]}%"]
        sql = "SELECT * FROM presence_names_like(%s::text[], %s::text[], 100)"
        for others in (pattern, []):  # one word alone has statements of its own
            with scope.acting_for(b.organization), transaction.atomic():
                assert len(call(sql, pattern, others)) == 1
            with scope.acting_for(a.organization), transaction.atomic():
                assert call(sql, pattern, others) == []
                assert {found[0] for found in call(sql, ["%"], others and ["%"])} <= {row.pk for row in Customer.rows()}
            with scope.acting_for_nobody(), transaction.atomic():
                assert call(sql, pattern, others) == []


def test_a_persons_places_are_that_persons(a: Twin, b: Twin) -> None:
    sql = "SELECT organization_id FROM presence_places_of(%s)"

    assert call(sql, a.people["agent"].user_id) == [(a.organization.pk,)]
    assert call(sql, new_id()) == []
    _remove(a)
    assert call(sql, a.people["agent"].user_id) == []


def test_a_member_is_found_at_their_own_address_only(a: Twin, b: Twin) -> None:
    sql = "SELECT organization_id FROM presence_member_of(%s, %s)"
    person = a.people["agent"].user_id

    assert call(sql, a.organization.slug, person) == [(a.organization.pk,)]
    assert call(sql, b.organization.slug, person) == []
    assert call(sql, "", person) == call(sql, "%", person) == []
    _remove(a)
    assert call(sql, a.organization.slug, person) == []


def test_no_organization_removes_the_example_of_another(a: Twin) -> None:
    owner = make_user("B")
    example = actions.create_organization(
        name="Example", slug="twin-x", time_zone="UTC", country="GB", owner=owner, is_example=True
    )

    for acting in (scope.acting_for(a.organization), scope.acting_for_nobody()):
        with acting, pytest.raises(DatabaseError, match="only the acting organization"), transaction.atomic():
            call("SELECT presence_remove_example(%s)", example.pk)


@pytest.mark.parametrize("name", ERASING)
def test_an_erasure_stays_inside(name: str, a: Twin, b: Twin) -> None:
    """Another organization's opens nothing, and one's own removes nothing of others."""
    before = fingerprint(b)
    subjects = [sorted(b.ids())] if "subjects" in _arguments_of(name) else []

    with scope.acting_for(a.organization):
        with pytest.raises(DatabaseError, match="no erasure is under way"), transaction.atomic():
            call(f"SELECT {ERASING[name]}", b.rows[Erasure].pk, *subjects)
        call(f"SELECT {ERASING[name]}", a.rows[Erasure].pk, *subjects)

    assert fingerprint(b) == before


def _arguments_of(name: str) -> list[str]:
    return list(call("SELECT proargnames FROM pg_proc WHERE proname = %s", name)[0][0])


def _remove(twin: Twin) -> None:
    with scope.acting_for(twin.organization), transaction.atomic():
        Membership.rows().filter(pk=twin.people["agent"].pk).update(removed_at="2026-11-01T00:00Z")


def test_ids_are_all_a_function_can_be_asked_for(a: Twin) -> None:
    """No listed function takes an organization's id but the one that removes the acting one; erasing takes an erasure's."""
    taking = call(
        "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace "
        "AND 'uuid'::regtype = ANY(proargtypes::oid[]) ORDER BY 1"
    )

    listed = [*ERASING, "presence_member_of", "presence_places_of", "presence_remove_example"]
    assert [name for (name,) in taking] == sorted(listed)
    assert isinstance(new_id(), UUID)


def test_what_is_watched_names_no_organization(a: Twin, b: Twin) -> None:
    with scope.acting_for_nobody(), transaction.atomic():
        told = call("SELECT name, label, value FROM metrics_watched()")

    assert {type(value) for _name, _label, value in told} == {float}
    words = " ".join(name + label for name, label, _value in told)
    for twin in (a, b):
        assert not any(str(known) in words for known in (twin.organization.pk, twin.organization.slug, twin.organization.name))


def test_rolling_up_tells_how_many_and_keeps_each_sum_with_its_organization(a: Twin, b: Twin) -> None:
    for acting in (scope.acting_for(a.organization), scope.acting_for_nobody()):
        with acting, transaction.atomic():
            [(done,)] = call("SELECT metrics_roll_up(%s, 100)", NOW)
        assert isinstance(done, int)

    for twin in (a, b):
        with scope.acting_for(twin.organization), transaction.atomic():
            assert list(verification.sums()) == []
            assert {one.organization_id for one in DayTotal.rows()} == {twin.organization.pk}
