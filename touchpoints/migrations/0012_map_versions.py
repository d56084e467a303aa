"""Versions of the map, what is published of it, what an automatic moment needs, and changes that two people decide."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import presence.kit.ids
import presence.tenancy.rows
from presence.tenancy.operations import Wall


class Migration(migrations.Migration):
    dependencies = [
        ("presence", "0015_merge_and_erase"),
        ("touchpoints", "0011_scenarios"),
    ]

    operations = [
        migrations.CreateModel(
            name="ApprovedMessage",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("sha256", models.CharField(max_length=64)),
                ("language", models.CharField(max_length=8)),
                ("subject", models.CharField(max_length=150)),
                ("text", models.TextField(max_length=5000)),
                ("approved_at", models.DateTimeField()),
                (
                    "approved_by",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="touchpoints.touchpoint",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "touchpoint", "sha256"), name="approved_message_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="EscapeHatch",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("reply_minutes", models.PositiveIntegerField()),
                (
                    "calendar",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="presence.calendar",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hatches",
                        to="touchpoints.touchpoint",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "touchpoint"), name="hatch_once"),
                    models.CheckConstraint(condition=models.Q(("reply_minutes__gte", 1)), name="hatch_reply_in_time"),
                ],
            },
        ),
        migrations.CreateModel(
            name="MapVersion",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("document", models.JSONField()),
                ("note", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("effective_from", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("applied_at", models.DateTimeField(null=True)),
                ("canceled_at", models.DateTimeField(null=True)),
                (
                    "reverted_from",
                    models.PositiveIntegerField(help_text="The number of the version this one brought back.", null=True),
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
                    "published_by",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="presence.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="map_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("applied_at", None), ("canceled_at", None)),
                        fields=("organization",),
                        name="map_version_one_waiting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("applied_at", None), ("canceled_at", None), _connector="OR"),
                        name="map_version_applied_or_canceled",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MessageTemplate",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("language", models.CharField(default="en", max_length=8)),
                ("subject", models.CharField(max_length=150)),
                ("text", models.TextField(max_length=5000)),
                ("version", models.PositiveIntegerField(default=1)),
                ("approved_sha256", models.CharField(blank=True, max_length=64)),
                ("approved_at", models.DateTimeField(null=True)),
                (
                    "approved_by",
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
                    "touchpoint",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="touchpoints.touchpoint",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "touchpoint"), name="message_once"),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("subject", ""), _negated=True), models.Q(("text", ""), _negated=True)),
                        name="message_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_at", None), ("approved_by", None), ("approved_sha256", "")),
                            models.Q(
                                models.Q(("approved_sha256", ""), _negated=True),
                                ("approved_at__isnull", False),
                                ("approved_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="message_approval_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PendingChange",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("unprotect", "No longer protected"), ("loosen", "Closer to automatic")], max_length=10
                    ),
                ),
                ("wanted", models.JSONField()),
                ("reason", models.CharField(max_length=300)),
                ("asked_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Waiting"),
                            ("approved", "Approved"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("words", models.CharField(blank=True, help_text="What the one who decided said.", max_length=300)),
                (
                    "alone",
                    models.BooleanField(default=False, help_text="There was nobody else to ask; an hour went by instead."),
                ),
                ("used_in", models.PositiveIntegerField(null=True)),
                (
                    "asked_by",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="presence.membership",
                    ),
                ),
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
                (
                    "touchpoint",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="touchpoints.touchpoint",
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at", "-id"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["organization", "touchpoint", "-asked_at"], name="pending_change_touchpoint")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "")),
                        fields=("organization", "touchpoint"),
                        name="pending_change_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["unprotect", "loosen"])), name="pending_change_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["", "approved", "declined", "withdrawn"])),
                        name="pending_change_outcome_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="pending_change_has_reason"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("outcome", "")),
                            models.Q(
                                models.Q(("outcome", ""), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="pending_change_decided_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("used_in", None), ("outcome", "approved"), _connector="OR"),
                        name="pending_change_used_approved",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublishedTouchpoint",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version_number", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=120)),
                (
                    "mode",
                    models.CharField(
                        choices=[("human_only", "Human-only"), ("augment", "Augment"), ("automate", "Automate")],
                        default="human_only",
                        max_length=10,
                    ),
                ),
                ("mode_reason", models.CharField(blank=True, max_length=300)),
                (
                    "protected",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("bad_news", "Bad news"),
                                ("pricing", "Pricing"),
                                ("scope_tradeoff", "Scope trade-off"),
                                ("recovery", "Recovery"),
                                ("negotiation", "Negotiation"),
                                ("apology", "Apology"),
                                ("teaching", "Teaching"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "stakes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("value", "Value"),
                                ("emotion", "Emotion"),
                                ("reversibility", "Hard to reverse"),
                                ("complex", "Complex"),
                                ("strategic", "Strategic"),
                                ("sensitive", "Sensitive"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("key_moment", models.BooleanField(default=False)),
                ("hatch_reply_minutes", models.PositiveIntegerField(null=True)),
                ("message_sha256", models.CharField(blank=True, max_length=64)),
                ("archived", models.BooleanField(default=False)),
                ("was_guarded", models.BooleanField(default=False, editable=False)),
                (
                    "hatch_calendar",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="presence.calendar",
                    ),
                ),
                (
                    "hatch_member",
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
                    "owner",
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
                    "touchpoint",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="published",
                        to="touchpoints.touchpoint",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "touchpoint"), name="published_once"),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["human_only", "augment", "automate"])), name="published_mode_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mode", "automate"), _negated=True), ("protected__len", 0), _connector="OR"
                        ),
                        name="published_protected_never_automate",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mode", "automate"), _negated=True),
                            models.Q(
                                models.Q(("message_sha256", ""), _negated=True),
                                ("hatch_member__isnull", False),
                                ("hatch_reply_minutes__isnull", False),
                                ("owner__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="published_automate_complete",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "protected__contained_by",
                                ["bad_news", "pricing", "scope_tradeoff", "recovery", "negotiation", "apology", "teaching"],
                            )
                        ),
                        name="published_protection_known",
                    ),
                ],
            },
        ),
        Wall(
            "EscapeHatch",
            "MessageTemplate",
            "MapVersion",
            "PublishedTouchpoint",
            "ApprovedMessage",
            "PendingChange",
            append_only=["ApprovedMessage"],
        ),
    ]
