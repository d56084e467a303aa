"""The test message: it leaves at once, from the sender that customers will see, and holds a link for whoever receives it.

Unlike everything else it leaves within the request: whoever presses wants to read what the mail server says. That something
arrived is only known from the link, which is sealed and names the sender it proves.
"""

import smtplib
from datetime import datetime
from email.utils import formataddr
from uuid import UUID

from django.core.mail import EmailMessage
from django.db import transaction

from presence.audit import actions as audit
from presence.kit import addresses, refusals, sealing
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Organization
from touchpoints.delivery import reading
from touchpoints.delivery.models import Delivery

PURPOSE = "delivery test"


class NoSender(refusals.Refusal):
    """There is nothing to try."""

    def __init__(self) -> None:
        super().__init__("Save the address that mail comes from first.")


class ExampleNeverSends(refusals.Refusal):
    """Nothing of an example is ever sent to anyone."""

    def __init__(self) -> None:
        super().__init__("This is example data: nothing of it is ever sent. Make your own organization to try this.")


class NotTaken(refusals.Refusal):
    """The mail server did not take the message."""

    def __init__(self, said: str) -> None:
        super().__init__(f"The mail server did not take it: {said}"[:300])


class OtherSender(refusals.Refusal):
    """The link is from a test of another sender, or of another organization."""

    def __init__(self) -> None:
        super().__init__("This link is from a test with another sender. Send yourself a new test.")


def send(*, organization: Organization, to: str) -> None:
    """Send a test to a member. Raises NoSender, ExampleNeverSends, NotTaken. Call it outside a transaction."""
    if organization.is_example:
        raise ExampleNeverSends
    with transaction.atomic():
        delivery = reading.of_organization()
    if not delivery.from_address:
        raise NoSender
    try:
        _message(delivery, organization, to).send()
    except smtplib.SMTPResponseException as error:
        raise NotTaken(f"{error.smtp_code} {_text(error.smtp_error)}") from error
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        raise NotTaken(f"{code} {_text(words)}") from error
    except (OSError, smtplib.SMTPException) as error:
        raise NotTaken(str(error)) from error


@transaction.atomic
def confirm(*, by: Actor, now: datetime, code: str) -> None:
    """Somebody holds the test in their hands. Raises OtherSender."""
    row = Delivery.rows().select_for_update().first()
    proven = sealing.unseal(code, purpose=PURPOSE)
    if row is None or proven != _proof(scope.acting_organization_id(), row.from_address):
        raise OtherSender
    if row.test_arrived_at is None:
        row.test_arrived_at = now
        row.save(update_fields=["test_arrived_at"])
        audit.record(verb="delivery.test_arrived", by=by, subject=row)


def code_for(delivery: Delivery) -> str:
    """What the link in a test of this sender carries."""
    return sealing.seal(_proof(scope.acting_organization_id(), delivery.from_address), purpose=PURPOSE)


def _proof(organization_id: UUID, sender: str) -> bytes:
    return organization_id.bytes + sender.encode()


def _message(delivery: Delivery, organization: Organization, to: str) -> EmailMessage:
    path = addresses.mounted(organization.slug, f"delivery/test/{code_for(delivery)}/")
    text = (
        f"This is a test of how {organization.name} will write to its customers.\n\n"
        f"You received it, so open this page and press the button:\n{addresses.site(path)}\n\n"
        "Look where it arrived. In the spam folder? Then mend what the page of deliveries says about your domain first.\n"
    )
    return EmailMessage(
        subject=f"Test from {organization.name}",
        body=text,
        from_email=formataddr((delivery.from_name, delivery.from_address)),
        to=[to],
        reply_to=[delivery.reply_address] if delivery.reply_address else None,
        headers={"Auto-Submitted": "auto-generated"},
    )


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words
