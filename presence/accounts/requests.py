"""Requests of people who are signed in."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from presence.accounts.models import User


class SignedInRequest(HttpRequest):
    """What a view behind `signed_in` receives."""

    htmx: HtmxDetails
    user: User
