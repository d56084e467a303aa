"""Fetching from addresses that people type: never a way into a network, never without end, never with the secret in words."""

import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.calendars.conftest import ANA, NOW, Bring, contacts
from tests.calendars.ics import calendar, event
from tests.conftest import Cast
from touchpoints.calendars import actions, addresses, fetching, files, looking
from touchpoints.calendars.models import MemberCalendar

HOST = "calendar.example.com"
SECRET = "private-4711"
ADDRESS = f"https://{HOST}/{SECRET}/basic.ics"
FEED = calendar(event(":20261118T100000Z", ":20261118T103000Z", people=[ANA]))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "http://calendar.example.com/a.ics",
        "ftp://calendar.example.com/a.ics",
        "file:///etc/passwd",
        "https://localhost/a.ics",
        "https://127.0.0.1/a.ics",
        "https://[::1]/a.ics",
        "https://0x7f000001/a.ics",
        "https://2130706433/a.ics",
        "https://user:password@calendar.example.com/a.ics",
        "https://calendar.example.com:8443/a.ics",
        "https://calendar.example.com:99999/a.ics",
        "https://calendar.example.com/a b.ics",
        "https://calendar.example.com/a\r\nHost: inside",
        "https://kalender.example.com/ä.ics",
        "https://[broken/a.ics",
        f"https://calendar.example.com/{'a' * 3000}",
    ],
)
def test_what_is_no_public_address_is_refused_unopened(text: str) -> None:
    with pytest.raises(addresses.NotAnAddress):
        addresses.parse(text)


def test_webcal_stands_for_https() -> None:
    assert addresses.parse(" WebCal://Calendar.Example.com:443/a.ics?key=1 ").url == "https://calendar.example.com/a.ics?key=1"


INSIDE = [
    "127.0.0.1", "10.0.0.5", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:c0a8:101::", "nonsense",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_means_an_inner_machine_is_not_opened(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "resolve", lambda host: ["93.184.215.14", address])

    with pytest.raises(fetching.CannotFetch, match="not on the open internet"):
        fetching.fetch(ADDRESS)


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:4700::1111"])
def test_the_open_internet_is_let_through(address: str) -> None:
    assert addresses.is_public(address)


def test_a_name_that_nobody_knows_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(host: str) -> list[str]:
        raise socket.gaierror

    monkeypatch.setattr(fetching, "resolve", unknown)

    with pytest.raises(fetching.CannotFetch, match=f"There is no server called {HOST}"):
        fetching.fetch(ADDRESS)


@dataclass
class Server:
    """A calendar's server on this machine, behind TLS; what it answers can be changed, what it was asked is kept."""

    status: int = 200
    body: bytes = FEED
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    drips: threading.Event | None = None


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for the server's name, valid on the days of these tests."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, HOST)])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
        .not_valid_after(datetime.datetime(2120, 1, 1, tzinfo=datetime.UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(key.private_bytes(*pem) + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def server(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Where the name leads in these tests: to this machine, which passes for a public one here alone."""
    answers = Server()
    http = HTTPServer(("127.0.0.1", 0), _handler(answers))
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate)
    http.socket = serving.wrap_socket(http.socket, server_side=True)
    monkeypatch.setattr(fetching, "resolve", lambda host: ["127.0.0.1"])
    monkeypatch.setattr(addresses, "is_public", lambda address: ipaddress.ip_address(address).is_loopback)
    monkeypatch.setattr(addresses, "PORT", http.server_address[1])
    monkeypatch.setattr(fetching, "tls", lambda: ssl.create_default_context(cafile=str(certificate)))
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield answers
    if answers.drips:
        answers.drips.set()
    http.shutdown()
    http.server_close()
    thread.join()


def _handler(answers: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answers.asked.append({"path": self.path, **dict(self.headers)})
            is_known = "ETag" in answers.headers and self.headers.get("If-None-Match") == answers.headers["ETag"]
            self.send_response(304 if is_known else answers.status)
            for name, value in answers.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b"" if is_known else answers.body)
            while answers.drips and not answers.drips.wait(0.1):
                self.wfile.write(b"X")
                self.wfile.flush()

        def log_message(self, *args: Any) -> None:
            """Tests print nothing."""

        def handle(self) -> None:
            """A client that hangs up is what these tests are about."""
            try:
                super().handle()
            except (ConnectionError, ssl.SSLError):
                self.close_connection = True

    return Handler


def test_a_calendar_is_fetched_once_and_then_only_when_it_changed(server: Server) -> None:
    server.headers = {"ETag": '"v1"', "Last-Modified": "Wed, 18 Nov 2026 10:00:00 GMT"}

    first = fetching.fetch(ADDRESS)
    again = fetching.fetch(ADDRESS, etag=first.etag, last_modified=first.last_modified)

    assert (first.body, again.body) == (FEED, None)
    assert server.asked[1]["If-Modified-Since"] == "Wed, 18 Nov 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    ("status", "headers", "body", "words"),
    [
        (404, {}, b"", "nothing at the address any more"),
        (401, {}, b"", "asks for a password"),
        (403, {}, b"", "refuses"),
        (500, {}, b"", "answers with error 500"),
        (200, {"Content-Encoding": "gzip"}, b"x", "packed"),
        (200, {}, b"X" * (files.LARGEST + 1), "larger than 4 MB"),
        (302, {"Location": f"https://{HOST}/{SECRET}/again"}, b"", "without end"),
    ],
)
def test_what_went_wrong_is_said_without_the_secret(
    server: Server, status: int, headers: dict[str, str], body: bytes, words: str
) -> None:
    server.status, server.headers, server.body = status, headers, body

    with pytest.raises(fetching.CannotFetch, match=words) as refused:
        fetching.fetch(ADDRESS)

    assert SECRET not in refused.value.words
    assert len(server.asked) <= fetching.MOST_REDIRECTS + 1


@pytest.mark.parametrize(
    "location", ["http://calendar.example.com/a", "https://169.254.169.254/latest", "https://localhost/a", ""]
)
def test_a_redirect_is_looked_at_like_an_address(server: Server, location: str) -> None:
    server.status, server.headers = 302, {"Location": location}

    with pytest.raises((addresses.NotAnAddress, fetching.CannotFetch)):
        fetching.fetch(ADDRESS)


def test_a_redirect_into_a_network_is_not_followed(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.status, server.headers = 302, {"Location": "https://inside.example.com/"}
    monkeypatch.setattr(fetching, "resolve", lambda host: ["127.0.0.1" if host == HOST else "10.0.0.5"])

    with pytest.raises(fetching.CannotFetch, match=r"inside\.example\.com is not on the open internet"):
        fetching.fetch(ADDRESS)

    assert len(server.asked) == 1


def test_a_wrong_certificate_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "tls", ssl.create_default_context)

    with pytest.raises(fetching.CannotFetch, match="certificate"):
        fetching.fetch(ADDRESS)


def test_an_answer_that_never_ends_is_cut_off(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST_SECONDS", 0.5)
    server.drips = threading.Event()

    with pytest.raises((fetching.CannotFetch, files.NoCalendar)):
        files.read(fetching.fetch(ADDRESS).body or b"", now=NOW, zone=datetime.UTC, own="")


@pytest.fixture
def subscribed(acting: Cast, dental: object, bring: Bring) -> MemberCalendar:
    return bring(FEED, address=ADDRESS)


def test_the_address_is_sealed(subscribed: MemberCalendar) -> None:
    assert SECRET not in subscribed.sealed_address
    assert (actions.address_of(subscribed), subscribed.host) == (ADDRESS, HOST)


def test_a_failing_feed_says_since_when_and_keeps_what_was_read(subscribed: MemberCalendar, server: Server) -> None:
    server.status = 404
    for hours in (1, 2):
        looking.look(now=NOW + datetime.timedelta(hours=hours))

    failing = MemberCalendar.rows().get()
    assert failing.failing_since == NOW + datetime.timedelta(hours=1)
    assert failing.problem.startswith("There is nothing at the address any more.")
    assert (len(server.asked), len(contacts())) == (2, 1)

    server.status = 200
    looking.look(now=NOW + datetime.timedelta(hours=3))
    assert (MemberCalendar.rows().get().problem, len(contacts())) == ("", 1)


def test_a_sign_in_page_instead_of_a_calendar_withdraws_nothing(subscribed: MemberCalendar, server: Server) -> None:
    server.body = b"<!doctype html><title>Sign in</title>"

    looking.look(now=NOW + datetime.timedelta(hours=1))

    assert MemberCalendar.rows().get().problem.startswith("This is not a calendar")
    assert len(contacts()) == 1


def test_it_is_read_each_hour_and_whole_each_day(subscribed: MemberCalendar, server: Server) -> None:
    server.headers = {"ETag": '"v1"'}
    for minutes in (10, 60, 70, 120, 26 * 60):
        looking.look(now=NOW + datetime.timedelta(minutes=minutes))

    assert ["If-None-Match" in one for one in server.asked] == [False, True, False]
