"""A toast says what was done and how to take it back."""

import json

import pytest
from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from presence.kit import middleware, toasts
from presence.kit.toasts import Toast


class Kept(BaseStorage):
    """Messages kept in memory."""

    def _get(self, *args: object, **kwargs: object) -> tuple[list[object], bool]:
        return [], True

    def _store(self, messages: list[object], response: HttpResponse, *args: object, **kwargs: object) -> list[object]:
        return []


@pytest.fixture
def request_(rf: RequestFactory) -> HttpRequest:
    request = rf.post("/", headers={"HX-Request": "true"})
    request._messages = Kept(request)  # type: ignore[attr-defined]
    return request


def test_it_keeps_words_and_the_way_back(request_: HttpRequest) -> None:
    toasts.say(request_, "Judged kept.", undo_url="/undo", undo_fields={"check": "7"})

    request_._messages = _seen(request_)  # type: ignore[attr-defined]
    assert toasts.waiting(request_) == [Toast("Judged kept.", undo_url="/undo", undo_fields={"check": "7"})]


def test_ordinary_messages_are_toasts_too(request_: HttpRequest) -> None:
    request_._messages.add(40, "Your address is not confirmed.", "account")  # type: ignore[attr-defined]

    request_._messages = _seen(request_)  # type: ignore[attr-defined]
    assert toasts.waiting(request_) == [Toast("Your address is not confirmed.", urgent=True)]


def test_a_part_brings_its_toasts_out_of_band(request_: HttpRequest) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        toasts.say(request, "Judged <kept>.", undo_url="/undo", undo_fields={"check": "7"})
        request._messages = _seen(request)  # type: ignore[attr-defined]
        return HttpResponse("<p>part</p>")

    html = middleware.htmx_manners(view)(request_).content.decode()

    assert html.startswith("<p>part</p>")
    assert 'hx-swap-oob="beforeend:#toasts"' in html
    assert "Judged &lt;kept&gt;." in html
    assert '<input type="hidden" name="check" value="7">' in html


def test_a_redirect_becomes_a_navigation(request_: HttpRequest) -> None:
    answer = middleware.htmx_manners(lambda _: HttpResponse(status=303, headers={"Location": "/o/fieldstone/"}))(request_)

    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/o/fieldstone/"


def test_data_is_left_alone(request_: HttpRequest) -> None:
    toasts.say(request_, "Later.")

    answer = middleware.htmx_manners(lambda _: HttpResponse(json.dumps({}), content_type="application/json"))(request_)

    assert answer.content == b"{}"


def _seen(request: HttpRequest) -> Kept:
    """The messages as the next reader finds them."""
    storage = Kept(request)
    storage._loaded_data = request._messages._queued_messages  # type: ignore[attr-defined]
    return storage
