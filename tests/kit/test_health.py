"""The two addresses that machines ask."""

import pytest
import redis
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from presence import tasks
from presence.kit import health


@pytest.fixture
def _silent_beat(db: None) -> None:
    cache.delete(health.PULSE)


@pytest.fixture
def _beating(db: None) -> None:
    tasks.beat_pulse()


def test_live_asks_nobody(client: Client, db: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")


def test_live_answers_under_any_host_name(client: Client) -> None:
    assert client.get("/healthz", headers={"host": "10.0.0.7:8000"}).status_code == 200


@pytest.mark.usefixtures("_beating")
def test_ready_when_every_part_answers(client: Client) -> None:
    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (200, {"ready": True, "problems": {}})


@pytest.mark.usefixtures("_silent_beat")
def test_not_ready_without_a_beat(client: Client) -> None:
    response = client.get("/readyz")

    assert response.status_code == 503
    assert list(response.json()["problems"]) == ["beat"]
    assert response.headers["Retry-After"] == "5"


@pytest.mark.usefixtures("_beating")
def test_not_ready_without_the_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("connection refused")

    with monkeypatch.context() as broken:
        broken.setattr(connection, "cursor", refuse)
        broken.setattr(connection, "close", lambda: None)
        response = client.get("/readyz")

    assert response.json()["problems"] == {"database": "The database does not answer."}


@pytest.mark.usefixtures("_beating")
def test_not_ready_without_the_broker(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_self: redis.Redis) -> None:
        raise redis.ConnectionError("connection refused")

    monkeypatch.setattr(redis.Redis, "ping", refuse)

    assert client.get("/readyz").json()["problems"] == {"broker": "The broker does not answer."}
