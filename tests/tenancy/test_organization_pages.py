"""Making organizations, switching between them, changing name and place."""

from collections.abc import Callable

import pytest
from django.test import Client

from presence.audit.models import Entry
from presence.tenancy import countries, directory, scope
from presence.tenancy.models import Membership, Organization
from tests.conftest import Cast

SignIn = Callable[[Membership], Client]
NEW = "/organizations/new/"
TYPED = {"name": "Harbor Dental", "slug": "harbor", "country": "PT", "time_zone": "Atlantic/Azores"}


def made(slug: str) -> Organization:
    organization_id = directory.organization_id_for(slug)
    assert organization_id
    with scope.acting_for(organization_id):
        return Organization.objects.get(pk=organization_id)


def test_three_fields_make_an_organization(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.agent)

    answer = client.post(NEW, TYPED)

    assert answer.headers["Location"] == "/o/harbor/"
    organization = made("harbor")
    assert (organization.time_zone, organization.currency) == ("Atlantic/Azores", "EUR")
    page = client.get("/o/harbor/").content.decode()
    assert "Harbor Dental is ready." in page
    assert client.get("/o/harbor/members/").status_code == 200, "whoever makes it owns it"


def test_address_and_time_zone_follow_from_name_and_country(cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.agent).post(NEW, {"name": "Fieldstone Ŝtono & Co.", "slug": "", "country": "BR", "time_zone": ""})

    assert made("fieldstone-stono-co").time_zone == "America/Sao_Paulo"


def test_a_taken_name_gets_a_number(cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.agent).post(NEW, {"name": "Fieldstone", "slug": "", "country": "BE", "time_zone": ""})

    assert made("fieldstone-2").name == "Fieldstone"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "Enter name of the organization."),
        ({"slug": "fieldstone"}, "The address “fieldstone” is taken. Choose another one."),
        ({"slug": "har bor"}, "cannot be an address"),
        ({"slug": "x" * 41}, "at most 40"),
        ({"country": ""}, "Choose one for “Country”."),
        ({"country": "XX"}, "Select a valid choice"),
        ({"time_zone": "Europe/Atlantis"}, "Select a valid choice"),
    ],
)
def test_a_bad_form_says_why_and_keeps_what_was_typed(cast: Cast, sign_in: SignIn, changed: dict[str, str], words: str) -> None:
    answer = sign_in(cast.agent).post(NEW, TYPED | changed)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert words in page
    assert "Harbor Dental" in page or changed.get("name") == ""
    assert directory.organization_id_for("harbor") is None


def test_visitors_sign_in_first(db: None) -> None:
    assert Client().get(NEW).headers["Location"] == "/accounts/login/?next=/organizations/new/"


def test_the_switcher_lists_names(cast: Cast, elsewhere: Cast, sign_in: SignIn) -> None:
    with scope.acting_for(elsewhere.organization):
        Membership.objects.create(user=cast.agent.user, role="viewer", team=elsewhere.agent.team)
    client = sign_in(cast.agent)

    part = client.get("/o/fieldstone/organizations/", headers={"HX-Request": "true"}).content.decode()
    page = client.get("/organizations/").content.decode()

    assert 'href="/o/fieldstone/" aria-current="true"' in part
    assert 'href="/o/elsewhere/"' in part
    assert "<html" not in part
    assert "Fieldstone Care" in page
    assert "Elsewhere" in page


def test_the_switcher_shows_nobody_elses(cast: Cast, elsewhere: Cast, sign_in: SignIn) -> None:
    assert "Elsewhere" not in sign_in(cast.agent).get("/organizations/").content.decode()


def test_an_owner_changes_name_and_place(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.owner)
    wished = {"name": "Fieldstone", "country": "CH", "time_zone": "Europe/Zurich", "currency": "CHF"}

    answer = client.post("/o/fieldstone/organization/", wished)

    assert answer.headers["Location"] == "/o/fieldstone/organization/"
    organization = made("fieldstone")
    assert [getattr(organization, field) for field in wished] == list(wished.values())
    with scope.acting_for(organization):
        entry = Entry.rows().get(verb="organization.changed")
    assert entry.detail["changes"]["time_zone"] == ["Europe/Brussels", "Europe/Zurich"]


def test_a_name_that_is_none_is_told_beside_its_field(cast: Cast, sign_in: SignIn) -> None:
    typed = {"name": "Field\tstone", "country": "BE", "time_zone": "Europe/Brussels", "currency": "EUR"}

    page = sign_in(cast.owner).post("/o/fieldstone/organization/", typed).content.decode()

    assert "Enter a name of 1 to 120 characters, on one line." in page
    assert made("fieldstone").name == "Fieldstone Care"


def test_nothing_changed_leaves_no_fact(cast: Cast, sign_in: SignIn) -> None:
    same = {"name": "Fieldstone Care", "country": "BE", "time_zone": "Europe/Brussels", "currency": "EUR"}

    sign_in(cast.owner).post("/o/fieldstone/organization/", same)

    with scope.acting_for(cast.organization):
        assert not Entry.rows().filter(verb="organization.changed").exists()


def test_a_zone_under_a_former_name_can_be_kept(cast: Cast, sign_in: SignIn) -> None:
    with scope.acting_for(cast.organization):
        Organization.objects.update(time_zone="Europe/Kiev")

    page = sign_in(cast.owner).get("/o/fieldstone/organization/").content.decode()

    assert '<option value="Europe/Kiev" selected>' in page
    assert "everything recorded is counted" in page


def test_every_country_has_a_zone_and_a_currency_that_can_be_chosen() -> None:
    assert len(countries.names()) > 240
    for code in countries.names():
        assert countries.is_zone(countries.main_zone(code))
        assert countries.currency_of(code) in countries.CURRENCIES


@pytest.mark.parametrize(
    ("country", "zone", "currency"),
    [
        ("BE", "Europe/Brussels", "EUR"),
        ("US", "America/New_York", "USD"),
        ("BR", "America/Sao_Paulo", "BRL"),
        ("AU", "Australia/Sydney", "AUD"),
        ("GB", "Europe/London", "GBP"),
        ("NP", "Asia/Kathmandu", "EUR"),
    ],
)
def test_a_country_leads_to_where_most_people_live(country: str, zone: str, currency: str) -> None:
    assert (countries.main_zone(country), countries.currency_of(country)) == (zone, currency)
