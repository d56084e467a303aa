"""Every automated mail that any test delivers leads to a person: it is read when its test ends, and its links are followed.

`watching()` sees what goes over the product's line to a mail server, whichever server that is. tests/conftest.py watches the
whole run and calls `check()` after each test, while the rows behind the links are there.
"""

import email
import re
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

from django.test import Client

from presence.tenancy import scope
from touchpoints.sends import line

TAKEN: list[bytes] = []
WAY = re.compile(r"https?://[^\s\"<>]+/r/[\w.=-]+")
OUT = re.compile(r"<(https?://[^\s<>]+/u/[\w=-]+/now)>")
FOLD = 200  # signs that may stand above the way to a person
HIDDEN = re.compile(r"display:none|visibility:hidden|font-size:0|opacity:0|max-height:0|mso-hide")
ALONE = {"br", "hr", "img", "meta", "link"}


@contextmanager
def watching() -> Iterator[None]:
    """Keep what is taken, for `check`."""
    smtp, other = (patch.object(one, "go", _keeping(one.go)) for one in (line.SmtpLine, line.BackendLine))
    with smtp, other:
        yield


def _keeping(go: Any) -> Any:
    def kept(self: Any, mail: Any, message: bytes) -> None:
        go(self, mail, message)
        TAKEN.append(message if isinstance(self, line.SmtpLine) else line.as_django(mail).message().as_bytes())

    return kept


def check() -> None:
    """Raises AssertionError when a mail since the last time leads nowhere."""
    taken = list(TAKEN)
    TAKEN.clear()
    wrong = [words for letter in taken for words in problems(letter)]
    addresses = {address for letter in taken for address in links(letter)}
    wrong += [words for one in sorted(addresses) for words in follow(one)]
    if wrong:
        raise AssertionError("\n".join(wrong))


def problems(letter: bytes) -> list[str]:
    """What is wrong with how it leads to a person, and out."""
    message = email.message_from_bytes(letter, policy=policy.default)
    assert isinstance(message, EmailMessage)
    text, html = body(message, "plain"), body(message, "html")
    seen = Seen()
    seen.feed(html)
    in_text, in_html = WAY.findall(text), [href for href, _ in seen.ways]
    found = {
        "no way to a person in the text": not in_text,
        "no visible way to a person in the HTML": not in_html,
        "more than one way to a person": len(in_text) > 1 or len(in_html) > 1,
        "two ways to a person": set(in_text) != set(in_html),
        "the way stands too low in the text": bool(in_text) and text.index(in_text[0]) > FOLD,
        "the way stands too low in the HTML": any(above > FOLD for _, above in seen.ways),
        "no address that people read answers at": "@" not in str(message["Reply-To"]),
        "no way out that mail programs know": not OUT.search(str(message["List-Unsubscribe"])),
        "no one click": message["List-Unsubscribe-Post"] != "List-Unsubscribe=One-Click",
        "defects": any(part.defects for part in message.walk()),
    }
    return [f"{message['Subject']}: {words}" for words, is_so in found.items() if is_so]


def links(letter: bytes) -> list[str]:
    """The addresses of its way to a person and of its way out."""
    message = email.message_from_bytes(letter, policy=policy.default)
    assert isinstance(message, EmailMessage)
    outs = OUT.findall(str(message["List-Unsubscribe"]))
    return WAY.findall(body(message, "plain"))[:1] + [out.removesuffix("/now") for out in outs]


def follow(address: str) -> list[str]:
    """What is wrong with the page there, as somebody without an account opens it."""
    with scope.acting_for_nobody():
        status = Client().get(urlsplit(address).path).status_code
    return [] if status == 200 else [f"{address} answers {status}"]


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""


class Seen(HTMLParser):
    """The ways to a person that a reader sees, and how many signs stand above each."""

    def __init__(self) -> None:
        super().__init__()
        self.ways: list[tuple[str, int]] = []
        self._open: list[tuple[str, bool]] = []
        self._signs, self._way = 0, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ALONE:
            return
        is_hidden = "hidden" in given or bool(HIDDEN.search(given.get("style", "").replace(" ", "").lower()))
        self._open.append((tag, is_hidden or tag in ("head", "style", "script")))
        if tag == "a":
            self._way = given.get("href", "") if WAY.fullmatch(given.get("href", "")) else ""

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            """What nobody closed ends here."""
        if tag == "a":
            self._way = ""

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split())
        if not words or any(is_hidden for _, is_hidden in self._open):
            return
        if self._way:
            self.ways.append((self._way, self._signs))
            self._way = ""
        self._signs += len(words)
