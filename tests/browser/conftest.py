"""A real Chromium against the running product.

`open_page(member, width=, theme=)` gives a page signed in as that member; when the test ends, the page must have logged no
error and met no violation of the content security policy.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, Page, Playwright, sync_playwright
from pytest_django.live_server_helper import LiveServer

from presence.accounts.models import User
from presence.tenancy.models import Membership
from tests.browser import answering

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A dialog on its way in is half transparent, and its contrast with it: look at what stands. An animation that is paused, such
# as that of a toast somebody reads, never ends: waiting for it has an end of its own.
STILL = """() => Promise.race([
    Promise.allSettled(document.getAnimations()
        .filter(one => one.effect.getComputedTiming().endTime < 2000).map(one => one.finished)),
    new Promise(done => setTimeout(done, 2500))])"""
HEIGHT = {1280: 900, 375: 812, 320: 700}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here is a browser test and commits its rows, so that the server's threads see them."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True, databases=["default", "owner"]))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    # Playwright's synchronous interface keeps an event loop in this thread; Django's own check would refuse the ORM here.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    # With a loop in the thread Django keeps another set of connections; none may be left when the database is dropped.
    connections.close_all()
    with sync_playwright() as running:
        yield running
        connections.close_all()


@pytest.fixture(scope="session", autouse=True)
def _listening() -> None:
    answering.listen()


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM_PATH") or shutil.which("chromium")
    browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def open_page(chromium: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """Give a new page: `open_page(member)` is signed in, `open_page()` is not. Addresses are relative to the server."""
    contexts, complaints = [], []
    answering.count()

    def open_one(
        member: Membership | None = None, *, width: int = 1280, theme: str = "light", scripts: bool = True, **options: Any
    ) -> Page:
        context = chromium.new_context(
            base_url=live_server.url.replace("127.0.0.1", "localhost"),
            viewport={"width": width, "height": HEIGHT.get(width, 900)},
            color_scheme="dark" if theme == "dark" else "light",
            java_script_enabled=scripts,
            **options,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        if member is not None:
            context.add_cookies([_session_of(member)])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda line: complaints.append(f"{page.url}: {line.text}") if _is_complaint(line) else None)
        return page

    yield open_one
    for context in contexts:
        context.close()
    answering.wait_for_all()
    assert complaints == []


@pytest.fixture
def violations() -> Callable[..., list[str]]:
    """What axe finds wrong on a page, one line each: by every rule in the whole page, unless some and a part are named."""

    def check(page: Page, *, rules: list[str] | None = None, part: str = "html") -> list[str]:
        page.evaluate(STILL)
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        # Preloading would copy our stylesheets into the page, which our policy rightly refuses.
        options: dict[str, Any] = {"preload": False, "resultTypes": ["violations"]}
        if rules:
            options["runOnly"] = {"type": "rule", "values": rules}
        found = page.evaluate("([part, options]) => axe.run(part, options).then(told => told.violations)", [part, options])
        return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]

    return check


def just_signed_in(user: User) -> Client:
    """A browser whose person gave the password a moment ago, so that no page asks for it again."""
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def _session_of(member: Membership) -> Any:
    client = just_signed_in(member.user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "domain": "localhost", "path": "/"}


def _is_complaint(line: Any) -> bool:
    """Errors count, but a refused form (422) or a missing page is what the test asked for."""
    return line.type == "error" and "Failed to load resource" not in line.text
