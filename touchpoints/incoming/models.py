"""Where mail comes back to, and what came: each mail or report once, with what was made of it."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from presence.customers.models import Contact, Customer
from presence.tenancy.models import Membership
from presence.tenancy.rows import OrganizationRow, Reference
from touchpoints.handoffs.models import Handoff
from touchpoints.interactions.models import Interaction
from touchpoints.sends.models import Message


class Way(models.TextChoices):
    """How it reaches us: we look into a mailbox, or a provider calls."""

    MAILBOX = "mailbox", "A mailbox (IMAP)"
    MAILGUN = "mailgun", "Mailgun"
    MAILERSEND = "mailersend", "MailerSend"
    MANDRILL = "mandrill", "Mandrill"
    POSTMARK = "postmark", "Postmark"
    BREVO = "brevo", "Brevo"
    MAILJET = "mailjet", "Mailjet"
    SPARKPOST = "sparkpost", "SparkPost"


class Security(models.TextChoices):
    TLS = "tls", "TLS (port 993)"
    STARTTLS = "starttls", "STARTTLS (port 143)"
    NONE = "none", "None, for a server on this machine"


class MailSource(OrganizationRow):
    """A mailbox that is looked into, or a provider that calls.

    `sealed_secret` is the mailbox's password or the provider's signing key, encrypted under the installation's key. The
    address that a provider calls holds a secret of its own, of which only the SHA-256 is stored. `uid_validity` and `last_uid`
    say how far a mailbox was read; `problem` says in words why the last look failed.
    """

    name = models.CharField(max_length=80)
    way = models.CharField(max_length=12, choices=Way)
    host = models.CharField(max_length=253, blank=True)
    port = models.PositiveIntegerField(null=True)
    security = models.CharField(max_length=10, choices=Security, blank=True)
    username = models.CharField(max_length=254, blank=True)
    folder = models.CharField(max_length=120, blank=True)
    sealed_secret = models.TextField(blank=True)
    token_hash = models.CharField(max_length=64, blank=True)
    uid_validity = models.BigIntegerField(null=True)
    last_uid = models.BigIntegerField(default=0)
    looked_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)
    made_by = Reference(Membership, null=True)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    removed_at = models.DateTimeField(null=True)

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["organization", "token_hash"], condition=~Q(token_hash=""), name="mail_source_token_once"
            ),
            models.CheckConstraint(condition=Q(way__in=Way.values), name="mail_source_way_known"),
            models.CheckConstraint(condition=Q(security__in=["", *Security.values]), name="mail_source_security_known"),
            models.CheckConstraint(
                condition=(Q(way="mailbox", token_hash="", port__isnull=False) & ~Q(host="") & ~Q(security=""))
                | (~Q(way="mailbox") & ~Q(token_hash="")),
                name="mail_source_one_way",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["organization", "looked_at"], condition=Q(way="mailbox", removed_at=None), name="mail_source_boxes"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class What(models.TextChoices):
    """What it was recognized as."""

    REPLY = "reply", "Reply"
    STRANGER = "stranger", "Unknown sender"
    AUTOMATIC = "automatic", "Automatic answer"
    BOUNCE = "bounce", "Address does not exist"
    DELAY = "delay", "Could not be delivered now"
    COMPLAINT = "complaint", "Reported as spam"
    UNSUBSCRIBE = "unsubscribe", "Unsubscribed at the provider"
    DELIVERED = "delivered", "Delivered"
    LOOP = "loop", "Our own mail"


class IncomingMail(OrganizationRow):
    """One mail or report, unique by what its sender calls it. Nothing here is ever answered by a machine.

    `at` is when it was written or happened, as its sender says. Address, name, subject and text are personal and go with an
    erasure. A person settles what no rule could: `settled_at` is empty while it waits.
    """

    source = Reference(MailSource, null=True)
    key = models.CharField(max_length=64, help_text="SHA-256 of the sender's name for it: the same one again changes nothing.")
    what = models.CharField(max_length=12, choices=What)
    because = models.CharField(max_length=200, blank=True, help_text="What it was recognized by.")
    address = models.CharField(max_length=254, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    received_at = models.DateTimeField(db_default=Now(), editable=False)
    message = Reference(Message, null=True)
    customer = Reference(Customer, null=True)
    contact = Reference(Contact, models.SET_NULL, null=True)
    interaction = Reference(Interaction, null=True)
    handoff = Reference(Handoff, null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = Reference(Membership, null=True)

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["-received_at", "-id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "key"], name="incoming_mail_once"),
            models.CheckConstraint(condition=Q(what__in=What.values), name="incoming_mail_what_known"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=False) | Q(settled_by=None), name="incoming_mail_settled_whole"
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "-received_at", "-id"], name="incoming_mail_newest"),
            models.Index(fields=["organization", "what", "-received_at", "-id"], name="incoming_mail_what"),
            models.Index(F("organization"), F("received_at"), condition=Q(settled_at=None), name="incoming_mail_open"),
            models.Index(fields=["organization", "message"], condition=Q(message__isnull=False), name="incoming_mail_message"),
            models.Index(
                fields=["organization", "customer"], condition=Q(customer__isnull=False), name="incoming_mail_customer"
            ),
            models.Index(fields=["organization", "contact"], condition=Q(contact__isnull=False), name="incoming_mail_contact"),
            models.Index(fields=["organization", "address", "at"], condition=Q(what="delay"), name="incoming_mail_delays"),
        ]

    def __str__(self) -> str:
        return self.subject or self.get_what_display()
