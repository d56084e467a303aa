"""Goals 1 and 2: the page with a customer's promises, against a bare page and a bare statement over the same rows."""

import itertools
from collections.abc import Callable
from io import BytesIO
from typing import Any

import psycopg
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone

from presence.customers.models import Customer, PhoneNumber
from presence.kit import hot
from presence.tenancy import scope
from tests import ground
from tests.bench import _crowd, _rounds
from tests.conftest import Cast
from touchpoints.brief import reading, statement

LARGE, SMALL, PROMISES = 4_000, 500, 5

# What any page for a caller must read: customer by number, the last five promises, their terms. No wall, no joins besides.
FLOOR = """
SELECT c.name, made.list
  FROM presence_phonenumber n
  JOIN presence_customer c ON c.organization_id = n.organization_id AND c.id = n.customer_id
 CROSS JOIN LATERAL (
   SELECT json_agg(json_build_array(latest.id, latest.state, lines.list)) AS list
     FROM (SELECT p.* FROM promises_promise p WHERE p.organization_id = c.organization_id AND p.customer_id = c.id
            ORDER BY p.created_at DESC LIMIT 5) AS latest
     JOIN promises_revision r ON r.organization_id = latest.organization_id AND r.promise_id = latest.id
      AND r.number = latest.current_number
    CROSS JOIN LATERAL (
      SELECT json_agg(json_build_array(t.kind, t.flexibility, t.due_at, x.text)) AS list
        FROM promises_term t JOIN promises_termwording x ON x.organization_id = t.organization_id AND x.id = t.id
       WHERE t.organization_id = latest.organization_id AND t.revision_id = r.id) AS lines) AS made
 WHERE n.organization_id = %s AND n.e164 = %s
"""


class Floor:
    """A page made of one prepared statement and one string, and the statement alone; as the owner, who has no wall."""

    def __init__(self, cast: Cast, customers: int) -> None:
        owner = connections["owner"]
        owner.ensure_connection()
        self.connection = psycopg.connect(**owner.get_connection_params() | {"autocommit": True})
        self.organization = cast.organization.pk
        self.numbers = itertools.cycle(f"+322{1 + place * 7919 % customers:07}" for place in range(customers))

    def statement(self) -> Any:
        return self.connection.execute(FLOOR, [self.organization, next(self.numbers)], prepare=True).fetchone()

    def page(self) -> bytes:
        name, promises = self.statement()
        lines = [f"<li>{text} <b>{how}</b></li>" for _, _, terms in promises for _, how, _, text in terms]
        return f"<!doctype html><title>{name}</title><h1>{name}</h1><ol>{''.join(lines)}</ol>".encode()


class Product:
    """The page through all of Presence, signed in; and its statement within a transaction, with the wall."""

    def __init__(self, cast: Cast) -> None:
        client = Client()
        client.force_login(cast.agent.user)
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        self.cast = cast
        self.application = get_wsgi_application()
        with scope.acting_for(cast.organization), transaction.atomic():
            self.ids = itertools.cycle(list(Customer.rows().values_list("pk", flat=True)[:5000]))
            numbers = PhoneNumber.rows().values_list("e164", flat=True)[:5000]
            self.numbers = itertools.cycle([f"0{number[3:]}" for number in numbers])

    def statement(self) -> Any:
        now = timezone.now()
        values = {
            "organization": self.cast.organization.pk,
            "customer": next(self.ids),
            "member": self.cast.agent.pk,
            "now": now,
        }
        return hot.rows(statement.BRIEF, values | {"since": now, "whole": 5, "promises": 50, "contacts": 5})

    def reading(self) -> Any:
        return reading.of(next(self.ids), member_id=self.cast.agent.pk, now=timezone.now())

    def page(self) -> bytes:
        return self.get(f"c/{next(self.ids)}/")

    def pop(self) -> bytes:
        """The telephone rings: the pop, and the brief that it leads to."""
        place = _get(self.application, f"/o/{self.cast.organization.slug}/pop?phone={next(self.numbers)}", self.cookie, "302")
        return _get(self.application, place.decode(), self.cookie)

    def get(self, address: str) -> bytes:
        """Any page of the organization."""
        return _get(self.application, f"/o/{self.cast.organization.slug}/{address}", self.cookie)


def _get(application: Callable[..., Any], address: str, cookie: str, wanted: str = "200") -> bytes:
    """The body of the answer, or where it leads."""
    path, _, query = address.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SCRIPT_NAME": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost:8000",
        "HTTP_COOKIE": cookie,
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": BytesIO(),
    }
    status: list[str] = []
    headers: dict[str, str] = {}
    answer = application(environ, lambda line, given: (status.append(line), headers.update(given)))
    body = b"".join(answer)
    answer.close()
    if not status[0].startswith(wanted):
        raise RuntimeError(f"{path}: {status[0]} {body[:500]!r}")
    return headers["Location"].encode() if wanted == "302" else body


def main() -> None:
    with ground.database():
        small = _crowd.gather("small", customers=SMALL, promises=PROMISES)
        large = _crowd.gather("large", customers=LARGE, promises=PROMISES)
        _crowd.analyze()
        floor, product, little = Floor(large, LARGE), Product(large), Product(small)
        print(
            f"{LARGE:,} customers x 5 promises x 5 terms, beside an organization of {SMALL}; page {len(product.page()):,} bytes"
        )
        print("Goal 1, in process: page")
        pages = {"bare page": floor.page, "page": product.page, "page of the small organization": little.page}
        _rounds.show(_rounds.measure(pages, calls=200), "bare page", {"page": {"cpu": "<= 8", "p99": "<= 6"}})
        print("Goal 2, the statement alone")
        with scope.acting_for(large.organization), transaction.atomic():
            asked = {"bare statement": floor.statement, "statement": product.statement, "statement and shapes": product.reading}
            _rounds.show(_rounds.measure(asked), "bare statement", {"statement": {"p50": "<= 1.2"}})
        floor.connection.close()


if __name__ == "__main__":
    main()
