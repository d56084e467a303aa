"""Whole POSTs (goals 12, 13): key, limit, body, answer; beside a bare COPY, and beside a plain REST framework view.

In process, without a socket: the figures hold for one worker. The plain view finds its caller in the same way and saves the
same columns through the serializer of tests/bench/single.py.
"""

import argparse
import statistics
from collections.abc import Callable
from typing import Any

import msgspec
from django.db import connections, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import include, path
from rest_framework.response import Response
from rest_framework.views import APIView

from presence.apikeys import actions as keys
from presence.apikeys import callers
from presence.tenancy import scope
from presence.tenancy.actors import SYSTEM
from presence.tenancy.models import Membership, Organization
from tests import ground
from tests.bench import _pairs, ingest, single
from tests.conftest import make_cast

ENDLESS = 10**9


class UsualView(APIView):
    """What a REST framework does by itself, behind the same key."""

    access = "api"
    authentication_classes = ()
    permission_classes = ()

    def post(self, request: Any) -> HttpResponse:
        with callers.find(request._request).enter(), transaction.atomic():
            single.usual(request.data["external_ref"])
        return Response(request.data, status=201)


urlpatterns = [path("usual/", UsualView.as_view()), path("", include("presence.urls"))]


def key_of(organization: Organization, member: Membership) -> str:
    with scope.acting_for(organization), transaction.atomic():
        return keys.make(by=SYSTEM, member=member, name="bench", scopes=["interactions:write", "customers:write"])[1]


def poster(key: str) -> Callable[[str, bytes], Any]:
    client = Client()

    def post(address: str, content: bytes) -> Any:
        answer = client.post(address, content, content_type="application/json", headers={"Authorization": f"Bearer {key}"})
        assert answer.status_code in (200, 201), answer.content
        return answer

    return post


def bulk(organization: Organization, post: Callable[[str, bytes], Any], rows: int, pairs: int) -> _pairs.Paired:
    def floor(number: int) -> float:
        name = f"floor{rows}x{number}"
        ingest.take(organization, ingest.body(name, rows, judged=False))
        return ingest.copy_in(ingest.exported(name))

    def product(number: int) -> float:
        content = ingest.body(f"product{rows}x{number}", rows, judged=False)
        return _pairs.timed(lambda: post("/api/v1/interactions/bulk/?create_customers=true", content))

    return _pairs.paired(floor, product, rounds=pairs)


def one_by_one(post: Callable[[str, bytes], Any], address: str, name: str, rows: int) -> float:
    def work() -> None:
        for number in range(rows):
            post(address, msgspec.json.encode(single.row(f"{name}-{number}")))

    return _pairs.timed(work)


def singles(post: Callable[[str, bytes], Any], rows: int, pairs: int) -> _pairs.Paired:
    return _pairs.paired(
        lambda number: one_by_one(post, "/usual/", f"usual{number}", rows),
        lambda number: one_by_one(post, "/api/v1/interactions/", f"ours{number}", rows),
        rounds=pairs,
    )


def main(sizes: list[int], rows: int, pairs: int) -> None:
    with ground.database(), override_settings(ROOT_URLCONF="tests.bench.posts", API_REQUESTS_PER_MINUTE=ENDLESS):
        with connections["owner"].cursor() as cursor:
            for table in ingest.COPIED:
                cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        cast = make_cast("Fieldstone Care", "fieldstone")
        post = poster(key_of(cast.organization, cast.owner))
        post("/api/v1/interactions/?create_customers=true", msgspec.json.encode(single.row("first")))
        for size in sizes:
            print(f"POST of {size:,} rows beside COPY:  {bulk(cast.organization, post, size, pairs).told(size)}")
        told = singles(post, rows, pairs)
        times = sorted(floor / product for floor, product in zip(told.floor, told.product, strict=True))
        ours, plain = (f"{rows / statistics.median(taken):,.0f}/s" for taken in (told.product, told.floor))
        spread = " / ".join(f"{ratio:.1f}" for ratio in (times[0], statistics.median(times), times[-1]))
        print(f"POST of one row: {ours}, plain view {plain}, {spread} times")


if __name__ == "__main__":
    options = argparse.ArgumentParser(prog="bin/bench posts", description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    options.add_argument("--rows", type=int, default=200)
    options.add_argument("--pairs", type=int, default=9)
    chosen = options.parse_args()
    main(chosen.sizes, chosen.rows, chosen.pairs)
