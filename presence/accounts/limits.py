"""Counting tries, with allauth's counters and the rates in presence/settings_accounts.py.

Counters live in the cache. While it is away nothing can be counted, so a try is refused: whoever guesses must never profit
from an outage.
"""

from allauth.core.internal import ratelimit
from django.http import HttpRequest

APP = "allauth.account"


def is_exhausted(request: HttpRequest, action: str) -> bool:
    """Whether this address has no try left. Asking counts nothing."""
    return ratelimit.consume(request, app=APP, action=action, dry_run=True, limit_get=True) is None


def count(request: HttpRequest, action: str) -> None:
    """Count one failed try."""
    ratelimit.consume(request, app=APP, action=action, limit_get=True)
