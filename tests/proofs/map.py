"""Two leaders at two browsers edit one map at random, 500 times: the end is that of one serial order, and no text is lost."""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections, transaction
from django.test import Client
from playwright.sync_api import Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from presence.audit.models import Entry
from presence.tenancy import scope
from presence.tenancy.models import Membership
from tests import ground
from tests.browser.conftest import FLAGS
from tests.conftest import Cast, make_cast
from tests.proofs import _editors, _serial
from tests.proofs._editors import Story

OpenPage = Callable[[Membership], Page]


def prove(cast: Cast, open_page: OpenPage, *, seed: int, operations: int) -> tuple[Story, list[str]]:
    """Let two leaders edit, then look for anything that one after the other would not have left."""
    before = _serial.snapshot(cast.organization)
    with scope.acting_for(cast.organization), transaction.atomic():
        known = set(Entry.rows().values_list("pk", flat=True))
    pages = [open_page(cast.leader), open_page(cast.owner)]
    for page in pages:
        page.goto(f"/o/{cast.organization.slug}/map/")
    story = _editors.edit(pages, seed=seed, operations=operations)
    return story, _serial.faults(cast.organization, before, known, story)


@contextmanager
def browsers() -> Iterator[OpenPage]:
    """A server and a Chromium; each member gets a browser of their own."""
    server = LiveServer("localhost")
    server._live_server_modified_settings.enable()
    path = os.environ.get("CHROMIUM_PATH") or shutil.which("chromium")
    with sync_playwright() as running:
        chromium = running.chromium.launch(executable_path=path, args=FLAGS)

        def open_page(member: Membership) -> Page:
            client = Client()
            client.force_login(member.user)
            context = chromium.new_context(base_url=server.url)
            value = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "domain": "localhost", "path": "/"}])
            return context.new_page()

        try:
            yield open_page
        finally:
            chromium.close()
            server.stop()
            connections.close_all()  # with Playwright's loop in the thread Django keeps another set of connections


def main() -> int:
    options = argparse.ArgumentParser(prog="bin/prove map", description=__doc__)
    options.add_argument("--operations", type=int, default=500)
    options.add_argument("--seed", type=int, default=20261122)
    chosen = options.parse_args()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with ground.database(), browsers() as open_page:
        cast = make_cast("Fieldstone Care", "fieldstone")
        began = time.monotonic()
        story, wrong = prove(cast, open_page, seed=chosen.seed, operations=chosen.operations)
        took = time.monotonic() - began
        print(f"{story.operations} operations by two people in {took:.0f} s, seed {chosen.seed}")
        print(f"{len(story.wrote)} texts typed; {story.conflicts} times both wrote the same field, saw both texts and chose")
        print(*(wrong or ["The end is that of one serial order, and no text was lost."]), sep="\n", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
