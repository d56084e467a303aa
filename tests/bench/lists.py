"""Goal 16: a page of a list of 100,000 customers, against the bare walk along the index, at the beginning and deep inside."""

import itertools
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from presence.customers import listing
from presence.kit import keyset
from presence.tenancy import scope
from tests import ground
from tests.bench import _crowd, _rounds
from tests.bench.lookup import Product
from tests.conftest import Cast

CUSTOMERS, DEEP = 100_000, 90_000

_WALK = """
SELECT name_norm, id, name, external_ref, segment, renewal_date, annual_value, owner_id FROM presence_customer
 WHERE organization_id = %(organization)s AND name_norm COLLATE "C" >= %(name)s
   AND (name_norm COLLATE "C", id) > (%(name)s, %(id)s)
 ORDER BY name_norm COLLATE "C", id LIMIT 26
"""


def walk(cast: Cast, place: tuple[str, Any]) -> Any:
    """The floor: 26 rows behind a place."""
    with connection.cursor() as cursor:
        cursor.execute(_WALK, {"organization": cast.organization.pk, "name": place[0], "id": place[1]})
        return cursor.fetchall()


def page(after: str) -> Any:
    return listing.page(listing.Wanted(), now=datetime.now(UTC), today=timezone.localdate(), after=after)


def place_at(cast: Cast, depth: int) -> tuple[tuple[str, Any], str]:
    """The row at a depth, for the floor and as the mark in the product's address."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT name_norm, id FROM presence_customer WHERE organization_id = %s ORDER BY name_norm COLLATE "C", id '
            "OFFSET %s LIMIT 1",
            [cast.organization.pk, depth],
        )
        name, row_id = cursor.fetchone()
    return (name, row_id), keyset.mark(name, row_id)


def main() -> None:
    with ground.database():
        cast = _crowd.gather("large", customers=CUSTOMERS)
        _crowd.analyze()
        whole = Product(cast)
        print(f"{CUSTOMERS:,} customers, 25 a page")
        with scope.acting_for(cast.organization), transaction.atomic():
            first, last = place_at(cast, 0), place_at(cast, DEEP)
            subjects = {
                "bare walk": lambda: walk(cast, first[0]),
                "rows of a page": lambda: page(first[1]),
                "rows of a page, deep": lambda: page(last[1]),
            }
            found = _rounds.measure(subjects, calls=100)
            _rounds.show(found, "bare walk", {"rows of a page": {"p50": "<= 3"}})
            least, median, most = _rounds.ratios(found, "rows of a page, deep", "rows of a page", "p50")
            print(f"  page {DEEP // 25:,} to the first page, p50: {least:.2f} / {median:.2f} / {most:.2f} (goal <= 1.2)")
        addresses = itertools.cycle([f"c/?after={mark}" for mark in (first[1], last[1])])
        pages = _rounds.measure({"whole page": lambda: whole.get(next(addresses))}, calls=100)
        _rounds.show(pages, "whole page", {})


if __name__ == "__main__":
    main()
