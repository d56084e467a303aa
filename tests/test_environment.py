"""Settings are read strictly: a wrong value stops the start with its name."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from bin.local import settings
from presence.environment import Reader

PRODUCTION = {
    "PRESENCE_ENV": "production",
    "PRESENCE_URL": "https://presence.example.org",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ",
    "DATABASE_URL": "postgres://presence_app:secret@127.0.0.1/presence",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.org:587",
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PRESENCE_ENV", "prod"),
        ("PRESENCE_URL", "presence.example.org"),
        ("PRESENCE_URL", "https://presence.example.org/app"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "local-only-secret-key-that-production-refuses-to-start-with"),
        ("DATABASE_URL", "mysql://root@127.0.0.1/presence"),
        ("REDIS_URL", "http://127.0.0.1"),
        ("EMAIL_URL", "carrier-pigeon://coop"),
        ("DEBUG", "1"),
        ("BEHIND_PROXY", "maybe"),
    ],
)
def test_a_wrong_value_stops_the_start_with_its_name(name: str, value: str) -> None:
    stopped = _load_settings(PRODUCTION | {name: value})

    assert stopped.returncode == 1
    assert f"ImproperlyConfigured: {name} " in stopped.stderr


@pytest.mark.parametrize("name", [name for name in PRODUCTION if name != "PRESENCE_ENV"])
def test_production_asks_for_what_it_needs(name: str) -> None:
    stopped = _load_settings({key: value for key, value in PRODUCTION.items() if key != name})

    assert f"ImproperlyConfigured: {name} is not set" in stopped.stderr


def test_production_starts_with_right_values() -> None:
    assert _load_settings(PRODUCTION).returncode == 0


def test_letters_of_a_local_run_go_below_its_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EMAIL_URL", raising=False)  # bin/test has set its own
    monkeypatch.setenv("PRESENCE_HOME", "/srv/a b/100%/c+d")
    monkeypatch.setenv("EMAIL_URL", settings.for_django({}, port=8000)["EMAIL_URL"])

    assert Reader().email("EMAIL_URL")["EMAIL_FILE_PATH"] == "/srv/a b/100%/c+d/mail"


def test_a_number_must_be_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRESENCE_PORT", "80.5")

    with pytest.raises(ImproperlyConfigured, match=r"PRESENCE_PORT is '80.5'. Use a whole number."):
        Reader().number("PRESENCE_PORT", 8000)


def _load_settings(values: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": os.environ["PATH"], **values}
    return subprocess.run(
        [sys.executable, "-c", "import presence.settings"], env=environment, capture_output=True, text=True, check=False
    )
