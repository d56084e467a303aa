"""Logs give nothing away."""

import logging

import pytest
from django.test import Client

from presence.kit import logs

LINE = logs.Discreet("{levelname} {name} {message}", style="{")


def written(message: str, *args: object) -> str:
    return LINE.format(logging.LogRecord("test", logging.WARNING, __file__, 1, message, args, None))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("key pk_live_AAECAwQFBgcICQoLDA0ODw_x-Y_z refused", "key pk_live_… refused"),
        ("Authorization: Bearer abc.def-123", "Authorization: Bearer …"),
        ("Not Found: /invitations/AZqQ.s3cr3t-_x/", "Not Found: /invitations/…/"),
        ("/accounts/password/reset/key/1-abc-0123456789/", "/accounts/password/reset/key/…/"),
        ("Gone: /o/fieldstone/invitations/AZqQ.s3cr3t/", "Gone: /o/…/invitations/…/"),
        ("/r/Tok3n and /u/Tok3n", "/r/… and /u/…"),
        ("GET /pop?phone=+32470123456 HTTP/1.1", "GET /pop?… HTTP/1.1"),
        ("postgres://presence_app:s3cret@db/presence", "postgres://presence_app:…@db/presence"),
        ('File "/srv/presence/management/commands/create_organization.py", line 3', None),
        ("Is this a question? Yes.", None),
    ],
)
def test_secrets_are_hidden_and_the_rest_is_kept(text: str, shown: str | None) -> None:
    assert logs.hide(text) == (shown or text)


def test_what_stands_in_arguments_is_hidden_too() -> None:
    assert written("%s: %s", "Not Found", "/invitations/s3cr3t/") == "WARNING test Not Found: /invitations/…/"


def test_an_entry_stays_one_line() -> None:
    assert written("typed: %s", "one\r\nERROR two") == "WARNING test typed: one\\r\\nERROR two"


def test_requests_are_logged_by_route(client: Client, db: None, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "presence.access")

    client.get("/invitations/AZqQ.s3cr3t-token/?from=mail")

    (line,) = [record.getMessage() for record in caplog.records if record.name == "presence.access"]
    assert line.startswith("GET invitations/<str:token>/ 410 ")
    assert "s3cr3t" not in line
    assert "mail" not in line


def test_the_products_own_handler_is_discreet() -> None:
    formatters = [handler.formatter for handler in logging.getLogger().handlers]

    assert any(isinstance(formatter, logs.Discreet) for formatter in formatters)
