"""Finding a customer by the order or contract number of a promise (settings.SEARCHES)."""

from typing import Any

from django.db import connection
from django.urls import reverse

from presence.customers.search import Found
from presence.tenancy import scope

_STATEMENT = """
SELECT CASE WHEN p.external_ref = %(typed)s OR p.external_ref = %(upper)s THEN 1 ELSE 4 END, c.id, c.name, p.external_ref
  FROM ((SELECT customer_id, external_ref FROM promises_promise
          WHERE organization_id = %(organization)s AND external_ref COLLATE "C" ^@ %(typed)s
          ORDER BY external_ref COLLATE "C" LIMIT %(limit)s)
        UNION
        (SELECT customer_id, external_ref FROM promises_promise
          WHERE organization_id = %(organization)s AND external_ref COLLATE "C" ^@ %(upper)s
          ORDER BY external_ref COLLATE "C" LIMIT %(limit)s)) AS p
  JOIN presence_customer c ON c.organization_id = %(organization)s AND c.id = p.customer_id
"""


def find(typed: str, limit: int) -> list[Found]:
    """Customers with a promise whose number is or begins with the text."""
    values: dict[str, Any] = {"organization": scope.acting_organization_id(), "limit": limit + 1}
    values |= {"typed": typed, "upper": typed.upper()}
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, values)
        rows = cursor.fetchall()
    return [
        Found(customer_id, name, rank, "order", number, reverse("customer", args=[customer_id]))
        for rank, customer_id, name, number in rows
    ]
