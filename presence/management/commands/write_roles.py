"""`manage.py write_roles`: docs/roles.md from the code, so that what is written is what is held.

A test asks that it is current.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import URLPattern, URLResolver, get_resolver

from presence.apikeys.rules import NEEDED_ROLE
from presence.members.forms import WHAT_ROLES_DO
from presence.tenancy.models import Role

PATH = Path(settings.ROOT) / "docs" / "roles.md"
RANKED = (Role.VIEWER, Role.AGENT, Role.LEADER, Role.OWNER)

HEAD = """# Roles

Written by `bin/manage write_roles` from the code; do not edit. Each role may do all that the ones before it may.
A member without the role gets 403 with words; a stranger to an organization gets 404, the same as for an address nobody has.
"""


class Command(BaseCommand):
    help = "Write docs/roles.md: what each role may open, and what a key needs."

    def handle(self, *args: Any, **options: Any) -> None:
        PATH.write_text(page(), encoding="utf-8")
        self.stdout.write(f"Wrote {PATH.relative_to(settings.ROOT)}")


def page() -> str:
    """The whole document."""
    return "\n".join([HEAD, *_roles(), "", *_pages(), "", *_scopes(), ""])


def _roles() -> Iterator[str]:
    yield from ("| role | may |", "|---|---|")
    for role in RANKED:
        yield f"| {role.label} | {WHAT_ROLES_DO[role]} |"


def _pages() -> Iterator[str]:
    yield from ("## Pages of an organization", "", "Below `/o/<slug>/`. The least role that may open each.", "")
    yield from ("| page | " + " | ".join(role.label for role in RANKED) + " |", "|---|" + "---|" * len(RANKED))
    for route, role in sorted(set(_member_pages(get_resolver().url_patterns, ""))):
        marks = ("yes" if holder.covers(role) else "" for holder in RANKED)
        yield f"| `{route or '(first page)'}` | " + " | ".join(marks) + " |"


def _scopes() -> Iterator[str]:
    yield from ("## API keys", "", "A key does no more than the member who made it may today.", "")
    yield from ("| scope | least role of its maker |", "|---|---|")
    for scope, role in NEEDED_ROLE.items():
        yield f"| `{scope.value}` | {role.label} |"


def _member_pages(entries: list[Any], opening: str) -> Iterator[tuple[str, Role]]:
    for entry in entries:
        route = opening + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _member_pages(entry.url_patterns, route)
        elif isinstance(entry, URLPattern) and hasattr(entry.callback, "role"):
            yield route, entry.callback.role
