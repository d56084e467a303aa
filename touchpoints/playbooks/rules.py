"""What a playbook may say, when it is due to be looked through, and what was stored. Pure, over plain values."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from presence.kit import refusals

LONGEST_NAME = 120
LONGEST_TRACK = 4000
LONGEST_LINE = 1000
LONGEST_ADDRESS = 2000
MOST_LINES = 100
REVIEW_EVERY = timedelta(days=90)
GIFTS = {"tip": "Tip", "offer": "Offer", "shortcut": "Shortcut"}
LISTS = ("options", "next_steps", "reminders")
WORDS = {
    "name": "Name",
    "talk_track": "Talk track",
    "options": "Options",
    "gifts": "What may be given",
    "next_steps": "Next steps",
    "reminders": "Reminders",
    "assets": "Links",
}
_UNSPEAKABLE = re.compile("[\x00\ud800-\udfff]")


class InvalidPlaybook(refusals.Refusal):
    """What a playbook cannot say; `pointer` names the field, or the place in one (`gifts/2`)."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A link that helps: a price list, a form, a film."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Gift:
    """Something a person may give at this moment: `kind` is one of GIFTS."""

    kind: str
    text: str

    @property
    def word(self) -> str:
        return GIFTS[self.kind]


@dataclass(frozen=True, slots=True)
class Content:
    """All that one version says. A line of `reminders` that begins with "- " belongs to the one above it."""

    name: str
    talk_track: str = ""
    options: tuple[str, ...] = ()
    gifts: tuple[Gift, ...] = ()
    next_steps: tuple[str, ...] = ()
    reminders: tuple[str, ...] = ()
    assets: tuple[Asset, ...] = ()

    @property
    def says_something(self) -> bool:
        return bool(self.talk_track or any(getattr(self, name) for name in (*LISTS, "gifts", "assets")))


@dataclass(frozen=True, slots=True)
class Step:
    """A reminder with what belongs to it."""

    text: str
    details: tuple[str, ...]


def clean(content: Content) -> Content:
    """The content without stray spaces and empty lines. Raises InvalidPlaybook."""
    tidy = Content(
        name=_line(content.name),
        talk_track=_text(content.talk_track),
        **{name: _lines(getattr(content, name)) for name in LISTS},
        gifts=tuple(Gift(gift.kind, _line(gift.text)) for gift in content.gifts if _line(gift.text)),
        assets=tuple(_asset(asset) for asset in content.assets if _line(asset.url) or _line(asset.title)),
    )
    for pointer, words in _problems(tidy):
        raise InvalidPlaybook(words, pointer=pointer)
    return tidy


def is_stale(review_date: date, today: date) -> bool:
    """From its review date on, somebody should look through it."""
    return review_date <= today


def is_told(review_date: date, today: date) -> bool:
    """Whether its owner is written to today: on the day it falls due, and every Monday while nobody has looked."""
    return is_stale(review_date, today) and (review_date == today or today.weekday() == 0)


def steps(reminders: Iterable[str]) -> list[Step]:
    """The reminders, each with the lines that belong to it."""
    found: list[Step] = []
    for line in reminders:
        detail = line.removeprefix("- ")
        if detail != line and found:
            found[-1] = replace(found[-1], details=(*found[-1].details, detail))
        else:
            found.append(Step(detail, ()))
    return found


def document(content: Content) -> dict[str, Any]:
    """The content as it is stored and exported."""
    return {
        "name": content.name,
        "talk_track": content.talk_track,
        **{name: list(getattr(content, name)) for name in LISTS},
        "gifts": [{"kind": gift.kind, "text": gift.text} for gift in content.gifts],
        "assets": [{"title": asset.title, "url": asset.url} for asset in content.assets],
    }


def content_of(stored: Mapping[str, Any]) -> Content:
    """The content of a stored document."""
    return Content(
        name=stored["name"],
        talk_track=stored["talk_track"],
        **{name: tuple(stored[name]) for name in LISTS},
        gifts=tuple(Gift(**gift) for gift in stored["gifts"]),
        assets=tuple(Asset(**asset) for asset in stored["assets"]),
    )


def lines_of(content: Content, name: str) -> list[str]:
    """One part of the content as lines to read and to compare."""
    part = getattr(content, name)
    if isinstance(part, str):
        return part.splitlines()
    return [_told(line) for line in part]


def parts() -> tuple[str, ...]:
    """The names of all parts, in the order they are read."""
    return tuple(field.name for field in fields(Content))


def speakable(text: str) -> str:
    """The text without what no database and no page can hold."""
    return _UNSPEAKABLE.sub("", text)


def _told(line: Any) -> str:
    if isinstance(line, Gift):
        return f"{line.word}: {line.text}"
    return f"{line.title}, {line.url}" if isinstance(line, Asset) else str(line)


def _problems(content: Content) -> Iterable[tuple[str, str]]:
    if not content.name:
        yield "name", "Enter a name."
    if len(content.name) > LONGEST_NAME:
        yield "name", f"A name has at most {LONGEST_NAME} characters."
    if len(content.talk_track) > LONGEST_TRACK:
        yield "talk_track", f"The talk track has at most {LONGEST_TRACK:,} characters."
    for name in (*LISTS, "gifts", "assets"):
        yield from _problems_of_list(name, getattr(content, name))
    if content.name and not content.says_something:
        yield "talk_track", "Write at least one thing: a talk track, an option, a gift, a step, a reminder or a link."


def _problems_of_list(name: str, lines: Sequence[Any]) -> Iterable[tuple[str, str]]:
    word = WORDS[name]
    if len(lines) > MOST_LINES:
        yield name, f"“{word}” has at most {MOST_LINES} lines, not {len(lines)}."
    for place, line in enumerate(lines):
        text = line if isinstance(line, str) else line.text if isinstance(line, Gift) else line.title
        if len(text) > LONGEST_LINE:
            yield _pointer(name, place), f"Line {place + 1} of “{word}” is longer than {LONGEST_LINE:,} characters."
        if isinstance(line, Gift) and line.kind not in GIFTS:
            yield f"gifts/{place}/kind", "Choose a tip, an offer or a shortcut."
        if isinstance(line, Asset) and not _is_address(line.url):
            yield f"assets/{place}/url", "Give an address that begins with https:// or http://."


def _pointer(name: str, place: int) -> str:
    inner = {"gifts": "/text", "assets": "/title"}.get(name, "")
    return f"{name}/{place}{inner}" if inner else name


def _is_address(url: str) -> bool:
    """A whole web address: anything else could run in the reader's browser or lead nowhere."""
    if len(url) > LONGEST_ADDRESS or any(sign.isspace() for sign in url):
        return False
    try:
        found = urlsplit(url)
        return found.scheme in ("http", "https") and bool(found.hostname)
    except ValueError:
        return False


def _asset(asset: Asset) -> Asset:
    """A link without a title is called by its address."""
    url = _line(asset.url)
    return Asset(_line(asset.title) or url[:LONGEST_LINE], url)


def _lines(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(tidy for line in lines if (tidy := _line(line)) and tidy != "-")


def _line(text: str) -> str:
    return " ".join(speakable(text).split())


def _text(text: str) -> str:
    """Paragraphs stay; spaces at the ends of lines and more than one empty line go."""
    rows = [row.rstrip() for row in speakable(text).splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(rows)).strip()
