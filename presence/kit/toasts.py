"""Short words after something was done, with the way back. They ride on Django's messages.

Without script a toast stands in the page, and its Undo is an ordinary form.
"""

import json
from dataclasses import dataclass, field

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

_MARK = "toast:"


@dataclass(frozen=True, slots=True)
class Toast:
    """`undo_url` is posted to with `undo_fields`; `urgent` interrupts a screen reader and does not go away by itself."""

    words: str
    undo_url: str = ""
    undo_fields: dict[str, str] = field(default_factory=dict)
    link_url: str = ""
    link_word: str = ""
    urgent: bool = False


def say(
    request: HttpRequest,
    words: str,
    *,
    undo_url: str = "",
    undo_fields: dict[str, str] | None = None,
    link_url: str = "",
    link_word: str = "",
    urgent: bool = False,
) -> None:
    """Show these words on the next page, or beside the part that htmx swaps."""
    extra = {"undo_url": undo_url, "undo_fields": undo_fields or {}, "link_url": link_url, "link_word": link_word}
    level = messages.ERROR if urgent else messages.SUCCESS
    messages.add_message(request, level, words, extra_tags=_MARK + json.dumps(extra))


def waiting(request: HttpRequest) -> list[Toast]:
    """Take the toasts that nobody has seen yet."""
    return [_read(message) for message in messages.get_messages(request)]


def append_to(request: HttpRequest, response: HttpResponse) -> None:
    """Add waiting toasts to an htmx part, out of band."""
    toasts = waiting(request)
    if toasts:
        response.content += render_to_string("kit/_toasts_part.html", {"waiting": toasts}, request).encode()


def _read(message: Message) -> Toast:
    tags = message.extra_tags or ""
    extra = json.loads(tags.removeprefix(_MARK)) if tags.startswith(_MARK) else {}
    return Toast(words=str(message.message), urgent=message.level >= messages.ERROR, **extra)
