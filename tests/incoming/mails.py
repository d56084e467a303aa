"""Mails as they come: bytes with the headers that tell what they are."""

from uuid import UUID

ANA = "ana@harbor.example"


def mail(text: str = "Please call me.", **headers: str) -> bytes:
    """A person's answer, unless the headers say otherwise. `Message_ID` is the header Message-ID; empty ones are left out."""
    usual = {
        "From": f"Ana Harbor <{ANA}>", "To": "reply@ours.example", "Subject": "Re: Tomorrow at nine",
        "Message-ID": "<1@harbor.example>", "Date": "Sat, 21 Nov 2026 09:00:00 +0100",
    }  # fmt: skip
    given = usual | {name.replace("_", "-"): value for name, value in headers.items()}
    head = "\r\n".join(f"{name}: {value}" for name, value in given.items() if value != "" or name == "Return-Path")
    return f"{head}\r\n\r\n{text}\r\n".encode()


def returned(status: str, *, message: UUID | None = None, action: str = "failed", about: str = ANA) -> bytes:
    """A delivery report (RFC 3464) with the head of the message that came back."""
    original = f"Message-ID: <{message}@ours.example>\r\nSubject: Tomorrow" if message else "Subject: Tomorrow"
    return (
        "From: MAILER-DAEMON@mx.harbor.example\r\nTo: reply@ours.example\r\nSubject: Undelivered\r\n"
        f"Message-ID: <dsn-{status}-{message}@mx>\r\nDate: Sat, 21 Nov 2026 09:00:00 +0100\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nIt did not arrive.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.harbor.example\r\n\r\n"
        f"Final-Recipient: rfc822; {about}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 said so\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\n{original}\r\n\r\n--b--\r\n"
    ).encode()


def complaint(message: UUID | None) -> bytes:
    """A report of spam (RFC 5965)."""
    original = f"Message-ID: <{message}@ours.example>" if message else "Subject: Tomorrow"
    return (
        "From: fbl@provider.example\r\nTo: reply@ours.example\r\nSubject: Complaint\r\nMessage-ID: <fbl@provider>\r\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSpam.\r\n"
        "--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: x/1\r\nVersion: 1\r\n"
        f"Original-Rcpt-To: <{ANA}>\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\n{original}\r\nFrom: care@ours.example\r\n\r\nHello\r\n--b--\r\n"
    ).encode()
