"""Error pages say what happened and what to do, and never fail themselves."""

from collections.abc import Callable
from unittest.mock import Mock

import psycopg
import pytest
from django.db import IntegrityError, OperationalError
from django.http import HttpResponse
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.views.defaults import bad_request, server_error

from presence.tenancy.models import Membership
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def test_a_missing_page_says_what_to_do(client: Client) -> None:
    answer = client.get("/nowhere/")

    assert answer.status_code == 404
    assert "There is no page at this address" in answer.content.decode()


def test_a_member_keeps_the_frame_on_a_missing_page(cast: Cast, sign_in: Callable[[Membership], Client]) -> None:
    html = sign_in(cast.agent).get("/o/fieldstone/nowhere/").content.decode()

    assert 'class="sidebar"' in html
    assert "Fieldstone Care" in html


def test_it_quotes_the_request_id(cast: Cast, sign_in: Callable[[Membership], Client]) -> None:
    answer = sign_in(cast.agent).get("/o/fieldstone/nowhere/")

    assert answer.headers["X-Request-ID"] in answer.content.decode()


def test_a_form_without_its_token_says_that_nothing_was_saved(cast: Cast) -> None:
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a@b.example"})

    assert answer.status_code == 403
    assert "This form is too old" in answer.content.decode()


def test_a_server_error_touches_no_database(rf: RequestFactory, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        answer = server_error(rf.get("/"))

    assert answer.status_code == 500
    assert "The server made a mistake" in answer.content.decode()


@pytest.fixture
def failing(
    cast: Cast, sign_in: Callable[[Membership], Client], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., HttpResponse]:
    """Ask for a page while the first question to the database fails like this."""

    def ask(error: Exception, cause: Exception | None = None) -> HttpResponse:
        error.__cause__ = cause
        monkeypatch.setattr("presence.tenancy.directory.member_of", Mock(side_effect=error))
        client = sign_in(cast.agent)
        client.raise_request_exception = False
        return client.get("/o/fieldstone/palette")

    return ask


@pytest.mark.parametrize(
    "cause", [psycopg.OperationalError("refused"), psycopg.errors.AdminShutdown(), psycopg.errors.TooManyConnections()]
)
def test_without_a_database_it_says_when_to_try_again(failing: Callable[..., HttpResponse], cause: Exception) -> None:
    answer = failing(OperationalError("away"), cause)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert "Your data is safe" in answer.content.decode()


@pytest.mark.parametrize(
    ("error", "cause"), [(ValueError("odd"), None), (IntegrityError("twice"), psycopg.errors.UniqueViolation())]
)
def test_any_other_failure_is_a_mistake(
    failing: Callable[..., HttpResponse], error: Exception, cause: Exception | None
) -> None:
    assert failing(error, cause).status_code == 500


def test_a_bad_request_is_told_without_a_session(rf: RequestFactory) -> None:
    answer = bad_request(rf.get("/"), ValueError("odd"))

    assert answer.status_code == 400
    assert "Nothing was changed" in answer.content.decode()


def test_away_needs_nothing_but_its_template() -> None:
    assert "Your data is safe" in get_template("503.html").render()
