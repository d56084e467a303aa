"""The long proofs at a small part of their size; `bin/prove kills` and `bin/prove flips` run them whole."""

import pytest
from pytest_django import Settings

from tests import smtp
from tests.conftest import Cast
from tests.proofs import flips, kills, races

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def test_killed_workers_send_nothing_twice_and_lose_nothing(cast: Cast, settings: Settings) -> None:
    with smtp.listening() as sink:
        found = kills.prove(cast, sink, each=2)

    assert [words for tally in found.values() for words in tally.wrong] == []
    assert sum(tally.kills for tally in found.values()) == 16
    assert found["after 250, before the commit"].arrived_uncertain == 2


def test_nothing_begins_after_the_map_forbids_it(cast: Cast, settings: Settings) -> None:
    with smtp.listening() as sink:
        found = flips.prove(cast, sink, flips=20, send=flips.with_everything)

    assert found.flips == 20
    assert found.began > 0
    assert found.after == 0


def test_naive_code_fails_the_same_proof(cast: Cast, settings: Settings) -> None:
    with smtp.listening() as sink:
        found = flips.prove(cast, sink, flips=20, send=flips.look_then_send)

    assert found.after > 0


@pytest.mark.parametrize("race", races.RACES)
def test_nothing_begins_after_somebody_forbade_it(cast: Cast, settings: Settings, race: str) -> None:
    with smtp.listening() as sink:
        found = races.prove(cast, sink, races.RACES[race], each=1, naive=False)

    assert (found.trials, found.after, found.wrong) == (len(races.RACES[race].points), 0, [])
    assert found.began > 0
    assert found.waited >= 3 if races.RACES[race].waits else found.waited == 0


@pytest.mark.parametrize("race", races.RACES)
def test_naive_code_fails_every_race(cast: Cast, settings: Settings, race: str) -> None:
    with smtp.listening() as sink:
        found = races.prove(cast, sink, races.RACES[race], each=1, naive=True)

    assert found.after >= 2
    assert found.wrong == []
