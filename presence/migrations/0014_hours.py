"""Business hours, frontline hours and absences. Ranges that may not overlap need GiST over plain columns."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

import presence.hours.models
import presence.kit.ids
import presence.tenancy.rows
from presence.tenancy.operations import Wall


class Migration(migrations.Migration):
    dependencies = [
        ("presence", "0013_customer_lists"),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name="Calendar",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60)),
                ("time_zone", models.CharField(max_length=60)),
                ("is_usual", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1)),
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
                "ordering": ["-is_usual", "name"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="FrontlineHours",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("from_day", models.DateField()),
                ("minutes", django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=7)),
                ("set_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                (
                    "member",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="frontline_hours",
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
                "ordering": ["from_day"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Holiday",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("name", models.CharField(max_length=80)),
                (
                    "calendar",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holidays",
                        to="presence.calendar",
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
                "ordering": ["day"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("weekday", models.PositiveSmallIntegerField()),
                ("begins", models.PositiveSmallIntegerField()),
                ("ends", models.PositiveSmallIntegerField()),
                (
                    "calendar",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="openings",
                        to="presence.calendar",
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
                "ordering": ["weekday", "begins"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                (
                    "member",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences",
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
                "ordering": ["first_day"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first_day__lte", models.F("last_day"))), name="absence_in_order"
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("organization", "="),
                            ("member", "="),
                            (presence.hours.models.DayRange("first_day", "last_day", models.Value("[]")), "&&"),
                        ],
                        name="absence_no_overlap",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="calendar",
            constraint=models.UniqueConstraint(fields=("organization", "name"), name="calendar_name_once"),
        ),
        migrations.AddConstraint(
            model_name="calendar",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_usual", True)), fields=("organization",), name="calendar_one_usual"
            ),
        ),
        migrations.AddConstraint(
            model_name="frontlinehours",
            constraint=models.UniqueConstraint(fields=("organization", "member", "from_day"), name="frontline_from_once"),
        ),
        migrations.AddConstraint(
            model_name="frontlinehours",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes__len", 7), presence.hours.models.EachWithinDay("minutes")),
                name="frontline_minutes_of_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="holiday",
            constraint=models.UniqueConstraint(fields=("organization", "calendar", "day"), name="holiday_day_once"),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.CheckConstraint(condition=models.Q(("weekday__lte", 6)), name="opening_weekday_known"),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.CheckConstraint(
                condition=models.Q(("begins__lt", models.F("ends")), ("ends__lte", 1440)), name="opening_within_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("organization", "="),
                    ("calendar", "="),
                    ("weekday", "="),
                    (presence.hours.models.MinuteRange("begins", "ends"), "&&"),
                ],
                name="opening_no_overlap",
            ),
        ),
        Wall("Calendar", "Opening", "Holiday", "FrontlineHours", "Absence"),
    ]
