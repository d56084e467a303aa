"""Every page of the product, in both themes, on a desk and on a phone: axe finds nothing and nothing is too wide.

New pages are covered when they have an address: the list comes from the URL configuration, the rows from the wall's twin.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from playwright.sync_api import Page

from presence.accounts.models import User
from presence.tenancy import catalog
from tests.browser.conftest import just_signed_in
from tests.wall.canaries import Twin, make_twin
from tests.wall.routes import Route, every_route, own

WIDTHS = (1280, 375)
OWNERS = [*catalog.FLOORS, "allauth"]
# A theme changes colors and nothing else, and the frame around a page is looked at in both on the kit's own page.
IN_THE_DARK = {"rules": ["color-contrast", "link-in-text-block"], "part": "main"}
Open = Callable[..., Page]
Check = Callable[..., list[str]]


@pytest.mark.parametrize("owner", OWNERS)
def test_it_is_accessible_and_fits(owner: str, open_page: Open, violations: Check) -> None:
    twin = make_twin("A")
    member = twin.people["owner"]
    _confirm_the_address(member.user)
    addresses = list(_pages(just_signed_in(member.user), twin, owner))

    found = _walk(open_page(member), addresses, violations)

    assert "\n".join(found) == ""
    assert addresses, "every floor and the library have pages"


def test_the_pages_of_a_second_step_are_too(open_page: Open, violations: Check) -> None:
    twin = make_twin("A")
    member = twin.people["owner"]
    _confirm_the_address(member.user)
    TOTP.activate(member.user, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(member.user)
    addresses = [address for address in _pages(just_signed_in(member.user), twin, "allauth") if "/2fa/" in address]

    found = _walk(open_page(member), addresses, violations)

    assert "\n".join(found) == ""
    assert "/accounts/2fa/recovery-codes/" in addresses


@pytest.mark.parametrize("owner", OWNERS)
def test_what_a_stranger_sees_is_too(owner: str, open_page: Open, violations: Check) -> None:
    twin = make_twin("A")
    addresses = [address for address in _pages(Client(), twin, owner) if not address.startswith("/o/")]

    found = _walk(open_page(), addresses, violations)

    assert "\n".join(found) == ""


def _walk(page: Page, addresses: list[str], violations: Check) -> list[str]:
    """Everything wrong on these pages, one line each."""
    found: list[str] = []
    for address in addresses:
        page.emulate_media(color_scheme="light")
        page.goto(address)
        for theme, options in (("light", {}), ("dark", IN_THE_DARK)):
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                found += [f"{address} {width} {theme}: {line}" for line in [*violations(page, **options), *_overflow(page)]]
    return found


def _pages(client: Client, twin: Twin, owner: str) -> Iterator[str]:
    """Addresses of a floor, or of the library, that answer this person's GET with a whole page."""
    for route in every_route():
        if route.view.__module__.split(".")[0] == owner and not _is_elsewhere(route):
            mount = f"/o/{twin.organization.slug}/" if route.access == "member" else "/"
            address = mount + route.fill(own(twin))
            answer = client.get(address)
            if answer.status_code == 200 and _is_whole_page(answer):
                yield address


def _confirm_the_address(user: User) -> None:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


def _is_elsewhere(route: Route) -> bool:
    """Clients' addresses and the kit have tests of their own, a library's rows are not here, signing out would end the walk."""
    words = ("api/", ".csv", "logout")
    needs_a_row_of_the_library = bool(route.parameters) and not route.is_ours
    return any(word in route.pattern for word in words) or route.name == "kit" or needs_a_row_of_the_library


def _is_whole_page(answer: Any) -> bool:
    """Not a part, and not what only stands in a frame that lets no script run, axe's neither: a mail as it is sent."""
    is_framed = "sandbox" in answer.headers.get("Content-Security-Policy", "")
    return not is_framed and not answer.streaming and answer.content.lstrip()[:15].lower() == b"<!doctype html>"


def _overflow(page: Page) -> list[str]:
    """The page must not scroll sideways (WCAG 1.4.10)."""
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{width} px wider than the screen"] if width > 1 else []
