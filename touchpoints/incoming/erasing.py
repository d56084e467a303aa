"""What incoming mail loses when its customer, or somebody there, is erased: who wrote, and every word."""

from django.db.models import Q
from django.db.models.functions import Lower

from presence.customers.erasing import Erased
from touchpoints.incoming.models import IncomingMail

GONE = {"address": "", "sender_name": "", "subject": "", "text": "", "because": "", "contact": None}


def customer_erased(*, erased: Erased) -> None:
    """That something came, when, and what it was stays. Mail from their addresses goes too where no customer was known."""
    mails = IncomingMail.rows().annotate(sender=Lower("address"))
    theirs = Q(sender__in=[email.lower() for email in erased.emails])
    if erased.is_whole:
        theirs |= Q(customer=erased.customer_id)
    mails.filter(theirs).update(**GONE)
