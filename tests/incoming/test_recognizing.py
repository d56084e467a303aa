"""People and machines told apart, and mails read whatever their bytes are."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.incoming.mails import ANA, complaint, mail, returned
from touchpoints.delivery import replies
from touchpoints.incoming import letters

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ID = UUID("01a20269-8057-7070-9e68-e2a70b7b1349")


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({}, "person"),
        ({"Auto_Submitted": "no"}, "person"),
        ({"Precedence": "first-class"}, "person"),
        ({"Subject": "Out of stock?"}, "person"),
        ({"Auto_Submitted": "auto-replied"}, "automatic"),
        ({"Auto_Submitted": "auto-generated; owner-email=x"}, "automatic"),
        ({"Precedence": "bulk"}, "automatic"),
        ({"X_Autoreply": "yes"}, "automatic"),
        ({"X_Auto_Response_Suppress": "All"}, "automatic"),
        ({"Return_Path": "<>"}, "automatic"),
        ({"List_Id": "<all.harbor.example>"}, "automatic"),
        ({"From": "MAILER-DAEMON@harbor.example"}, "automatic"),
        ({"From": "noreply@harbor.example"}, "automatic"),
        ({"Subject": "Automatic reply: Tomorrow"}, "automatic"),
        ({"Subject": "Abwesenheitsnotiz: Morgen"}, "automatic"),
        ({"Subject": "Réponse automatique : demain"}, "automatic"),
        ({"Subject": "Automatisch antwoord: morgen"}, "automatic"),
        ({"X_Presence_Message": "1"}, "loop"),
        ({"X_Failed_Recipients": ANA}, "bounce"),
    ],
)
def test_headers_tell_people_from_machines(headers: dict[str, str], kind: str) -> None:
    seen = letters.read(mail(**headers), now=NOW).seen

    assert seen.kind == kind
    assert bool(seen.because) == (kind != "person")


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("5.1.1", "bounce"), ("5.1.10", "bounce"), ("5.0.0", "bounce"), ("5.4.1", "bounce"), ("5.2.1", "bounce"),
        ("5.2.2", "delay"), ("5.7.1", "delay"), ("5.3.4", "delay"), ("4.2.2", "delay"), ("", "delay"),
    ],
)  # fmt: skip
def test_only_a_wrong_address_is_a_lasting_bounce(status: str, kind: str) -> None:
    letter = letters.read(returned(status, message=ID), now=NOW)

    assert (letter.seen.kind, letter.seen.about, letter.message_ids) == (kind, ANA, (ID,))


@pytest.mark.parametrize(("action", "kind"), [("delayed", "delay"), ("delivered", "automatic"), ("relayed", "automatic")])
def test_a_report_of_something_else_is_no_bounce(action: str, kind: str) -> None:
    assert letters.read(returned("5.1.1", action=action), now=NOW).seen.kind == kind


def test_a_complaint_names_whom_and_what() -> None:
    letter = letters.read(complaint(ID), now=NOW)

    assert (letter.seen.kind, letter.seen.about, letter.message_ids) == ("complaint", ANA, (ID,))


def test_a_reply_names_its_message_by_reference_or_by_its_address() -> None:
    plus = replies.address_of("reply@ours.example", ID)

    assert letters.read(mail(In_Reply_To=f"<{ID}@ours.example>"), now=NOW).message_ids == (ID,)
    assert letters.read(mail(References=f"<x@y> <{ID}@ours.example>"), now=NOW).message_ids == (ID,)
    assert letters.read(mail(To=f"Us <{plus}>"), now=NOW).message_ids == (ID,)
    assert letters.read(mail(), now=NOW).message_ids == ()


def test_what_is_quoted_is_left_out() -> None:
    text = "Please call me.\n\nOn Fri, 20 Nov 2026, Fieldstone wrote:\n> Tomorrow at nine\n"

    assert letters.read(mail(text), now=NOW).text == "Please call me."
    assert letters.read(mail("> all of it"), now=NOW).text == "> all of it"


def test_html_alone_is_read_as_text() -> None:
    raw = mail("<style>p{}</style><p>Please <b>call</b> me &amp; Bo.</p><script>x</script>", Content_Type="text/html")

    assert letters.read(raw, now=NOW).text == "Please call me & Bo."


def test_the_same_mail_has_the_same_name() -> None:
    assert letters.read(mail("One"), now=NOW).key == letters.read(mail("Two"), now=NOW).key
    assert letters.read(mail("One", Message_ID=""), now=NOW).key != letters.read(mail("Two", Message_ID=""), now=NOW).key


@pytest.mark.parametrize("date", ["", "yesterday", "Sat, 21 Nov 2126 09:00:00 +0100", "Sat, 99 Nov 2026 09:00:00 +0100"])
def test_a_date_that_cannot_be_is_now(date: str) -> None:
    assert letters.read(mail(Date=date), now=NOW).at == NOW


@given(raw=st.binary(max_size=2000))
def test_any_bytes_can_be_read(raw: bytes) -> None:
    letter = letters.read(raw, now=NOW)

    assert len(letter.key) == 64
    assert "\x00" not in letter.text + letter.subject + letter.name + letter.address
    letter.text.encode(), letter.subject.encode()


@given(
    name=st.sampled_from(["From", "To", "Subject", "Date", "In-Reply-To", "References", "Content-Type", "Return-Path"]),
    value=st.text(max_size=200),
)
def test_any_header_can_be_read(name: str, value: str) -> None:
    raw = mail().replace(b"From:", b"X:", 1) if name == "From" else mail()
    head = f"{name}: {value}\r\n".encode(errors="replace")

    assert letters.read(head + raw, now=NOW).key
