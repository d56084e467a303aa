"""Reads environment variables strictly: a wrong value raises ImproperlyConfigured with the variable's name."""

import os
from collections.abc import Sequence
from typing import Any
from urllib.parse import SplitResult, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured


class Reader:
    """Typed access to the environment. A default of None means: required."""

    def text(self, name: str, default: str | None = None) -> str:
        value = os.environ.get(name) or default
        if value is None:
            raise ImproperlyConfigured(f"{name} is not set. Set it in the environment.")
        return value

    def choice(self, name: str, choices: Sequence[str]) -> str:
        value = self.text(name, choices[0])
        if value not in choices:
            raise ImproperlyConfigured(f"{name} is {value!r}. Use one of: {', '.join(choices)}.")
        return value

    def number(self, name: str, default: int) -> int:
        value = self.text(name, str(default))
        if not value.isascii() or not value.isdigit():
            raise ImproperlyConfigured(f"{name} is {value!r}. Use a whole number.")
        return int(value)

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.text(name, "1" if default else "0").lower()
        if value not in ("0", "1", "true", "false", "yes", "no"):
            raise ImproperlyConfigured(f"{name} is {value!r}. Use 1 or 0.")
        return value in ("1", "true", "yes")

    def words(self, name: str) -> list[str]:
        return [word for word in os.environ.get(name, "").replace(",", " ").split() if word]

    def secret(self, name: str, default: str | None = None) -> str:
        value = self.text(name, default)
        if default is None and (len(value) < 40 or len(set(value)) < 10 or value.startswith(("local-only", "change-me"))):
            raise ImproperlyConfigured(f"{name} is too easy to guess. Use at least 40 random characters.")
        return value

    def optional_secret(self, name: str) -> str:
        """Empty when it is not set: what it opens stays closed."""
        return self.secret(name) if os.environ.get(name) else ""

    def url(self, name: str, default: str | None = None) -> SplitResult:
        value = self.text(name, default).rstrip("/")
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
            raise ImproperlyConfigured(f"{name} is {value!r}. Use an address such as https://presence.example.org.")
        return parts

    def database(self, name: str, default: str | None = None) -> dict[str, Any]:
        value = self.text(name, default)
        if value == "":
            return {"NAME": ""}
        if urlsplit(value).scheme not in ("postgres", "postgresql"):
            raise ImproperlyConfigured(f"{name} must begin with postgres://. Presence runs on PostgreSQL only.")
        try:
            return dict(environ.Env.db_url_config(value))
        except (ValueError, ImproperlyConfigured) as error:
            raise ImproperlyConfigured(f"{name} is not a database address: {error}") from error

    def database_address(self, *names: str) -> str:
        """The address as it was given, under the first of these names that is set; empty when none is."""
        for name in names:
            if os.environ.get(name):
                self.database(name)
                return self.text(name)
        return ""

    def redis(self, name: str, default: str | None = None) -> str:
        value = self.text(name, default)
        if urlsplit(value).scheme not in ("redis", "rediss", "unix"):
            raise ImproperlyConfigured(f"{name} must begin with redis:// or rediss://.")
        return value

    def email(self, name: str, default: str | None = None) -> dict[str, Any]:
        value = self.text(name, default)
        try:
            config = dict(environ.Env.email_url_config(value))
        except (ValueError, KeyError, ImproperlyConfigured) as error:
            raise ImproperlyConfigured(f"{name} is not a mail address such as smtp+tls://user:password@host:587") from error
        if config.get("EMAIL_FILE_PATH"):  # django-environ takes the first slash away, and letters would go below the checkout
            config["EMAIL_FILE_PATH"] = f"/{config['EMAIL_FILE_PATH']}"
        return config
