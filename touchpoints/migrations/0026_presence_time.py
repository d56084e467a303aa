"""Targets of presence time, and what people say about a sample of their contacts."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import presence.kit.ids
import presence.tenancy.rows
from presence.tenancy.operations import Wall


class Migration(migrations.Migration):
    dependencies = [
        ("presence", "0017_undoable_merges"),
        ("touchpoints", "0025_fewer_providers"),
    ]

    operations = [
        migrations.CreateModel(
            name="PresenceTarget",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("role", models.CharField(choices=[("leader", "Leaders"), ("agent", "Agents")], max_length=10)),
                ("from_day", models.DateField()),
                ("low", models.PositiveSmallIntegerField()),
                ("high", models.PositiveSmallIntegerField()),
                ("set_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-from_day", "-set_at", "-id"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="QualityNote",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("words", models.CharField(max_length=500)),
                ("written_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddIndex(
            model_name="interaction",
            index=models.Index(
                condition=models.Q(("deleted_at", None), models.Q(("presence_kind", ""), _negated=True)),
                fields=["organization", "member", "local_day"],
                name="interaction_presence",
            ),
        ),
        migrations.AddField(
            model_name="presencetarget",
            name="organization",
            field=presence.tenancy.rows.OwningOrganization(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="presence.organization",
            ),
        ),
        migrations.AddField(
            model_name="presencetarget",
            name="set_by",
            field=presence.tenancy.rows.Reference(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="presence.membership",
            ),
        ),
        migrations.AddField(
            model_name="qualitynote",
            name="interaction",
            field=presence.tenancy.rows.Reference(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="touchpoints.interaction",
            ),
        ),
        migrations.AddField(
            model_name="qualitynote",
            name="member",
            field=presence.tenancy.rows.Reference(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="presence.membership",
            ),
        ),
        migrations.AddField(
            model_name="qualitynote",
            name="organization",
            field=presence.tenancy.rows.OwningOrganization(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="presence.organization",
            ),
        ),
        migrations.AddIndex(
            model_name="presencetarget",
            index=models.Index(fields=["organization", "-from_day", "-set_at", "-id"], name="presence_target_newest"),
        ),
        migrations.AddConstraint(
            model_name="presencetarget",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["leader", "agent"])), name="presence_target_role_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="presencetarget",
            constraint=models.CheckConstraint(
                condition=models.Q(("high__gte", 1), ("high__lte", 100), ("low__lte", models.F("high"))),
                name="presence_target_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="qualitynote",
            constraint=models.UniqueConstraint(fields=("organization", "interaction"), name="quality_note_once"),
        ),
        migrations.AddConstraint(
            model_name="qualitynote",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="quality_note_says_something"
            ),
        ),
        Wall("PresenceTarget", "QualityNote", append_only=["PresenceTarget"]),
    ]
