"""The two classes of pages that know no organization. presence/tenancy/access.py has the third, and says what they are for."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def public(view: View) -> View:
    """Anybody may open it."""
    return classify(view, "public")


def signed_in(view: View) -> View:
    """Anybody with an account may open it; it belongs to no organization."""
    return classify(view, "signed_in")


def classify(view: View, access: str) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view
