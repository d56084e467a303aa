"""Targets of metrics, links to their page for people outside, and the week's figures by mail."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import presence.kit.ids
import presence.tenancy.rows
from presence.tenancy.operations import Wall


class Migration(migrations.Migration):
    dependencies = [
        ("metrics", "0003_moved_days"),
        ("presence", "0017_undoable_merges"),
    ]

    operations = [
        migrations.CreateModel(
            name="MetricsLink",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("label", models.CharField(help_text="For whom it is.", max_length=80)),
                ("window", models.CharField(max_length=10)),
                ("token_hash", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("expires_at", models.DateTimeField()),
                ("last_used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
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
                (
                    "team",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="presence.team",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-id"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "token_hash"), name="metrics_link_once"),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("made_at"))), name="metrics_link_ends_later"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("metric", models.CharField(max_length=40)),
                ("level", models.PositiveSmallIntegerField(null=True)),
                ("from_day", models.DateField()),
                ("set_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
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
                    "set_by",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="presence.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["-from_day", "-set_at", "-id"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["organization", "metric", "-from_day", "-set_at", "-id"], name="target_newest")
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("metric", ""), _negated=True), name="target_of_a_metric"),
                    models.CheckConstraint(
                        condition=models.Q(("level", None), models.Q(("level__gte", 1), ("level__lte", 1000)), _connector="OR"),
                        name="target_in_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WeeklyMail",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("monday", models.DateField()),
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
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "member", "monday"), name="weekly_mail_once"),
                    models.CheckConstraint(condition=models.Q(("monday__iso_week_day", 1)), name="weekly_mail_of_a_monday"),
                ],
            },
        ),
        migrations.CreateModel(
            name="WeeklyReader",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("time_zone", models.CharField(max_length=60)),
                ("since", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
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
                "constraints": [models.UniqueConstraint(fields=("organization", "member"), name="weekly_reader_once")],
            },
        ),
        Wall("MetricsLink", "Target", "WeeklyMail", "WeeklyReader", append_only=["Target"]),
    ]
