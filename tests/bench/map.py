"""The map with 60 touchpoints in 8 stages (goal 15): the page against its one statement, and a repeated view of it."""

import argparse
from collections.abc import Callable
from typing import Any

from django.db import connection, connections, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from presence.kit import hot
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests import ground
from tests.bench import _rounds
from tests.bench.metrics import FACTS
from tests.conftest import Cast, make_cast
from touchpoints.journeys import actions, outline
from touchpoints.journeys.models import Journey, Touchpoint
from touchpoints.map import cards, filters, freshness, parts, reading

MODES = ("human_only", "augment", "automate")


def drawn(touchpoints: int, stages: int, rows: int) -> Cast:
    """An organization with such a map, and so many interactions in the last year."""
    cast = make_cast("Fieldstone Care", "fieldstone")
    by = Actor.of(cast.leader)
    with scope.acting_for(cast.organization), transaction.atomic():
        journey = Journey.rows().get()
        columns = [outline.add_stage(by=by, journey=journey, name=f"Stage {place}") for place in range(stages - 4)]
        places = [*journey.stages.all(), *columns][:stages]
        for number in range(touchpoints - Touchpoint.rows().count()):
            stage, mode = places[number % len(places)], MODES[number % 3]
            actions.add_touchpoint(by=by, name=f"Moment number {number}", stage=stage, mode=mode, owner=cast.agent)
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO presence_customer (id, organization_id, external_ref, name, segment, time_zone, version) "
            "VALUES (gen_random_uuid(), %s, '', 'Acme', '', '', 1)",
            [cast.organization.pk],
        )
        cursor.execute(FACTS, {"organization": cast.organization.pk, "rows": rows})
        cursor.execute("ANALYZE")
    return cast


class Views:
    """The ways of asking that are compared, all within the wall."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.client = Client()
        self.client.force_login(cast.leader.user)
        self.client.get("/o/fieldstone/map/")
        self.tag = self.client.get("/o/fieldstone/map/").headers["ETag"]
        self.request: Any = RequestFactory().get("/map/")
        self.request.member, self.request.organization, self.request.user = cast.leader, cast.organization, cast.leader.user

    def statement(self) -> Any:
        """The one statement, its rows fetched."""
        now, today = timezone.now(), timezone.localdate()
        return hot.rows(reading.STATEMENT, reading.values(now=now, today=today))

    def drawing(self) -> Any:
        """The statement, its shapes, and the body of the page."""
        return parts.body(parts.see(self.request, filters.Filters()))

    def first_drawing(self) -> Any:
        """The same in a process that has drawn none of these cards yet."""
        cards._draw.cache_clear()
        return self.drawing()

    def freshness(self) -> Any:
        """What a repeated view asks instead."""
        return freshness.digest(self.request, timezone.now())

    def page(self) -> Any:
        return self.client.get("/o/fieldstone/map/")

    def repeated(self) -> Any:
        return self.client.get("/o/fieldstone/map/", headers={"If-None-Match": self.tag})


def queries(view: Callable[[], Any]) -> int:
    """How many statements a view makes, without the transaction's own."""
    with CaptureQueriesContext(connection) as asked:
        view()
    own = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return len([one for one in asked if not one["sql"].startswith(own) and "set_config" not in one["sql"]])


def main(touchpoints: int, stages: int, rows: int, calls: int) -> None:
    with ground.database():
        cast = drawn(touchpoints, stages, rows)
        views = Views(cast)
        size, repeated = len(views.page().content), views.repeated().status_code
        print(f"{touchpoints} touchpoints in {stages} stages, {rows:,} interactions; page {size:,} bytes, again: {repeated}")
        with scope.acting_for(cast.organization), transaction.atomic():
            inside = {
                "statement": views.statement,
                "map drawn": views.drawing,
                "drawn the first time": views.first_drawing,
                "is it fresh": views.freshness,
            }
            goals = {
                "map drawn": {"least": "<= 2", "p50": "<= 2", "p99": "<= 3"},
                "is it fresh": {"least": "<= 0.2", "p50": "<= 0.2"},
            }
            _rounds.show(_rounds.measure(inside, calls=calls), "statement", goals)
            print(f"  queries of the map: {queries(views.drawing)} (goal: <= 3)")
        whole = {"whole page": views.page, "whole page, 304": views.repeated}
        _rounds.show(_rounds.measure(whole, calls=calls // 3), "whole page", {"whole page, 304": {"p50": ""}})


if __name__ == "__main__":
    options = argparse.ArgumentParser(prog="bin/bench map", description=__doc__)
    options.add_argument("--touchpoints", type=int, default=60)
    options.add_argument("--stages", type=int, default=8)
    options.add_argument("--rows", type=int, default=20_000)
    options.add_argument("--calls", type=int, default=150)
    chosen = options.parse_args()
    main(chosen.touchpoints, chosen.stages, chosen.rows, chosen.calls)
