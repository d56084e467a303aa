"""What the sidebar, the phone's bottom bar and the command palette show.

Rooms declare their entries and settings list them by dotted path, so that the shell knows no room.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal, Protocol

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.module_loading import import_string

COUNTS_SECONDS = 15


class Member(Protocol):
    """What the shell asks of a membership."""

    pk: Any

    def may(self, needed: Any) -> bool: ...


@dataclass(frozen=True, slots=True)
class Item:
    """One entry, declared by the room that owns the page.

    `role`: the least role that sees it, None for every member. `key`: pressed after `g`; `press`: alone, where the page
    itself has no such key. `count`: dotted path of a function
    (member) -> int or short words, asked at most every 15 seconds. `place`: the sidebar or the member's own menu.
    """

    word: str
    url_name: str
    role: Any = None
    key: str = ""
    icon: str = "right"
    group: str = ""
    count: str = ""
    bottom: bool = False
    place: Literal["side", "menu"] = "side"
    press: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing the palette can do. `post` sends a form, otherwise the address is opened; `also` holds words people try."""

    word: str
    url: str
    post: bool = False
    key: str = ""
    group: str = "Do"
    also: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An item as one member sees it on one page."""

    word: str
    url: str
    key: str
    icon: str
    group: str
    bottom: bool
    count: str = ""
    current: bool = False
    press: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    word: str
    entries: list[Entry]


def entries(member: Member, path: str, *, place: str = "side", counted: bool = True) -> list[Entry]:
    """What this member sees; the entry whose address fits `path` best is current. Queries only when a count is stale."""
    items = [item for item in _items() if item.place == place and (item.role is None or member.may(item.role))]
    counts = _counts(member, items) if counted else {}
    return _with_current([_entry(item, counts.get(item.count, "")) for item in items], path)


def groups(shown: Iterable[Entry]) -> list[Group]:
    """Entries under their headings, in the order of settings."""
    found: dict[str, Group] = {}
    for entry in shown:
        found.setdefault(entry.group, Group(entry.group, [])).entries.append(entry)
    return list(found.values())


def actions(member: Member) -> list[Action]:
    """Everything the palette offers this member: first the pages, then what rooms add."""
    pages = [entry for place in ("side", "menu") for entry in entries(member, "", place=place, counted=False)]
    jumps = [Action(entry.word, entry.url, key=f"g {entry.key}" if entry.key else "", group="Go to") for entry in pages]
    return [*jumps, *(action for offer in _offers() for action in offer(member))]


def forget_counts(member: Member) -> None:
    """After something the member did changed a count beside a word."""
    cache.delete(_counts_key(member))


def address(url_name: str) -> str:
    """The address of a page below the current mount, or nothing where no room serves it."""
    relative = _relative(url_name, settings.ROOT_URLCONF)
    return "" if relative is None else get_script_prefix() + relative


def _entry(item: Item, count: str) -> Entry:
    return Entry(item.word, address(item.url_name), item.key, item.icon, item.group, item.bottom, count, press=item.press)


def _with_current(shown: list[Entry], path: str) -> list[Entry]:
    home = get_script_prefix()
    fitting = [entry for entry in shown if path == entry.url or (entry.url != home and path.startswith(entry.url))]
    best = max(fitting, key=lambda entry: len(entry.url), default=None)
    return [replace(entry, current=True) if entry is best else entry for entry in shown]


def _counts(member: Member, items: list[Item]) -> dict[str, str]:
    asked = [item.count for item in items if item.count]
    if not asked:
        return {}
    key = _counts_key(member)
    counts: dict[str, str] | None = cache.get(key)
    if counts is None:
        with transaction.atomic(savepoint=False):
            counts = {name: _say(import_string(name)(member)) for name in asked}
        cache.set(key, counts, COUNTS_SECONDS)
    return counts


def _say(count: int | str) -> str:
    return f"{count:,}" if isinstance(count, int) and count else str(count or "")


def _counts_key(member: Member) -> str:
    return f"navigation:{member.pk}"


def _items() -> list[Item]:
    return _load(tuple(settings.NAVIGATION))


def _offers() -> list[Callable[[Member], Iterable[Action]]]:
    return _load(tuple(settings.PALETTE))


@lru_cache
def _load(names: tuple[str, ...]) -> list[Any]:
    return [import_string(name) for name in names]


@lru_cache
def _relative(url_name: str, _urlconf: str) -> str | None:
    try:
        return reverse(url_name).removeprefix(get_script_prefix())
    except NoReverseMatch:
        return None
