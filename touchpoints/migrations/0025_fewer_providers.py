"""Providers whose reports are read, without the one that django-anymail no longer supports."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("presence", "0017_undoable_merges"),
        ("touchpoints", "0024_unspoken_exceptions"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="mailsource",
            name="mail_source_way_known",
        ),
        migrations.AlterField(
            model_name="mailsource",
            name="way",
            field=models.CharField(
                choices=[
                    ("mailbox", "A mailbox (IMAP)"),
                    ("mailgun", "Mailgun"),
                    ("mailersend", "MailerSend"),
                    ("mandrill", "Mandrill"),
                    ("postmark", "Postmark"),
                    ("brevo", "Brevo"),
                    ("mailjet", "Mailjet"),
                    ("sparkpost", "SparkPost"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="mailsource",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("way__in", ["mailbox", "mailgun", "mailersend", "mandrill", "postmark", "brevo", "mailjet", "sparkpost"])
                ),
                name="mail_source_way_known",
            ),
        ),
    ]
