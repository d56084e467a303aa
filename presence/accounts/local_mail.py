"""`/local-mail`: letters that went to a folder instead of a mail server. Served in local mode only.

Whoever tries Presence on their own machine finds codes and invitations here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from presence.kit import access

SHOWN = 30
BETWEEN = b"-" * 79


@dataclass(frozen=True, slots=True)
class Sent:
    """A letter as it was written into the folder."""

    to: str
    subject: str
    text: str
    at: datetime


@access.public
@never_cache
@require_safe
@transaction.non_atomic_requests
def local_mail(request: HttpRequest) -> HttpResponse:
    return render(request, "presence/accounts/local_mail.html", {"letters": newest(Path(settings.LOCAL_MAIL_FOLDER))})


def newest(folder: Path) -> list[Sent]:
    """The newest letters of a folder that Django's file backend writes: several to a file, a line of hyphens after each."""
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)[:SHOWN]
    return [letter for file in files for letter in reversed(list(_letters(file)))][:SHOWN]


def _letters(file: Path) -> Iterator[Sent]:
    at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    for raw in file.read_bytes().split(BETWEEN):
        if raw.strip():
            message = message_from_bytes(raw.strip(), policy=policy.default)
            body = message.get_body(("plain",))
            yield Sent(str(message["To"]), str(message["Subject"]), body.get_content() if body else "", at)
