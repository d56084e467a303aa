"""Puts the tables of this floor behind the wall."""

from django.db import migrations

from presence.tenancy.operations import Wall


class Migration(migrations.Migration):
    dependencies = [("presence", "0001_initial")]
    operations = [
        Wall(
            "Organization",
            "Team",
            "Membership",
            "Entry",
            "Invitation",
            "Letter",
            "Customer",
            "Contact",
            "EmailAddress",
            "PhoneNumber",
            "Import",
            "ImportFile",
            "ImportRow",
            "RememberedMapping",
            "ApiKey",
            "StoredAnswer",
            append_only=["Entry"],
        ),
    ]
