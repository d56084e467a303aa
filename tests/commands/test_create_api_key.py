"""`create_api_key` prints the key alone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from presence.apikeys import actions
from presence.tenancy import scope
from presence.tenancy.models import Membership
from tests.conftest import Cast


def run(scopes: str = "metrics:read interactions:write", organization: str = "fieldstone") -> None:
    call_command("create_api_key", organization=organization, scopes=scopes)


def test_the_key_stands_alone_on_standard_output(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    run()
    run()

    said = capsys.readouterr()
    first, second = said.out.split()
    assert first != second
    assert "shown this once" in said.err
    key = actions.authenticate(f"Bearer {first}", datetime.now(UTC))
    assert key is not None
    assert key.made_by == cast.owner
    assert key.scopes == ["metrics:read", "interactions:write"]


def test_it_acts_for_the_oldest_owner(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    with scope.acting_for(cast.organization):
        long_ago = datetime.now(UTC) - timedelta(days=400)
        Membership.rows().filter(pk=cast.leader.pk).update(role="owner", joined_at=long_ago)

    run()

    key = actions.authenticate(f"Bearer {capsys.readouterr().out.strip()}", datetime.now(UTC))
    assert key is not None
    assert key.made_by == cast.leader


@pytest.mark.parametrize(
    ("scopes", "organization", "words"),
    [
        ("metrics:read", "nowhere", "There is no organization at “nowhere”"),
        ("metrics:read", "../fieldstone", "There is no organization"),
        ("", "fieldstone", "at least one thing"),
        ("metrics:read everything", "fieldstone", "Unknown scope: everything"),
    ],
)
def test_it_says_what_is_wrong(
    cast: Cast, capsys: pytest.CaptureFixture[str], scopes: str, organization: str, words: str
) -> None:
    with pytest.raises(CommandError, match=words):
        run(scopes, organization)

    assert capsys.readouterr().out == ""
