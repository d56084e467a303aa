"""Many requests of two organizations in any order on few connections, failing ones among them: nobody sees the other's rows."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import ClassVar

import pytest
from django.db import connection, connections, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import path

from presence.customers.models import Customer
from presence.tenancy import access, scope
from presence.tenancy.access import MemberRequest
from presence.urls import urlpatterns as real
from tests.wall import canaries
from tests.wall.conftest import Twins

REQUESTS, CONNECTIONS = 300, 4


@access.member()
def listing(request: MemberRequest) -> HttpResponse:
    return HttpResponse("\n".join(customer.name for customer in Customer.rows()))


@access.member()
def plain_sql(request: MemberRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM presence_customer")
        return HttpResponse("\n".join(row[0] for row in cursor.fetchall()))


@access.member()
def failing_sql(request: MemberRequest) -> HttpResponse:
    list(Customer.rows())
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1/0")
    return HttpResponse()


@access.member()
def going_astray(request: MemberRequest) -> HttpResponse:
    """Fails inside a savepoint inside another organization's scope."""
    with scope.acting_for(Whereabouts.other[request.organization.pk]), transaction.atomic():
        list(Customer.rows())
        raise LookupError("lost the way")


@access.member()
def streaming(request: MemberRequest) -> StreamingHttpResponse:
    """The body is made after the scope was left: what it asks then must be refused, not answered."""

    def late() -> Iterator[str]:
        try:
            yield "\n".join(customer.name for customer in Customer.rows())
        except scope.NoOrganization:
            yield "refused"

    return StreamingHttpResponse(late())


@access.public
def outside(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM presence_customer")
        return HttpResponse(f"{cursor.fetchone()[0]} rows")


class Whereabouts:
    """Each organization's neighbor."""

    other: ClassVar[dict[object, object]] = {}


PAGES = ("listing", "plain-sql", "failing-sql", "going-astray", "streaming", "outside")
urlpatterns = [
    *real,
    path("listing", listing),
    path("plain-sql", plain_sql),
    path("failing-sql", failing_sql),
    path("going-astray", going_astray),
    path("streaming", streaming),
    path("outside", outside),
]


@pytest.fixture
def committed(transactional_db: None) -> Twins:
    return canaries.make_twin("A"), canaries.make_twin("B")


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_nobody_sees_the_other(committed: Twins, settings: object) -> None:
    settings.ROOT_URLCONF = __name__  # type: ignore[attr-defined]
    Whereabouts.other = {twin.organization.pk: committed[not place].organization.pk for place, twin in enumerate(committed)}
    clients = [_signed_in(twin) for twin in committed]
    dice = random.Random(20261121)
    plan = [(dice.randrange(2), dice.choice(PAGES)) for _ in range(REQUESTS)]

    def visit(step: tuple[int, str]) -> tuple[int, str, int, str]:
        who, page = step
        client = Client(raise_request_exception=False)
        client.cookies = clients[who].cookies
        answer = client.get("/outside" if page == "outside" else f"/o/twin-{'ab'[who]}/{page}")
        return who, page, answer.status_code, b"".join(answer).decode()

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        answers = list(pool.map(visit, plan))
        everybody = Barrier(CONNECTIONS)
        list(pool.map(lambda _: (everybody.wait(), connections.close_all()), range(CONNECTIONS)))

    for who, page, status, text in answers:
        assert not committed[not who].seen_in(text), page
        assert status == (500 if page in ("failing-sql", "going-astray") else 200), page
        if page in ("listing", "plain-sql"):
            assert committed[who].seen_in(text)
        if page == "streaming":
            assert text == "refused"
    assert {text for _who, page, _status, text in answers if page == "outside"} == {"0 rows"}


def _signed_in(twin: canaries.Twin) -> Client:
    client = Client()
    client.force_login(twin.people["owner"].user)
    return client
