"""What comes back: mailboxes and providers, each mail once, and what the minute's tick asks: who has a mailbox to look into."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import presence.kit.ids
import presence.tenancy.rows
from presence.tenancy.operations import Wall

FUNCTION = """
GRANT SELECT ON touchpoints_mailsource TO presence_search;
GRANT CREATE ON SCHEMA public TO presence_search;

CREATE FUNCTION presence_organizations_with_mailboxes() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT DISTINCT organization_id FROM touchpoints_mailsource WHERE way = 'mailbox' AND removed_at IS NULL
$$;

ALTER FUNCTION presence_organizations_with_mailboxes() OWNER TO presence_search;
REVOKE CREATE ON SCHEMA public FROM presence_search;
REVOKE EXECUTE ON FUNCTION presence_organizations_with_mailboxes() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION presence_organizations_with_mailboxes() TO presence_app, presence_owner;
"""
UNDO = "DROP FUNCTION presence_organizations_with_mailboxes()"


class Migration(migrations.Migration):
    dependencies = [
        ("presence", "0017_undoable_merges"),
        ("touchpoints", "0019_handoffs"),
    ]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="dkim_selector",
            field=models.CharField(
                blank=True, db_default="", help_text="Under which name the mail server's key is published.", max_length=63
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="domain_checked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="delivery",
            name="domain_findings",
            field=models.JSONField(help_text="What touchpoints/delivery/domains.py found, check by check.", null=True),
        ),
        migrations.AddField(
            model_name="delivery",
            name="test_arrived_at",
            field=models.DateTimeField(help_text="When somebody confirmed a test message from this sender.", null=True),
        ),
        migrations.CreateModel(
            name="MailSource",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80)),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("mailbox", "A mailbox (IMAP)"),
                            ("mailgun", "Mailgun"),
                            ("mailersend", "MailerSend"),
                            ("mandrill", "Mandrill"),
                            ("sendgrid", "SendGrid"),
                            ("postmark", "Postmark"),
                            ("brevo", "Brevo"),
                            ("mailjet", "Mailjet"),
                            ("sparkpost", "SparkPost"),
                        ],
                        max_length=12,
                    ),
                ),
                ("host", models.CharField(blank=True, max_length=253)),
                ("port", models.PositiveIntegerField(null=True)),
                (
                    "security",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("tls", "TLS (port 993)"),
                            ("starttls", "STARTTLS (port 143)"),
                            ("none", "None, for a server on this machine"),
                        ],
                        max_length=10,
                    ),
                ),
                ("username", models.CharField(blank=True, max_length=254)),
                ("folder", models.CharField(blank=True, max_length=120)),
                ("sealed_secret", models.TextField(blank=True)),
                ("token_hash", models.CharField(blank=True, max_length=64)),
                ("uid_validity", models.BigIntegerField(null=True)),
                ("last_uid", models.BigIntegerField(default=0)),
                ("looked_at", models.DateTimeField(null=True)),
                ("heard_at", models.DateTimeField(null=True)),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "made_by",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="presence.membership",
                    ),
                ),
                (
                    "organization",
                    presence.tenancy.rows.OwningOrganization(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="presence.organization",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="IncomingMail",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "key",
                    models.CharField(
                        help_text="SHA-256 of the sender's name for it: the same one again changes nothing.", max_length=64
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("reply", "Reply"),
                            ("stranger", "Unknown sender"),
                            ("automatic", "Automatic answer"),
                            ("bounce", "Address does not exist"),
                            ("delay", "Could not be delivered now"),
                            ("complaint", "Reported as spam"),
                            ("unsubscribe", "Unsubscribed at the provider"),
                            ("delivered", "Delivered"),
                            ("loop", "Our own mail"),
                        ],
                        max_length=12,
                    ),
                ),
                ("because", models.CharField(blank=True, help_text="What it was recognized by.", max_length=200)),
                ("address", models.CharField(blank=True, max_length=254)),
                ("sender_name", models.CharField(blank=True, max_length=200)),
                ("subject", models.CharField(blank=True, max_length=300)),
                ("text", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("received_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "contact",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="presence.contact",
                    ),
                ),
                (
                    "customer",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="presence.customer",
                    ),
                ),
                (
                    "handoff",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="touchpoints.handoff",
                    ),
                ),
                (
                    "interaction",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="touchpoints.interaction",
                    ),
                ),
                (
                    "message",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="touchpoints.message",
                    ),
                ),
                (
                    "organization",
                    presence.tenancy.rows.OwningOrganization(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="presence.organization",
                    ),
                ),
                (
                    "settled_by",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="presence.membership",
                    ),
                ),
                (
                    "source",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="touchpoints.mailsource",
                    ),
                ),
            ],
            options={
                "ordering": ["-received_at", "-id"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddIndex(
            model_name="mailsource",
            index=models.Index(
                condition=models.Q(("removed_at", None), ("way", "mailbox")),
                fields=["organization", "looked_at"],
                name="mail_source_boxes",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailsource",
            constraint=models.UniqueConstraint(
                condition=models.Q(("token_hash", ""), _negated=True),
                fields=("organization", "token_hash"),
                name="mail_source_token_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailsource",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "way__in",
                        [
                            "mailbox",
                            "mailgun",
                            "mailersend",
                            "mandrill",
                            "sendgrid",
                            "postmark",
                            "brevo",
                            "mailjet",
                            "sparkpost",
                        ],
                    )
                ),
                name="mail_source_way_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailsource",
            constraint=models.CheckConstraint(
                condition=models.Q(("security__in", ["", "tls", "starttls", "none"])), name="mail_source_security_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="mailsource",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("port__isnull", False),
                        ("token_hash", ""),
                        ("way", "mailbox"),
                        models.Q(("host", ""), _negated=True),
                        models.Q(("security", ""), _negated=True),
                    ),
                    models.Q(models.Q(("way", "mailbox"), _negated=True), models.Q(("token_hash", ""), _negated=True)),
                    _connector="OR",
                ),
                name="mail_source_one_way",
            ),
        ),
        migrations.AddIndex(
            model_name="incomingmail",
            index=models.Index(fields=["organization", "-received_at", "-id"], name="incoming_mail_newest"),
        ),
        migrations.AddIndex(
            model_name="incomingmail",
            index=models.Index(fields=["organization", "what", "-received_at", "-id"], name="incoming_mail_what"),
        ),
        migrations.AddIndex(
            model_name="incomingmail",
            index=models.Index(
                models.F("organization"),
                models.F("received_at"),
                condition=models.Q(("settled_at", None)),
                name="incoming_mail_open",
            ),
        ),
        migrations.AddIndex(
            model_name="incomingmail",
            index=models.Index(
                condition=models.Q(("message__isnull", False)), fields=["organization", "message"], name="incoming_mail_message"
            ),
        ),
        migrations.AddIndex(
            model_name="incomingmail",
            index=models.Index(
                condition=models.Q(("customer__isnull", False)),
                fields=["organization", "customer"],
                name="incoming_mail_customer",
            ),
        ),
        migrations.AddIndex(
            model_name="incomingmail",
            index=models.Index(
                condition=models.Q(("contact__isnull", False)), fields=["organization", "contact"], name="incoming_mail_contact"
            ),
        ),
        migrations.AddIndex(
            model_name="incomingmail",
            index=models.Index(
                condition=models.Q(("what", "delay")), fields=["organization", "address", "at"], name="incoming_mail_delays"
            ),
        ),
        migrations.AddConstraint(
            model_name="incomingmail",
            constraint=models.UniqueConstraint(fields=("organization", "key"), name="incoming_mail_once"),
        ),
        migrations.AddConstraint(
            model_name="incomingmail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "what__in",
                        ["reply", "stranger", "automatic", "bounce", "delay", "complaint", "unsubscribe", "delivered", "loop"],
                    )
                ),
                name="incoming_mail_what_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="incomingmail",
            constraint=models.CheckConstraint(
                condition=models.Q(("settled_at__isnull", False), ("settled_by", None), _connector="OR"),
                name="incoming_mail_settled_whole",
            ),
        ),
        Wall("MailSource", "IncomingMail"),
        migrations.RunSQL(FUNCTION, UNDO),
    ]
