"""What happens when a library says that something about an account has changed."""

from typing import Any

from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from presence.accounts import sessions
from presence.accounts.models import User


def connect() -> None:
    """Called once, when the application starts."""
    for signal in (signals.authenticator_added, signals.authenticator_removed, signals.authenticator_reset):
        signal.connect(two_factor_changed, dispatch_uid=f"presence.{id(signal)}")


def two_factor_changed(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """Whoever else is signed in got there by the former way."""
    sessions.end_others(request, user)
