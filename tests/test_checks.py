"""What is wrong with an installation stops its start, in words."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as real_settings
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection, connections
from django.db.backends.signals import connection_created
from pytest_django import Settings

from presence import checks


def codes(faults: Iterator[checks.Fault]) -> list[str]:
    return [code for code, _ in faults]


def database_codes() -> list[str]:
    with connection.cursor() as cursor:
        return codes(checks.database_faults(cursor))


@pytest.fixture
def production(settings: Settings) -> Settings:
    settings.LOCAL = False
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    return settings


def test_right_settings_have_no_fault(production: Settings) -> None:
    assert codes(checks.settings_faults()) == []


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("LOCAL", True, "E001"),
        ("DEBUG", True, "E002"),
        ("CELERY_BROKER_TRANSPORT_OPTIONS", {"socket_timeout": None}, "E003"),
        ("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend", "E005"),
        ("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend", "E005"),
    ],
)
def test_a_wrong_setting_is_named(production: Settings, name: str, value: Any, code: str) -> None:
    setattr(production, name, value)

    assert codes(checks.settings_faults()) == [code]


def test_a_cache_without_timeout_is_named(production: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(real_settings.CACHES["default"], "OPTIONS", {})

    assert codes(checks.settings_faults()) == ["E004"]


def test_the_right_role_has_no_fault(db: None) -> None:
    assert database_codes() == []


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_owner_is_refused() -> None:
    with connections["owner"].cursor() as cursor:
        found = dict(checks.database_faults(cursor))

    assert list(found) == ["E013"]
    assert "presence_owner owns" in found["E013"]


@pytest.mark.parametrize(("attributes", "code"), [((True, False), "E011"), ((False, True), "E012")])
def test_a_mighty_role_is_refused(db: None, monkeypatch: pytest.MonkeyPatch, attributes: tuple[bool, bool], code: str) -> None:
    monkeypatch.setattr(checks, "ROLE", f"SELECT 'mighty', {attributes[0]}, {attributes[1]}")

    assert database_codes() == [code]


def test_an_old_server_is_refused(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "OLDEST_POSTGRESQL", 990000)

    assert database_codes() == ["E010"]


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
@pytest.mark.parametrize(
    ("undo", "redo"),
    [
        ("DISABLE ROW LEVEL SECURITY", "ENABLE ROW LEVEL SECURITY"),
        ("NO FORCE ROW LEVEL SECURITY", "FORCE ROW LEVEL SECURITY"),
    ],
)
def test_a_table_without_the_wall_is_named(undo: str, redo: str) -> None:
    with connections["owner"].cursor() as owner:
        owner.execute(f"ALTER TABLE presence_team {undo}")
        try:
            with connection.cursor() as cursor:
                faults = dict(checks.database_faults(cursor))
        finally:
            owner.execute(f"ALTER TABLE presence_team {redo}")

    assert list(faults) == ["E014"]
    assert "presence_team" in faults["E014"]


def test_the_start_stops_with_one_line_for_each_fault(
    db: None, production: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    production.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    monkeypatch.setattr(connection, "close", lambda: None)

    with pytest.raises(SystemExit) as stop:
        checks.refuse_unsafe_start()

    assert stop.value.code == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("Presence does not start: EMAIL_URL sends mail nowhere.")


def test_a_right_start_goes_on(db: None, production: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "close", lambda: None)

    checks.refuse_unsafe_start()

    assert connection.is_usable()


def test_the_start_waits_for_a_database_that_is_away(
    db: None, production: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse() -> None:
        raise OperationalError("connection refused")

    with monkeypatch.context() as away:
        away.setattr(connection, "ensure_connection", refuse)
        away.setattr(connection, "close", lambda: None)
        checks.refuse_unsafe_start()

    assert "cannot be reached yet" in caplog.text


def test_a_connection_that_would_not_hold_the_wall_gets_no_query(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "ROLE", "SELECT 'mighty', true, false")
    monkeypatch.setattr(connection, "close", lambda: None)
    checks.watch_connections()
    try:
        with pytest.raises(ImproperlyConfigured, match="mighty is a superuser"):
            connection_created.send(sender=type(connection), connection=connection)
    finally:
        connection_created.disconnect(dispatch_uid="presence.checks")


def test_a_right_connection_is_looked_at_once(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    checks.watch_connections()

    connection_created.send(sender=type(connection), connection=connection)
    monkeypatch.setattr(checks, "database_faults", None)

    connection_created.send(sender=type(connection), connection=connection)
    assert not connection_created.disconnect(dispatch_uid="presence.checks")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"SECRET_KEY": "change-me-change-me-change-me-change-me-change-me"}, "SECRET_KEY is too easy to guess"),
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"DEBUG": "1"}, "DEBUG must not be set"),
        ({"EMAIL_URL": "consolemail://"}, "EMAIL_URL sends mail nowhere"),
    ],
)
def test_a_real_start_says_one_line(db: None, changed: dict[str, str], words: str) -> None:
    given = {
        "PATH": os.environ["PATH"],
        "PYTHONWARNINGS": "ignore",
        "PRESENCE_ENV": "production",
        "PRESENCE_URL": "https://presence.example.org",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "DATABASE_URL": "postgres://presence_app@127.0.0.1:1/away",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "EMAIL_URL": "smtp://mail.example.org:25",
    }

    done = subprocess.run(
        [sys.executable, "-c", "import presence.wsgi"],
        env=given | changed,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 3
    lines = [line for line in done.stderr.splitlines() if "cannot be reached yet" not in line]
    assert len(lines) == 1
    assert words in lines[0]
