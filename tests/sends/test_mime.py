"""Every mail is read back by the standard library, whatever stands in it."""

import email
from email import policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchpoints.sends import mime
from touchpoints.sends.mime import Attachment, Mail

ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
NO_NUL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=400)


def mail(**fields: object) -> Mail:
    values: dict[str, object] = {
        "sender_name": "Fieldstone Care", "sender": "care@fieldstone.example", "to": "ana@harbor.example",
        "subject": "Where things stand", "text": "On its way.\n", "html": "<p>On its way.</p>",
        "headers": (("List-Unsubscribe", "<https://presence.example/u/x>"),),
    }  # fmt: skip
    return Mail(**values | fields)  # type: ignore[arg-type]


def read(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    assert not any(part.defects for part in message.walk())
    return message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return part.get_content()


def normal(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return lines.removesuffix("\n")


@pytest.mark.parametrize("eight_bit", [True, False])
@given(subject=ANY, name=ANY, text=NO_NUL, html=NO_NUL)
def test_what_is_written_is_what_is_read(eight_bit: bool, subject: str, name: str, text: str, html: str) -> None:
    subject, name = mime.one_line(subject), mime.one_line(name)
    written = mail(subject=subject, sender_name=name, text=text, html=html or "<p></p>")

    content = mime.as_bytes(written, boundary="p0123456789abcdef", eight_bit=eight_bit)

    message = read(content)
    assert message["Subject"].strip() == subject.strip()
    assert message["From"].addresses[0].addr_spec == "care@fieldstone.example"
    assert message["To"] == "ana@harbor.example"
    assert normal(body(message, "plain")) == normal(text)
    assert normal(body(message, "html")) == normal(html or "<p></p>")
    assert set(message.keys()) == {"From", "To", "Subject", "List-Unsubscribe", "MIME-Version", "Content-Type"}


@given(text=NO_NUL)
def test_no_line_is_too_long_and_none_ends_otherwise(text: str) -> None:
    content = mime.as_bytes(mail(text=text * 20), boundary="p0123456789abcdef", eight_bit=True)

    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in content.split(b"\r\n")) <= 998


@given(content=st.binary(max_size=200).map(lambda raw: raw.replace(b"\r", b"").replace(b"\n", b"\r\n")))
def test_dots_are_stuffed_and_taken_out_again(content: bytes) -> None:
    sent = mime.stuffed(content)

    assert sent.endswith(b"\r\n.\r\n") or sent == b".\r\n"
    lines = sent.removesuffix(b".\r\n").split(b"\r\n")
    assert b"." not in lines
    taken = b"\r\n".join(line.removeprefix(b".") for line in lines)
    assert taken in (content, content + b"\r\n")


@pytest.mark.parametrize("bad", ["Two\r\nBcc: eve@example.com", "Two\nlines", "Nul\0", "Line\u2028separator"])
def test_no_header_gets_another_line(bad: str) -> None:
    with pytest.raises(mime.CannotBeWritten):
        mime.as_bytes(mail(subject=bad), boundary="p0", eight_bit=True)
    assert mime.one_line(bad).isprintable()


@pytest.mark.parametrize("bad", ["", "ana", "@harbor.example", "ana@", "ana b@harbor.example", "ana@h>", "ána@harbor.example",
                                 "ana@harbor.example\r\nRCPT TO:<eve@example.com>", "a,b@harbor.example"])  # fmt: skip
def test_no_address_smuggles_a_command(bad: str) -> None:
    with pytest.raises(mime.CannotBeWritten):
        mime.address(bad)


def test_a_domain_of_another_alphabet_is_written_in_ascii() -> None:
    assert mime.address("ana@zahnärzte.example") == "ana@xn--zahnrzte-3za.example"


def test_a_calendar_file_goes_along() -> None:
    file = Attachment("visit.ics", "text/calendar; method=REQUEST", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")

    message = read(mime.as_bytes(mail(attachments=(file,)), boundary="p0", eight_bit=True))

    (attached,) = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == ("visit.ics", "text/calendar")
    assert "BEGIN:VCALENDAR" in attached.get_content()
