"""What came back to the example organization: a question, an automatic answer, and somebody nobody knows."""

import random
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from presence.customers.models import EmailAddress
from presence.tenancy.actors import Actor
from touchpoints.incoming import letters, taking
from touchpoints.sends.models import Message

_ASKED = ("Re: Your appointment", "Thank you. Tuesday does not work for us: could somebody call me about Thursday?")
_AWAY = ("Automatic reply: Your appointment", "I am out of the office until Monday.")
_NEW = ("Greenhouses?", "A neighbor told me about you. Do you also look after greenhouses?")


def fill(*, by: Actor, now: datetime, dice: random.Random) -> None:
    known = list(EmailAddress.rows().select_related("contact").order_by("address_norm")[:2])
    written = [(one.contact.name, one.address) for one in known]
    mails = [_mail(*writer, *said) for writer, said in zip(written, (_ASKED, _AWAY), strict=False)]
    for mail, (_, address) in zip(mails, written, strict=True):
        answered = Message.rows().filter(address=address, state="sent").order_by("-sent_at", "-pk").first()
        if answered:
            mail["In-Reply-To"] = answered.message_id
    mails.append(_mail("Mira Sand", "mira@greenhouses.example", *_NEW))
    for number, mail in enumerate(mails):
        mail["Date"] = format_datetime(now - timedelta(hours=3 + number))
        taking.letter(now=now, letter=letters.read(mail.as_bytes(), now=now), source=None)


def _mail(name: str, address: str, subject: str, text: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = f"{name} <{address}>".encode("ascii", "ignore").decode()
    mail["To"], mail["Subject"] = "reply@fieldstone.example", subject
    mail.set_content(text)
    return mail
