"""Calendar feeds."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import presence.kit.ids
import presence.tenancy.rows
from presence.tenancy.operations import Wall


class Migration(migrations.Migration):
    dependencies = [
        ("presence", "0013_customer_lists"),
        ("promises", "0006_answers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Feed",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "whose",
                    models.CharField(
                        choices=[("mine", "My commitments"), ("team", "My team’s commitments")], default="mine", max_length=10
                    ),
                ),
                ("names", models.BooleanField(default=False, help_text="Whether customers are named in it.")),
                ("secret_hash", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("last_used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "member",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
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
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["organization", "member"], name="feed_member")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("whose__in", ["mine", "team"])), name="feed_whose_known"),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.UniqueConstraint(fields=("organization", "secret_hash"), name="feed_once"),
        ),
        Wall("Feed"),
    ]
