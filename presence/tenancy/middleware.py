"""Mounts `/o/<slug>/`: finds organization and member, enters the scope, and hides the prefix from everything below.

A page of an organization opened without the prefix leads to the member's last organization. A view that did not declare its
access is refused.
"""

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import get_script_prefix, set_script_prefix
from django.urls.base import reverse
from django.utils import timezone

from presence.accounts.models import User
from presence.tenancy import directory, scope
from presence.tenancy.models import Membership

Answer = Callable[[HttpRequest], HttpResponse]
PREFIX = "/o/"
API = "api/"


class UndeclaredAccess(RuntimeError):
    """A view declares no access. Decorate it with one of presence.tenancy.access."""


class mount:  # noqa: N801  named in settings like the function it acts as
    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with scope.acting_for_nobody():  # whatever this thread did before
            return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        request.organization = request.member = None  # type: ignore[attr-defined]
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        slug, slash, rest = request.path_info.removeprefix(PREFIX).partition("/")
        if not slash:
            return HttpResponseRedirect(f"{request.path}/")
        if not request.user.is_authenticated:
            return self._answer_program(request, rest) if rest.startswith(API) else _to_sign_in(request)
        member = directory.member_of(slug, request.user)
        if member is None:
            return self._answer_stranger(request, rest)
        return self._answer_mounted(request, member, slug, rest)

    def _answer_program(self, request: HttpRequest, rest: str) -> HttpResponse:
        """A program cannot sign in on a page: the API itself refuses it."""
        request.path_info = f"/{rest}"
        return self.get_response(request)

    def _answer_stranger(self, request: HttpRequest, rest: str) -> HttpResponse:
        """The same answer as for an address that does not exist, in the form its reader expects."""
        request.path_info = f"/{API}404/" if rest.startswith(API) else "/404/"
        return self.get_response(request)

    def _answer_mounted(self, request: HttpRequest, member: Membership, slug: str, rest: str) -> HttpResponse:
        outer = get_script_prefix()
        request.member, request.organization = member, member.organization  # type: ignore[attr-defined]
        request.path_info = "/" + rest
        request.META["SCRIPT_NAME"] = outer.rstrip("/") + PREFIX + slug
        set_script_prefix(request.META["SCRIPT_NAME"] + "/")
        try:
            with scope.acting_for(member.organization_id), timezone.override(member.organization.zone):
                return self.get_response(request)
        finally:
            set_script_prefix(outer)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        access = declared_access(view)
        if access is None:
            raise UndeclaredAccess(f"{view.__module__}.{getattr(view, '__qualname__', view)} declares no access.")
        if access in ("signed_in", "member") and not request.user.is_authenticated:
            return _to_sign_in(request)
        if access == "member" and request.member is None:  # type: ignore[attr-defined]
            return _to_last_organization(request)
        return None


def declared_access(view: Callable[..., Any]) -> str | None:
    """What a view declared, or what the settings declare for the library it comes from."""
    declared = getattr(view, "access", None) or getattr(getattr(view, "cls", None), "access", None)
    if declared:
        return str(declared)
    module = getattr(view, "__module__", "")
    owners = settings.LIBRARY_ACCESS.items()
    return next((access for prefix, access in owners if module.startswith(prefix)), None)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse(settings.LOGIN_URL)}?next={quote(request.get_full_path())}")


def _to_last_organization(request: HttpRequest) -> HttpResponse:
    """GET only: a write without an organization in its address has no meaning."""
    if request.method not in ("GET", "HEAD"):
        raise Http404
    user = cast(User, request.user)
    places = directory.places_of(user.pk)
    last = user.last_organization_slug
    slug = next((place.slug for place in places if place.slug == last), places[0].slug if places else "")
    if not slug:
        return HttpResponseRedirect(reverse("organization_new"))
    return HttpResponseRedirect(f"{PREFIX}{slug}{request.get_full_path()}")
