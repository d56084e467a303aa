"""The directory knows only what must be known before there is a scope."""

import pytest
from django.db import connection

from presence.tenancy import directory
from presence.tenancy.models import Membership, Organization, Team
from presence.tenancy.scope import acting_for
from tests.conftest import Cast


def test_it_loads_a_member_as_the_tables_say(cast: Cast) -> None:
    found = directory.member_of("fieldstone", cast.agent.user)

    assert found is not None
    with acting_for(cast.organization):
        stored = Membership.objects.get(pk=cast.agent.pk)
        for loaded, row in (
            (found, stored),
            (found.organization, Organization.objects.get(pk=cast.organization.pk)),
            (found.team, Team.objects.get(pk=stored.team_id)),
        ):
            assert _values(loaded) == _values(row)


def test_it_finds_nobody_at_another_organizations_address(cast: Cast, elsewhere: Cast) -> None:
    assert directory.member_of("fieldstone", elsewhere.owner.user) is None
    assert directory.member_of("nowhere", cast.owner.user) is None


def test_it_no_longer_finds_a_removed_member(cast: Cast) -> None:
    with acting_for(cast.organization):
        Membership.objects.filter(pk=cast.agent.pk).update(removed_at="2026-11-01T00:00Z")

    assert directory.member_of("fieldstone", cast.agent.user) is None
    assert directory.places_of(cast.agent.user.pk) == []


@pytest.mark.django_db
def test_it_is_one_statement(cast: Cast, django_assert_num_queries: "pytest.FixtureRequest") -> None:
    with django_assert_num_queries(1, connection=connection):  # type: ignore[operator]
        directory.member_of("fieldstone", cast.agent.user)


def _values(row: Membership | Organization | Team) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
