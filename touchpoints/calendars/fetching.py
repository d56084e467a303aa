"""Fetching a calendar from an address that somebody typed, without becoming their way into networks that are not theirs.

1. The name is resolved once, and every address it stands for must be on the open internet (addresses.is_public).
2. The connection goes to the very address that was looked at, so that the name cannot mean another machine a moment later.
3. A redirect begins again at 1, three times at most, and only to https.
4. Bytes and seconds are limited, whatever the other side says about itself.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin

from presence.kit import refusals
from touchpoints.calendars import addresses, files
from touchpoints.calendars.addresses import Target

SECONDS, MOST_SECONDS = 5.0, 15.0
MOST_REDIRECTS = 3
_CHUNK = 64 * 1024
_MOVED = (301, 302, 303, 307, 308)
_WORDS = {
    401: "It asks for a password. Copy the secret iCal address, which needs none.",
    403: "It refuses to answer. Perhaps the secret address was reset: copy it again.",
    404: "There is nothing at the address any more. Perhaps it was reset: copy it again.",
    410: "There is nothing at the address any more. Perhaps it was reset: copy it again.",
    429: "It has been asked too often. The next try is in an hour.",
}


class CannotFetch(refusals.Refusal):
    """The calendar could not be had, and why, in words that hold nothing of the secret address."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came. `body` is None when nothing changed since `etag` and `last_modified`."""

    body: bytes | None
    etag: str = ""
    last_modified: str = ""


def fetch(address: str, *, etag: str = "", last_modified: str = "") -> Answer:
    """The calendar at an address. Raises CannotFetch, addresses.NotAnAddress."""
    known = {name: value for name, value in (("If-None-Match", etag), ("If-Modified-Since", last_modified)) if value}
    target = addresses.parse(address)
    for _redirect in range(MOST_REDIRECTS + 1):
        answer = _ask(target, known)
        if isinstance(answer, Answer):
            return answer
        target = addresses.parse(answer)
    raise CannotFetch("The server sends from one address to the next without end.")


def _ask(target: Target, known: dict[str, str]) -> Answer | str:
    """What the server answers, or the address it sends to."""
    try:
        with _connected(target) as connection:
            headers = {"User-Agent": "Presence", "Accept": "text/calendar", "Accept-Encoding": "identity", **known}
            connection.request("GET", target.path, headers=headers)
            with connection.getresponse() as answer:
                return _read(answer, target)
    except ssl.SSLError:
        raise CannotFetch(f"The certificate of {target.host} is not valid.") from None
    except (OSError, http.client.HTTPException):
        raise CannotFetch(f"{target.host} does not answer as it should, or too slowly.") from None


def _read(answer: http.client.HTTPResponse, target: Target) -> Answer | str:
    if answer.status == http.client.NOT_MODIFIED:
        return Answer(None)
    if answer.status in _MOVED:
        return urljoin(target.url, answer.headers.get("Location", ""))
    if answer.status != http.client.OK:
        raise CannotFetch(_WORDS.get(answer.status, f"{target.host} answers with error {answer.status}."))
    if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise CannotFetch(f"{target.host} sends the calendar packed, though it was asked not to.")
    return Answer(_body(answer), answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", ""))


def _body(answer: http.client.HTTPResponse) -> bytes:
    parts, size = [], 0
    while part := answer.read(_CHUNK):
        parts.append(part)
        size += len(part)
        if size > files.LARGEST:
            raise CannotFetch(f"The calendar is larger than {files.LARGEST // 1024 // 1024} MB.")
    return b"".join(parts)


@contextmanager
def _connected(target: Target) -> Iterator[http.client.HTTPSConnection]:
    """A connection to the address that was looked at, which ends after its time whatever is sent on it."""
    plain = socket.create_connection((_resolved(target.host), addresses.PORT), timeout=SECONDS)
    end = threading.Timer(MOST_SECONDS, _hang_up, [plain])
    connection = http.client.HTTPSConnection(target.host, addresses.PORT, timeout=SECONDS)
    end.start()
    try:
        connection.sock = tls().wrap_socket(plain, server_hostname=target.host, do_handshake_on_connect=False)
        end.args = [connection.sock]
        connection.sock.do_handshake()
        yield connection
    finally:
        end.cancel()
        connection.close()
        plain.close()


def tls() -> ssl.SSLContext:
    """How certificates are checked."""
    return ssl.create_default_context()


def resolve(host: str) -> list[str]:
    """The numeric addresses a name stands for. Raises OSError."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, addresses.PORT, type=socket.SOCK_STREAM)]


def _resolved(host: str) -> str:
    """The first address of a name, when all of them are on the open internet. Raises CannotFetch."""
    try:
        found = resolve(host)
    except (OSError, UnicodeError):
        found = []
    if not found:
        raise CannotFetch(f"There is no server called {host}.")
    if not all(addresses.is_public(one) for one in found):
        raise CannotFetch(f"{host} is not on the open internet. Calendars inside a network cannot be read; upload a file.")
    return found[0]


def _hang_up(open_socket: socket.socket) -> None:
    try:
        open_socket.shutdown(socket.SHUT_RDWR)
    except OSError:
        open_socket.close()  # it is closed already, or was never open
