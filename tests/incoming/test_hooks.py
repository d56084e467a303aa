"""What providers call: known by the address, signed where they sign, once, and the same in whatever order."""

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.incoming.conftest import Sent
from tests.incoming.mails import ANA
from touchpoints.incoming import actions
from touchpoints.incoming.actions import Made
from touchpoints.incoming.models import IncomingMail, MailSource
from touchpoints.suppression import reading
from touchpoints.suppression.models import Kind

KEY = "key-0123456789"
SignIn = Callable[[Any], Client]


def made(cast: Cast, way: str, secret: str = "") -> Made:
    with scope.acting_for(cast.organization):
        return actions.add_provider(by=Actor.of(cast.leader), name="Provider", way=way, secret=secret)


def call(url: str, body: dict[str, Any]) -> int:
    return Client(enforce_csrf_checks=True).post(urlsplit(url).path, json.dumps(body), "application/json").status_code


def bounce(kind: str = "HardBounce", number: int = 1) -> dict[str, Any]:
    """What Postmark sends."""
    return {
        "RecordType": "SpamComplaint" if kind == "SpamComplaint" else "Bounce", "ID": number, "Type": kind, "Email": ANA,
        "MessageID": "b7bc2f4a-e38e-4336-af7d-e6c392c2f817", "Description": "No such user",
        "BouncedAt": "2026-11-21T09:00:00Z", "Details": "550",
    }  # fmt: skip


def mailgun(message: str, event: str = "complained", key: str = KEY) -> dict[str, Any]:
    """What Mailgun sends, signed."""
    token, timestamp = "a" * 50, "1795424400"
    signature = hmac.new(key.encode(), f"{timestamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {
        "signature": {"token": token, "timestamp": timestamp, "signature": signature},
        "event-data": {
            "event": event, "timestamp": 1795424400.0, "recipient": ANA, "message": {"headers": {"message-id": message}},
        },
    }  # fmt: skip


def stopped(sent: Sent) -> str:
    with scope.acting_for(sent.cast.organization):
        return reading.reasons([(ANA, Kind.SERVICE)]).get((ANA, Kind.SERVICE), "")


def test_a_bounce_ends_mail_once(sent: Sent) -> None:
    url = made(sent.cast, "postmark").events_url

    assert [call(url, bounce()) for _ in range(3)] == [200, 200, 200]
    assert stopped(sent).startswith("Mail to this address came back")
    with scope.acting_for(sent.cast.organization):
        assert IncomingMail.rows().count() == 1
        assert MailSource.rows().get().heard_at


@pytest.mark.parametrize("kinds", [("HardBounce", "SpamComplaint"), ("SpamComplaint", "HardBounce")])
def test_order_does_not_matter(sent: Sent, kinds: tuple[str, str]) -> None:
    url = made(sent.cast, "postmark").events_url
    for number, kind in enumerate(kinds):
        call(url, bounce(kind, number))

    assert stopped(sent).startswith("The recipient reported a message as spam.")


def test_a_signed_report_names_its_message(sent: Sent) -> None:
    url = made(sent.cast, "mailgun", KEY).events_url

    assert call(url, mailgun(f"{sent.message.pk}@ours.example")) == 200
    with scope.acting_for(sent.cast.organization):
        row = IncomingMail.rows().get()
        assert (row.what, row.message, row.customer) == ("complaint", sent.message, sent.customer)


def test_a_wrong_signature_is_refused(sent: Sent) -> None:
    url = made(sent.cast, "mailgun", KEY).events_url

    assert call(url, mailgun("x@y", key="another")) == 400
    assert not stopped(sent)


@pytest.mark.parametrize("way", ["mailgun", "mailersend", "mandrill", "postmark", "brevo", "mailjet", "sparkpost"])
@pytest.mark.parametrize("body", [b"", b"x", b"[]", b"{}", b"[1]", b'{"a": "\\u0000"}', b"null", b"\xff", b"[" * 5000])
def test_what_is_no_report_is_refused_or_taken_for_nothing(sent: Sent, way: str, body: bytes) -> None:
    provider = made(sent.cast, way, KEY)

    for url in (provider.events_url, provider.mails_url):
        for kind in ("application/json", "multipart/form-data; boundary=b", "text/plain"):
            answer = Client().post(urlsplit(url).path, body, kind)
            assert answer.status_code in (200, 400)
    assert not stopped(sent)


def test_an_incoming_mail_is_taken_in(sent: Sent) -> None:
    body = {
        "FromFull": {"Email": ANA, "Name": "Ana"}, "ToFull": [{"Email": "reply@ours.example"}], "Subject": "Re: Tomorrow",
        "TextBody": "Please call me.", "MessageID": "22c74902-a0c1-4511-804f-341342852c90",
        "Headers": [
            {"Name": "In-Reply-To", "Value": f"<{sent.message.pk}@ours.example>"}, {"Name": "Message-ID", "Value": "<9@x>"},
        ],
    }  # fmt: skip
    url = made(sent.cast, "postmark").mails_url

    assert [call(url, body), call(url, body)] == [200, 200]
    with scope.acting_for(sent.cast.organization):
        row = IncomingMail.rows().get()
        assert (row.what, row.message, row.text) == ("reply", sent.message, "Please call me.")
        assert row.handoff is not None


def test_only_the_right_address_opens(sent: Sent, elsewhere: Cast) -> None:
    url = made(sent.cast, "postmark").events_url
    assert Client().head(urlsplit(url).path).status_code == 200
    assert Client().get(urlsplit(url).path).status_code == 405
    assert call(url[:-10] + "xxx/events", bounce()) == 404

    with scope.acting_for(sent.cast.organization):
        actions.remove(by=Actor.of(sent.cast.leader), now=sent.message.due_at, source=MailSource.rows().get())
    assert call(url, bounce()) == 404
    assert not stopped(sent)


def test_a_provider_that_signs_needs_its_key(cast: Cast, sign_in: SignIn) -> None:
    leader = sign_in(cast.leader)
    page = "/o/fieldstone/incoming/sources/provider/"

    assert "Enter the key" in leader.post(page, {"name": "M", "way": "mailgun"}).content.decode()
    shown = leader.post(page, {"name": "P", "way": "postmark"}).content.decode()
    assert shown.count("/hooks/") >= 2
    assert "/hooks/" not in leader.get("/o/fieldstone/incoming/sources/").content.decode()
