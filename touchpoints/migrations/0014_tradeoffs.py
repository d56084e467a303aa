"""What was chosen to give, in rows that are never changed."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import presence.kit.ids
import presence.tenancy.rows
from presence.tenancy.operations import Wall


class Migration(migrations.Migration):
    dependencies = [
        ("presence", "0016_saved_views"),
        ("touchpoints", "0013_map_versions_hold"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tradeoff",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("customers", "Customers, offers, service"),
                            ("quality", "Quality, speed, price"),
                            ("peak", "A coming peak"),
                        ],
                        max_length=10,
                    ),
                ),
                ("gives", models.CharField(max_length=20)),
                ("sentence", models.CharField(help_text="How it is said before anybody commits.", max_length=400)),
                ("inputs", models.JSONField(default=dict)),
                ("decided_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                (
                    "decided_by",
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
                "ordering": ["-decided_at", "-id"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["organization", "-decided_at", "-id"], name="tradeoff_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["customers", "quality", "peak"])), name="tradeoff_kind_known"
                    ),
                    models.CheckConstraint(condition=models.Q(("sentence", ""), _negated=True), name="tradeoff_said"),
                ],
            },
        ),
        Wall("Tradeoff", append_only=["Tradeoff"]),
    ]
