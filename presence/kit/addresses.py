"""Addresses that leave the page: in letters, and where somebody wants to go next."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.http import url_has_allowed_host_and_scheme

MOUNT = "/o/"
_TOKEN = "-a-token-goes-here-"  # noqa: S105  no site has it in its name


def outer(url_name: str, **parts: Any) -> str:
    """The path of a page outside every organization, whatever page asks for it."""
    return "/" + reverse(url_name, kwargs=parts).removeprefix(get_script_prefix())


def public(url_name: str, **parts: Any) -> str:
    """The same with scheme and host, for letters."""
    return site(outer(url_name, **parts))


def public_token(url_name: str, token: str) -> str:
    """As `public` for an address whose one part is a token of letters, digits and `-_.`: mail needs three of them a message."""
    return _before_token(url_name, settings.PRESENCE_URL.geturl()).replace(_TOKEN, token)


@lru_cache(maxsize=16)
def _before_token(url_name: str, _site: str) -> str:
    return public(url_name, token=_TOKEN)


def site(path: str) -> str:
    """A path of this installation with scheme and host."""
    return f"{settings.PRESENCE_URL.geturl()}{path}"


def mounted(slug: str, path: str = "") -> str:
    """The path of an organization's page."""
    return f"{MOUNT}{slug}/{path}"


def wanted(request: HttpRequest, *, default: str) -> str:
    """Where the form's `next` leads, when that is on this host; a foreign address is ignored."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return url if is_ours else default
