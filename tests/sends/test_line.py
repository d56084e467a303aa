"""A mail server that misbehaves at any step: what we may believe of the message, and that no wait is without end."""

import datetime as dt
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pytest_django import Settings

from tests import hatches, smtp
from touchpoints.sends import line, mime
from touchpoints.sends.line import Lost, LostMidway, Refused
from touchpoints.sends.mime import Mail

PATIENT, LIMIT = 20, 1  # seconds an answer may take, where all of them come and where one never does
STEPS = ["BANNER", "EHLO", "MAIL", "RCPT", "DATA", "END"]
MAIL = Mail("Fieldstone Care", "care@fieldstone.example", "ana@harbor.example", "Hello", "Words.\n", "<p>Words.</p>")
WAYS = {
    "refuses for now": "451 4.3.0 later",
    "refuses for good": "554 5.7.1 no",
    "closes": "421 closing",
    "hangs up": smtp.HANG_UP,
    "talks nonsense": "garbage",
    "answers something else": "299",
    "writes a NUL": "554 5.7.1 \x00no\x00",
    "goes on too long": f"250 {'x' * 9000}",
}
ENDLESS = {"says nothing": smtp.SILENCE, "drips": smtp.DRIP, "floods": smtp.FLOOD}
LATER, NEVER, NOBODY_KNOWS, UNREACHED, TAKEN = "later", "never", "nobody knows", "unreached", "taken"


def expected(step: str, way: str) -> str:
    """What is certain. Before the words nothing was taken; after them only a whole answer is one."""
    if step in ("BANNER", "EHLO"):
        return TAKEN if (step, way) in FORGIVEN else UNREACHED
    if way in ("refuses for now", "closes"):
        return LATER
    if way in ("refuses for good", "writes a NUL"):
        return NEVER
    if step == "END":
        return TAKEN if way == "answers something else" else NOBODY_KNOWS
    return LATER


PLAIN = ("refuses for now", "refuses for good", "closes", "talks nonsense", "answers something else", "writes a NUL")
FORGIVEN = {("EHLO", way) for way in PLAIN}  # who does not know EHLO is greeted with HELO


@pytest.fixture
def sink(settings: Settings) -> Iterator[smtp.Sink]:
    with smtp.listening() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "localhost", server.port, PATIENT
        yield server


def outcome() -> str:
    """One message over a line of its own, and what we may believe of it."""
    out = line.connect()
    try:
        out.open()
    except Lost:
        return UNREACHED
    try:
        out.begin(MAIL.sender, MAIL.to)
        out.go(MAIL, mime.as_bytes(MAIL, boundary="p0", eight_bit=out.eight_bit))
    except Refused as refusal:
        return NEVER if refusal.is_final else LATER
    except Lost:
        return LATER
    except LostMidway:
        return NOBODY_KNOWS
    finally:
        out.close()
    hatches.TAKEN.clear()  # this room's mails are made up, and lead nowhere
    return TAKEN


@pytest.fixture
def impatient(settings: Settings, sink: smtp.Sink) -> None:
    settings.EMAIL_TIMEOUT = LIMIT


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("step", STEPS)
def test_every_misbehavior_has_its_end(sink: smtp.Sink, step: str, way: str) -> None:
    sink.answers = {step: WAYS[way]}

    found = outcome()

    assert found == expected(step, way)
    if found in (LATER, NEVER, UNREACHED):
        assert sink.letters == []


@pytest.mark.parametrize(
    ("step", "way"),
    [("BANNER", "says nothing"), ("RCPT", "says nothing"), ("END", "says nothing"),
     ("RCPT", "drips"), ("END", "drips"), ("MAIL", "floods"), ("END", "floods")],
)  # fmt: skip
def test_no_wait_is_without_end(sink: smtp.Sink, impatient: None, step: str, way: str) -> None:
    sink.answers = {step: ENDLESS[way]}
    began = time.monotonic()

    found = outcome()

    assert LIMIT <= time.monotonic() - began < PATIENT
    assert found == expected(step, way)
    assert sink.letters == []


@pytest.mark.parametrize("answer", [smtp.HANG_UP, "554 no", "garbage"])
def test_taking_a_message_back_may_fail(sink: smtp.Sink, answer: str) -> None:
    sink.answers = {"RCPT": "450 greylisted", "RSET": answer, "QUIT": answer}

    assert outcome() == LATER


def test_a_server_that_hangs_up_within_the_words_leaves_a_doubt(sink: smtp.Sink) -> None:
    sink.answers = {"BODY": smtp.HANG_UP}

    assert outcome() == NOBODY_KNOWS


def test_a_server_that_takes_it_after_our_patience_leaves_a_doubt(sink: smtp.Sink, impatient: None) -> None:
    sink.answers = {"END": smtp.LATE}

    assert outcome() == NOBODY_KNOWS
    assert sink.taken.wait(PATIENT)


def test_a_size_limit_is_a_refusal_for_good(sink: smtp.Sink) -> None:
    sink.answers = {"EHLO": "250-sink\r\n250 SIZE 10", "END": "552 5.3.4 message too big"}

    assert outcome() == NEVER


@pytest.mark.parametrize(
    ("words", "is_unknown"),
    [
        ("550 5.1.1 no such mailbox", True),
        ("550 who?", True),
        ("553 5.1.3 bad address", True),
        ("550 5.7.1 not from you", False),
        ("552 5.2.2 mailbox full", False),
        ("554 5.1.1 blocked", False),
        ("450 5.1.1 later", False),
    ],
)
def test_only_what_is_said_of_the_address_is_held_against_it(sink: smtp.Sink, words: str, is_unknown: bool) -> None:
    sink.answers = {"RCPT": words}
    out = line.connect()
    out.open()

    with pytest.raises(Refused) as refusal:
        out.begin(MAIL.sender, MAIL.to)

    out.close()
    assert refusal.value.is_unknown_address is is_unknown


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a certificate lies that this machine trusts."""
    path = tmp_path / "trusted.pem"
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return path


@pytest.mark.parametrize(
    ("name", "is_trusted", "found"),
    [("localhost", True, TAKEN), ("mail.elsewhere.example", True, UNREACHED), ("localhost", False, UNREACHED)],
)
def test_words_and_password_go_to_the_right_server_only(
    sink: smtp.Sink, settings: Settings, authority: Path, tmp_path: Path, *, name: str, is_trusted: bool, found: str
) -> None:
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = True, "noor", "secret"
    sink.answers = {"EHLO": "250-sink\r\n250-AUTH PLAIN\r\n250 STARTTLS", "STARTTLS": "220 go on", "AUTH": "235 welcome"}
    own = tmp_path / "own.pem"
    sink.tls = certified(own, name)
    authority.write_bytes(own.read_bytes() if is_trusted else b"")

    assert outcome() == found
    if found == UNREACHED:
        assert [one for one in sink.heard if one[:4] in ("AUTH", "MAIL")] == []


@pytest.mark.parametrize("ehlo", ["250 sink", "250-sink\r\n250 STARTTLS"])
def test_nothing_is_said_in_clear_where_it_should_not_be(sink: smtp.Sink, settings: Settings, ehlo: str) -> None:
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = True, "noor", "secret"
    sink.answers = {"EHLO": ehlo, "STARTTLS": "454 not now"}

    assert outcome() == UNREACHED
    assert [one for one in sink.heard if one[:4] in ("AUTH", "MAIL")] == []


def certified(path: Path, name: str) -> ssl.SSLContext:
    """A server's end of TLS with a certificate for this name, which vouches for itself and is written to `path`."""
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder(called, called, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    both = path.with_suffix(".both")
    both.write_bytes(secret + path.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context
