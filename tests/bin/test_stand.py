"""Commands share servers: the first one in starts them, the last one out stops them."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
import redis

from bin.local import ports, stand, valkey


@pytest.fixture
def place(open_folder: Callable[[], Path]) -> stand.Stand:
    return stand.at(open_folder(), durable=False)


def answer(place: stand.Stand) -> tuple[object, object]:
    """Ask both servers something, with the addresses that Django gets."""
    addresses = place.addresses()
    with psycopg.connect(addresses["DATABASE_URL"]) as database, redis.Redis.from_url(addresses["REDIS_URL"]) as broker:
        return database.execute("SELECT current_user").fetchone(), broker.ping()


def test_the_servers_live_as_long_as_somebody_is_inside(place: stand.Stand) -> None:
    first = place.enter()
    second = place.enter()
    place.leave(first)

    assert answer(place) == (("presence_app",), True)

    port = ports.known(name="valkey", book=place.folder / "ports.json")
    place.leave(second)

    assert port is not None
    assert not ports.answers(port)
    assert place.cluster is not None
    assert not place.cluster.is_running()


def test_data_and_addresses_outlive_a_stop(place: stand.Stand) -> None:
    inside = place.enter()
    before = place.addresses()
    with psycopg.connect(before["DATABASE_OWNER_URL"]) as owner:
        owner.execute("CREATE TABLE kept AS SELECT 7 AS number")
    place.leave(inside)

    inside = place.enter()
    with psycopg.connect(before["DATABASE_OWNER_URL"]) as owner:
        kept = owner.execute("SELECT number FROM kept").fetchone()
    after = place.addresses()
    place.leave(inside)

    assert kept == (7,)
    assert after == before


def test_secrets_are_for_their_owner_only(place: stand.Stand) -> None:
    place.leave(place.enter())

    assert (place.folder / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_the_broker_asks_for_its_password(place: stand.Stand) -> None:
    inside = place.enter()
    port = ports.known(name="valkey", book=place.folder / "ports.json")

    answers = valkey.talk(port=port or 0, password="guessed", word="PING")
    place.leave(inside)

    assert [answer.split()[0] for answer in answers] == [b"-WRONGPASS", b"-NOAUTH"]
