"""Every page declares who may open it. A view that declares nothing cannot be served (presence/tenancy/middleware.py).

A stranger to an organization gets 404, the same as for an organization that does not exist; a member without the role gets 403.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django_htmx.middleware import HtmxDetails

from presence.accounts.models import User
from presence.tenancy.models import Membership, Organization, Role

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class SignedInRequest(HttpRequest):
    """What a view behind `signed_in` receives."""

    htmx: HtmxDetails
    user: User


class MemberRequest(SignedInRequest):
    """What a view behind `member` receives: the mount middleware has found the organization and the member."""

    organization: Organization
    member: Membership


def public(view: View) -> View:
    """Anybody may open it."""
    return _classify(view, "public")


def signed_in(view: View) -> View:
    """Anybody with an account may open it; it belongs to no organization."""
    return _classify(view, "signed_in")


def member(role: Role = Role.VIEWER) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Members of the mounted organization with at least this role."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.member.may(role):
                raise PermissionDenied(f"This needs the role {role.label.lower()}. Ask an owner of {request.organization}.")
            return view(request, *args, **kwargs)

        guarded.role = role  # type: ignore[attr-defined]
        return _classify(guarded, "member")

    return decorate


def _classify(view: View, access: str) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view
