"""Whatever is typed into a field or put into an address is answered in words, never with an error of ours.

The fields are those of the forms that pages show, so a new form is tried as soon as a page shows it. The API's own parameters
and bodies are tried by schemathesis (tests/api).
"""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction

from tests.wall import actors, pages, routes
from tests.wall.canaries import Twin
from tests.wall.conftest import Twins
from tests.wall.pages import Form
from tests.wall.routes import Route
from tests.wall.test_page_fields import MOUNT, ROUTES

# No text for PostgreSQL, no text at all, a digit that is no number, numbers and a day beyond every type, and markup.
ODD = ("a\0b", "\ud800", "²", "9" * 30, "9" * 5000, "9999-12-31", "-1e309", "[]{}%s{0.__class__}{{ 7 }}")
# Parameters that pages read from their address without a form that shows them.
UNSHOWN = ("after", "before", "cursor", "show", "sort", "q", "from", "to", "window", "columns", "take", "next", "day", "member")


@pytest.fixture(scope="module")
def owner(twins: Twins) -> actors.Visitor:
    visitor = actors.visitors(*twins)["owner"]
    visitor.client.raise_request_exception = False
    return visitor


@pytest.fixture(autouse=True)
def _unlimited(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = False


def encoded(fields: dict[str, str]) -> str:
    return urlencode(fields, errors="surrogatepass")


def status(visitor: actors.Visitor, method: str, address: str, body: str = "") -> int:
    """The status of one answer, undone."""
    options = {} if method == "GET" else {"data": body, "content_type": "application/x-www-form-urlencoded"}
    with transaction.atomic():
        answer = visitor.ask(method, "", address, **options)
        transaction.set_rollback(True)
    return int(answer.status_code)


def send(visitor: actors.Visitor, form: Form, fields: dict[str, str]) -> int:
    if form.method == "GET":
        return status(visitor, "GET", f"{form.action}?{encoded(fields)}")
    return status(visitor, form.method, form.action, encoded(fields))


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.pattern or "(root)")
def test_no_field_breaks_a_page(route: Route, a: Twin, owner: actors.Visitor) -> None:
    address = MOUNT + route.fill(routes.own(a))
    forms = {form.kind: form for form in pages.forms_on(owner.ask("GET", "", address), address)}

    broken = [
        (form.method, form.action, name, odd)
        for form in forms.values()
        if form.action.startswith(address)
        for place, name in enumerate(form.fields)
        for odd in (ODD if form.method == "GET" else (ODD[place % len(ODD)],))
        if send(owner, form, form.fields | {name: odd}) >= 500
    ]

    assert broken == []


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.pattern or "(root)")
def test_no_parameter_breaks_a_page(route: Route, a: Twin, owner: actors.Visitor) -> None:
    """All at once, each odd value in every place."""
    address = MOUNT + route.fill(routes.own(a))
    turns = [{name: ODD[(place + turn) % len(ODD)] for place, name in enumerate(UNSHOWN)} for turn in range(len(ODD))]

    assert [asked for asked in turns if status(owner, "GET", f"{address}?{encoded(asked)}") >= 500] == []
