"""Timers: at most one runs for each member."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import presence.kit.ids
import presence.tenancy.rows
from presence.tenancy.operations import Wall


class Migration(migrations.Migration):
    dependencies = [
        ("presence", "0017_undoable_merges"),
        ("touchpoints", "0020_incoming"),
    ]

    operations = [
        migrations.CreateModel(
            name="Timer",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "presence_kind",
                    models.CharField(
                        blank=True,
                        choices=[("outreach", "Outreach"), ("clarifying_call", "Clarifying call"), ("follow_up", "Follow-up")],
                        max_length=20,
                    ),
                ),
                ("started_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("stopped_at", models.DateTimeField(null=True)),
                ("discarded_at", models.DateTimeField(null=True)),
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
                    "interaction",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        help_text="What was logged with it.",
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
                (
                    "touchpoint",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="touchpoints.touchpoint",
                    ),
                ),
            ],
            options={
                "ordering": ["-started_at", "-id"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["organization", "member", "-started_at", "-id"], name="timer_member"),
                    models.Index(
                        condition=models.Q(("customer__isnull", False)),
                        fields=["organization", "customer"],
                        name="timer_customer",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("discarded_at", None), ("stopped_at", None)),
                        fields=("organization", "member"),
                        name="timer_one_running",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("interaction__isnull", False)),
                        fields=("organization", "interaction"),
                        name="timer_interaction_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stopped_at", None), ("stopped_at__gte", models.F("started_at")), _connector="OR"),
                        name="timer_stops_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("interaction", None),
                            models.Q(("discarded_at", None), ("stopped_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="timer_logged_is_stopped",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("presence_kind__in", ["", "outreach", "clarifying_call", "follow_up"])),
                        name="timer_presence_kind_known",
                    ),
                ],
            },
        ),
        Wall("Timer"),
    ]
