"""Background jobs act for one organization, or for nobody."""

import pytest
from django.db import connection

from presence.tenancy import scope, tasks
from presence.tenancy.models import Organization, Team
from tests.conftest import Cast


@tasks.organization_task(atomic=True, name="tests.rename_first_team")
def rename_first_team(organization: Organization, name: str) -> None:
    assert connection.in_atomic_block
    team = Team.rows()[0]
    assert team.organization_id == organization.pk
    team.name = name
    team.save(update_fields=["name"])


@tasks.organization_task(atomic=True, name="tests.fail")
def fail(organization: Organization) -> None:
    Team.rows().update(name="half done")
    raise RuntimeError("broken on purpose")


@tasks.organization_task(atomic=False, name="tests.open_no_transaction")
def open_no_transaction(organization: Organization) -> None:
    assert scope.current_id() == organization.pk
    assert not connection.in_atomic_block


@tasks.tick
def look_at_a_tenants_table() -> None:
    Team.rows().count()


def test_it_acts_for_the_organization_it_was_given(cast: Cast, elsewhere: Cast) -> None:
    rename_first_team(str(cast.organization.pk), "Renamed")

    assert scope.current_id() is None
    with scope.acting_for(cast.organization):
        assert Team.rows()[0].name == "Renamed"
    with scope.acting_for(elsewhere.organization):
        assert Team.rows()[0].name == "Sales"


def test_it_does_not_lean_on_its_callers_scope(cast: Cast, elsewhere: Cast) -> None:
    with scope.acting_for(elsewhere.organization):
        rename_first_team(str(cast.organization.pk), "Renamed")

        assert scope.current_id() == elsewhere.organization.pk
        assert Team.rows()[0].name == "Sales"


def test_it_closes_the_scope_and_rolls_back_when_the_work_fails(cast: Cast) -> None:
    with pytest.raises(RuntimeError, match="on purpose"):
        fail(str(cast.organization.pk))

    assert scope.current_id() is None
    with scope.acting_for(cast.organization):
        assert not Team.rows().filter(name="half done").exists()


@pytest.mark.parametrize("organization_id", ["", "fieldstone", "0", "01990000-0000-7000-8000-000000000000"])
def test_it_refuses_to_run_without_an_organization(cast: Cast, organization_id: str) -> None:
    with pytest.raises(scope.NoOrganization):
        rename_first_team(organization_id, "Renamed")


def test_it_refuses_to_run_with_no_argument_at_all(cast: Cast) -> None:
    with pytest.raises(scope.NoOrganization):
        rename_first_team()


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_work_that_is_not_atomic_opens_its_own_transactions(cast: Cast) -> None:
    open_no_transaction(str(cast.organization.pk))

    assert scope.current_id() is None


def test_a_tick_acts_for_nobody(cast: Cast) -> None:
    with scope.acting_for(cast.organization), pytest.raises(scope.NoOrganization):
        look_at_a_tenants_table()
