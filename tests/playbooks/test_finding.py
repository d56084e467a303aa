"""Playbooks in the search field and in the palette."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from presence.customers import search
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from tests.conftest import Cast
from touchpoints.playbooks import actions
from touchpoints.playbooks.models import Playbook
from touchpoints.playbooks.rules import Content

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
SignIn = Callable[[Membership], Client]


@pytest.fixture
def refunds(acting: Cast) -> Playbook:
    return _write(acting, "Giving money back", "Say first what a refund does not cover: 100% of the visit.")


def _write(cast: Cast, name: str, talk_track: str) -> Playbook:
    content = Content(name=name, talk_track=talk_track)
    return actions.write(
        by=Actor.of(cast.leader), now=NOW, content=content, owner=cast.leader, review_date=date(2100, 1, 1), touchpoints=[]
    )


def test_words_of_the_name_come_before_words_it_says(acting: Cast, refunds: Playbook) -> None:
    named = _write(acting, "Refund of a deposit", "Ask for the number of the contract.")

    found = search.find_beside("refund")

    assert [(one.name, one.kind) for one in found] == [(named.name, "Playbook"), (refunds.name, "Playbook")]


@pytest.mark.parametrize("query", ["re", "%%%", "100_", "0470 12 34 56", "money elephant", "\x00", "x" * 10_000])
def test_what_does_not_fit_finds_nothing(refunds: Playbook, query: str) -> None:
    assert search.find_beside(query) == []


def test_what_is_archived_or_elsewhere_is_not_found(acting: Cast, refunds: Playbook, elsewhere: Cast) -> None:
    with scope.acting_for(elsewhere.organization):
        assert search.find_beside("money") == []

    actions.archive(by=Actor.of(acting.leader), now=NOW, playbook=refunds)

    assert search.find_beside("money") == []


def test_the_field_the_page_and_the_palette_name_it(acting: Cast, refunds: Playbook, sign_in: SignIn) -> None:
    viewer, address = sign_in(acting.viewer), f"/o/fieldstone/playbooks/{refunds.pk}/"

    options = viewer.get("/o/fieldstone/search/?q=money", headers={"HX-Request": "true"}).content.decode()
    page = viewer.get("/o/fieldstone/search/?q=money").content.decode()
    palette = viewer.get("/o/fieldstone/palette").json()["actions"]

    assert f'role="option" aria-selected="false" tabindex="-1" href="{address}"' in options
    assert "Nobody fits" not in options + page
    assert "No customer fits these words." in page
    assert (refunds.name, address) in [(one["word"], one["url"]) for one in palette]
