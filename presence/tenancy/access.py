"""Every page declares who may open it. A view that declares nothing cannot be served (presence/tenancy/middleware.py).

A stranger to an organization gets 404, the same as for an organization that does not exist; a member without the role gets 403.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase

from presence.accounts.requests import SignedInRequest
from presence.kit.access import classify, public, signed_in
from presence.tenancy.models import Membership, Organization, Role

__all__ = ["MemberRequest", "SignedInRequest", "member", "public", "signed_in"]


class MemberRequest(SignedInRequest):
    """What a view behind `member` receives: the mount middleware has found the organization and the member."""

    organization: Organization
    member: Membership


def member(role: Role = Role.VIEWER) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Members of the mounted organization with at least this role."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.member.may(role):
                raise PermissionDenied(f"This needs the role {role.label.lower()}. Ask an owner of {request.organization}.")
            return view(request, *args, **kwargs)

        guarded.role = role  # type: ignore[attr-defined]
        return classify(guarded, "member")

    return decorate
