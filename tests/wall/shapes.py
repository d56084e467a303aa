"""What two answers have in common, when they should be the same but for ids and times."""

import re
from difflib import unified_diff
from html import escape
from typing import Any
from urllib.parse import quote, quote_plus

CHANGING = [  # in this order: a sealed token may hold what looks like one of the others
    re.compile(r"(?<=/[ru]/)[\w-]{40,}"),  # a sealed token in a mail, another each time
    re.compile(r"\b[A-Za-z0-9]{64}\b"),  # CSRF tokens
    re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
    re.compile(r"pk_live_[\w-]+"),  # a new key
    re.compile(r"[\w-]{22}[.~][\w-]{43}"),  # a new secret address
    re.compile(r"twin-[bz]"),
    re.compile(r'(?<=data-running-since=")[^<]*'),  # the minutes of a timer, which another minute changes
    re.compile(r"(?<=as of )\w+ \d+ \w+, \d\d:\d\d"),  # the minute in which a figure was asked for
    re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?"),
]


def shape(answer: Any, sent: str = "") -> tuple[int, str]:
    """Status, body and target, without what was sent and what differs from one request to the next."""
    text = without(answer.content.decode(errors="replace") + answer.headers.get("Location", ""), sent)
    for pattern in CHANGING:
        text = pattern.sub("*", text)
    return answer.status_code, text


def differences(theirs: Any, nobodys: Any, sent: tuple[str, str] = ("", "")) -> str:
    """Where two answers differ that must be the same; empty when they are."""
    one, other = shape(theirs, sent[0]), shape(nobodys, sent[1])
    if one == other:
        return ""
    lines = unified_diff(one[1].splitlines(), other[1].splitlines(), n=0, lineterm="")
    return "\n".join([f"{one[0]} and {other[0]}", *lines])


def text_of(answer: Any, sent: str = "") -> str:
    """Body and headers, where a word could be; what was sent may come back."""
    return without(answer.content.decode(errors="replace") + str(answer.headers), sent)


def without(text: str, sent: str) -> str:
    """The text with each spelling of what was sent taken out."""
    if not sent:
        return text
    in_json = sent.replace("<", "\\u003c").replace(">", "\\u003e")
    for spelling in (sent, escape(sent), quote(sent), quote_plus(sent), in_json, sent.upper(), sent.lower()):
        text = text.replace(spelling, "*")
    for token in re.findall(r"[0-9a-f]{12}", sent):  # what is left of it in an address made from it
        text = text.replace(token, "*")
    return text
