"""Scenarios of the simulator."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import presence.kit.ids
import presence.tenancy.rows
from presence.tenancy.operations import Wall


class Migration(migrations.Migration):
    dependencies = [
        ("presence", "0015_merge_and_erase"),
        ("touchpoints", "0010_older_notes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Scenario",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80)),
                ("document", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("updated_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
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
                "ordering": ["-updated_at", "-id"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="scenario_named"),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="scenario",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)), fields=("organization", "name"), name="scenario_name_once"
            ),
        ),
        Wall("Scenario"),
    ]
