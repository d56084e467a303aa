"""`create_organization`: what operators and scripts begin with."""

import pytest
from django.core.management import CommandError, call_command

from presence.accounts.models import User
from presence.audit.models import Entry
from presence.tenancy import directory, scope
from presence.tenancy.models import Membership, Organization
from tests.conftest import Cast

GIVEN = {
    "name": "Harbor Dental",
    "slug": "harbor",
    "owner_email": "Ana@Harbor.example",
    "password": "correct horse battery",
    "time_zone": "Europe/Lisbon",
    "country": "pt",
}


def run(**changed: str) -> None:
    call_command("create_organization", **(GIVEN | changed))


def test_it_makes_the_organization_and_its_owner(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    run()

    organization_id = directory.organization_id_for("harbor")
    assert organization_id is not None
    with scope.acting_for(organization_id):
        organization = Organization.objects.get(pk=organization_id)
        member = Membership.objects.select_related("user").get()
        assert Entry.rows().filter(verb="organization.created").exists()
    assert (organization.country, organization.time_zone, organization.currency) == ("PT", "Europe/Lisbon", "EUR")
    assert (member.role, member.user.email) == ("owner", "ana@harbor.example")
    assert member.user.check_password("correct horse battery")
    assert member.user.emailaddress_set.get().verified
    said = capsys.readouterr().out
    assert "Harbor Dental at http://localhost:8000/o/harbor/" in said
    assert "correct horse" not in said


def test_it_makes_a_password_and_shows_it_once(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    run(password="")

    said = capsys.readouterr().out
    password = said.rpartition("shown this once: ")[2].strip()
    assert User.objects.get(email="ana@harbor.example").check_password(password)


def test_it_uses_an_account_that_is_there(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    run(owner_email=cast.agent.user.email, password="something else altogether")

    assert "keeps its password" in capsys.readouterr().out
    assert User.objects.get(pk=cast.agent.user_id).check_password("correct horse battery")
    assert [place.slug for place in directory.places_of(cast.agent.user_id)] == ["fieldstone", "harbor"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": "  "}, "Enter a name of 1 to 120 characters"),
        ({"name": "x" * 121}, "Enter a name of 1 to 120 characters"),
        ({"name": "Harbor\nDental"}, "on one line"),
        ({"owner_email": f"{'x' * 64}@{'y' * 60}.{'z' * 60}.{'y' * 60}.{'z' * 60}.example"}, "is no e-mail address"),
        ({"slug": "fieldstone"}, "The address “fieldstone” is taken"),
        ({"slug": "Harbor Dental"}, "cannot be an address"),
        ({"slug": "harbor-"}, "cannot be an address"),
        ({"slug": "x" * 41}, "cannot be an address"),
        ({"time_zone": "Europe/Atlantis"}, "There is no time zone “Europe/Atlantis”"),
        ({"time_zone": "localtime"}, "There is no time zone"),
        ({"time_zone": "../../etc/passwd"}, "There is no time zone"),
        ({"country": "Portugal"}, "There is no country “PORTUGAL”"),
        ({"country": "XX"}, "There is no country “XX”"),
        ({"password": "short"}, "The password is too weak. This password is too short"),
        ({"password": "password123"}, "too common"),
        ({"owner_email": "ana at harbor"}, "is no e-mail address"),
    ],
)
def test_it_says_what_is_wrong_and_makes_nothing(cast: Cast, changed: dict[str, str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run(**changed)

    assert directory.organization_id_for("harbor") is None
    assert not User.objects.filter(email="ana@harbor.example").exists()
