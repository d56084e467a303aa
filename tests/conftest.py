"""The standing cast: Fieldstone Care with one member of each role, and Elsewhere, whose people are strangers here."""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

import pytest
from django.db import connections, transaction
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from presence.accounts.models import User
from presence.tenancy import actions, scope
from presence.tenancy.models import Membership, Organization, Role, Team
from tests import hatches

# How fast an example runs says something about the machine, and nothing about the law that is tested. The suite tries the same
# examples each time, so that what passed passes again; `bin/test --hypothesis-profile=explore` looks for new ones.
settings.register_profile("explore", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("suite", settings.get_profile("explore"), derandomize=True, database=None)
settings.load_profile("suite")


@pytest.fixture(scope="session", autouse=True)
def _watched() -> Iterator[None]:
    with hatches.watching():
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None]:
    """A test that delivered an automated mail without a way to a person fails, whatever else it is about."""
    try:
        yield
    except BaseException:
        hatches.TAKEN.clear()
        raise
    hatches.check()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_keepdb: bool,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """The owner makes the test database and its tables; the tests' own connection is the application's role.

    `--reuse-db` takes the database that is there, and leaves it.
    """
    options = {"verbosity": 0, "interactive": False, "keepdb": django_db_keepdb}
    with django_db_blocker.unblock():
        made = setup_databases(aliases={"default", "owner"}, serialized_aliases=set(), **options)
    yield
    with django_db_blocker.unblock():
        connections.close_all()  # an open connection of the application's role would keep the database from being dropped
        teardown_databases(made, verbosity=0, keepdb=django_db_keepdb)


@dataclass
class Cast:
    """One organization and its people, by role."""

    organization: Organization
    owner: Membership
    leader: Membership
    agent: Membership
    viewer: Membership


def make_cast(name: str, slug: str, *, time_zone: str = "Europe/Brussels", country: str = "BE") -> Cast:
    owner = User.objects.create_user(email=f"owner@{slug}.example", name=f"Olga of {name}", password="correct horse battery")
    organization = actions.create_organization(name=name, slug=slug, time_zone=time_zone, country=country, owner=owner)
    with scope.acting_for(organization), transaction.atomic():
        team = Team.objects.get(key="support")
        people = {"owner": Membership.objects.select_related("user").get(user=owner)}
        for role in (Role.LEADER, Role.AGENT, Role.VIEWER):
            user = User.objects.create_user(
                email=f"{role}@{slug}.example", name=f"{role.label} of {name}", password="correct horse battery"
            )
            people[role.value] = Membership.objects.create(user=user, role=role, team=team)
    return Cast(organization=organization, **people)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast("Fieldstone Care", "fieldstone")


@pytest.fixture
def elsewhere(db: None) -> Cast:
    return make_cast("Elsewhere", "elsewhere", time_zone="America/Sao_Paulo", country="BR")


@pytest.fixture
def organization(cast: Cast) -> Organization:
    return cast.organization


@pytest.fixture
def acting(cast: Cast) -> Iterator[Cast]:
    """The test body acts for Fieldstone Care."""
    with scope.acting_for(cast.organization):
        yield cast


@pytest.fixture
def sign_in() -> Callable[[Membership], Client]:
    """A browser signed in as this member. Pages are at /o/<slug>/…"""

    def enter(member: Membership) -> Client:
        client = Client()
        client.force_login(member.user)
        return client

    return enter
