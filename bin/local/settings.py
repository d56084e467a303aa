"""The environment variables a person may set, checked before anything starts."""

import os
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass

from bin.local import messages, places

SCHEMES = {
    "DATABASE_URL": {"postgres", "postgresql"},
    "DATABASE_OWNER_URL": {"postgres", "postgresql"},
    "DATABASE_ADMIN_URL": {"postgres", "postgresql"},
    "REDIS_URL": {"redis", "rediss", "unix"},
    "CACHE_URL": {"redis", "rediss", "unix"},
}
# Without these the settings have defaults that are known to be right.
JUDGED_BY_DJANGO = (
    "BEHIND_PROXY", "CACHE_URL", "EMAIL_FROM", "EMAIL_URL", "LOG_LEVEL", "PRESENCE_HOSTS", "PRESENCE_URL",
    "REDIS_URL", "SECRET_KEY", "SECRET_KEY_FALLBACKS",
)  # fmt: skip


@dataclass(frozen=True)
class Wishes:
    """What the person asked for."""

    port: int
    demo: bool
    own_database: bool
    own_broker: bool


def read() -> Wishes:
    """Read the environment; Stop names the variable that is wrong."""
    for name, schemes in SCHEMES.items():
        _check_url(name, schemes)
    if bool(os.environ.get("DATABASE_URL")) != bool(os.environ.get("DATABASE_OWNER_URL")):
        raise messages.Stop(
            "DATABASE_URL and DATABASE_OWNER_URL go together: one for the application's role, one for migrations."
        )
    return Wishes(
        port=_port(),
        demo=_switch("PRESENCE_DEMO"),
        own_database=bool(os.environ.get("DATABASE_URL")),
        own_broker=bool(os.environ.get("REDIS_URL")),
    )


def given_for_django() -> list[str]:
    """The variables that presence/settings.py judges and the person has set."""
    return [name for name in JUDGED_BY_DJANGO if os.environ.get(name)]


def require_local() -> None:
    if os.environ.get("PRESENCE_ENV", "local") not in {"", "local"}:
        raise messages.Stop(f"PRESENCE_ENV is {os.environ['PRESENCE_ENV']!r}; bin/dev runs `local` only. Unset it.")


def for_django(addresses: Mapping[str, str], *, port: int, administrator: bool = False) -> dict[str, str]:
    """The environment of manage.py, gunicorn and celery: the servers' addresses where the person gave none.

    The database's superuser is for the few who make roles (`administrator`).
    """
    addresses = {name: value for name, value in addresses.items() if administrator or name != "DATABASE_ADMIN_URL"}
    given = {name: value for name, value in os.environ.items() if value or name not in addresses}
    mail = urllib.parse.quote(str(places.home() / "mail"))
    defaults = {
        "PRESENCE_ENV": "local",
        "PRESENCE_PORT": str(port),
        "PRESENCE_HOME": str(places.home()),
        "PRESENCE_URL": f"http://localhost:{port}",
        "EMAIL_URL": f"filemail://{mail}",
        "PYTHONUNBUFFERED": "1",
    }
    return {**defaults, **addresses, **given, "PYTHONPATH": str(places.ROOT)}


def _port() -> int:
    text = os.environ.get("PRESENCE_PORT") or "8000"
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) < 65536:
        raise messages.Stop(f"PRESENCE_PORT is {text!r}; it must be a port number from 1 to 65535.")
    return int(text)


def _switch(name: str) -> bool:
    text = os.environ.get(name) or "1"
    if text not in {"0", "1"}:
        raise messages.Stop(f"{name} is {text!r}; it must be 0 or 1.")
    return text == "1"


def _check_url(name: str, schemes: set[str]) -> None:
    text = os.environ.get(name)
    if text and urllib.parse.urlsplit(text).scheme not in schemes:
        raise messages.Stop(f"{name} must begin with {' or '.join(f'{scheme}://' for scheme in sorted(schemes))}.")
