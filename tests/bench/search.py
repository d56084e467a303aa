"""Goal 3: search while typing among 200,000 customers, against looking one up by number and against scanning every name."""

import itertools
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from presence.customers import search
from presence.customers.models import Customer
from presence.tenancy import scope
from tests import ground
from tests.bench import _crowd, _rounds

CUSTOMERS, ELSEWHERE = 200_000, 50_000

BEGINNINGS = itertools.cycle(["har", "oak veter", "stone d", "müller", "north print w", "silver m"])
INSIDE = itertools.cycle(["arbor dent", "roofing hous", "ptics", "inden logi", "print works 1a", "dental group 3f"])
TYPOS = itertools.cycle(["harbr dental group 1", "lindne bakery works", "sumit software house 2", "nrth motors"])


def by_number(numbers: Any, organization: Any) -> Any:
    """The floor: one customer by one number, nothing else."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.name FROM presence_phonenumber n JOIN presence_customer c ON c.organization_id = n.organization_id "
            "AND c.id = n.customer_id WHERE n.organization_id = %s AND n.e164 = %s",
            [organization, next(numbers)],
        )
        return cursor.fetchone()


def icontains() -> Any:
    """What a search over three columns with ORed icontains does."""
    typed = next(INSIDE)
    fits = Q(name__icontains=typed) | Q(contacts__name__icontains=typed) | Q(external_ref__icontains=typed)
    return list(Customer.rows().filter(fits).distinct().order_by("name").values_list("name", flat=True)[:10])


def main() -> None:
    with ground.database():
        cast = _crowd.gather("large", customers=CUSTOMERS)
        _crowd.gather("elsewhere", customers=ELSEWHERE)
        _crowd.analyze()
        numbers = itertools.cycle(f"+322{place:07}" for place in range(1, CUSTOMERS, 997))
        print(f"{CUSTOMERS:,} customers, beside {ELSEWHERE:,} of another organization")
        with scope.acting_for(cast.organization), transaction.atomic():
            quick = {
                "by number, bare": lambda: by_number(numbers, cast.organization.pk),
                "beginning": lambda: search.find(next(BEGINNINGS)),
                "number": lambda: search.find(next(numbers)),
                "inside a name": lambda: search.find(next(INSIDE)),
                "one typo": lambda: search.find(next(TYPOS)),
            }
            goals = {"beginning": {"p99": "<= 2"}, "number": {"p99": "<= 2"}}
            _rounds.show(_rounds.measure(quick, calls=100), "by number, bare", goals)
            slow = {"inside a name": quick["inside a name"], "icontains over three columns": icontains}
            found = _rounds.measure(slow, calls=6, warm_up=1)
            _rounds.show(found, "inside a name", {"icontains over three columns": {"p50": ">= 50"}})


if __name__ == "__main__":
    main()
