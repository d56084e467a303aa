"""Follow-ups."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import presence.kit.ids
import presence.tenancy.rows
from presence.tenancy.operations import Wall


class Migration(migrations.Migration):
    dependencies = [
        ("presence", "0017_undoable_merges"),
        ("touchpoints", "0022_message_states"),
    ]

    operations = [
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("due_date", models.DateField()),
                ("words", models.CharField(blank=True, max_length=200)),
                ("done_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                (
                    "customer",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="presence.customer",
                    ),
                ),
                (
                    "done_by",
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
                    "interaction",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        help_text="The contact it came from.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="touchpoints.interaction",
                    ),
                ),
                (
                    "member",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        help_text="Whose it is.",
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
                "ordering": ["due_date", "id"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None)),
                        fields=["organization", "member", "due_date", "id"],
                        name="followup_mine_open",
                    ),
                    models.Index(
                        condition=models.Q(("done_at", None)), fields=["organization", "due_date", "id"], name="followup_open"
                    ),
                    models.Index(
                        condition=models.Q(("done_at__isnull", False)),
                        fields=["organization", "-done_at", "-id"],
                        name="followup_done",
                    ),
                    models.Index(fields=["organization", "customer"], name="followup_customer"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("interaction__isnull", False)),
                        fields=("organization", "interaction"),
                        name="followup_interaction_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("done_by", None), ("done_at__isnull", False), _connector="OR"),
                        name="followup_done_whole",
                    ),
                ],
            },
        ),
        Wall("FollowUp"),
    ]
