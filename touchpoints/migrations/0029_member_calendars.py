"""Calendars of members with the appointments in them, and what the tick asks: who has one to read."""

import datetime

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.db import migrations, models

import presence.kit.ids
import presence.tenancy.rows
from presence.tenancy.operations import Wall

FUNCTION = """
GRANT SELECT ON touchpoints_membercalendar TO presence_search;
GRANT CREATE ON SCHEMA public TO presence_search;

CREATE FUNCTION presence_organizations_with_calendars() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT DISTINCT organization_id FROM touchpoints_membercalendar WHERE removed_at IS NULL
$$;

ALTER FUNCTION presence_organizations_with_calendars() OWNER TO presence_search;
REVOKE CREATE ON SCHEMA public FROM presence_search;
REVOKE EXECUTE ON FUNCTION presence_organizations_with_calendars() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION presence_organizations_with_calendars() TO presence_app, presence_owner;
"""
UNDO = "DROP FUNCTION presence_organizations_with_calendars()"


class Migration(migrations.Migration):
    dependencies = [
        ("presence", "0017_undoable_merges"),
        ("touchpoints", "0028_leaving_asks_for_handoffs"),
    ]

    operations = [
        migrations.CreateModel(
            name="MemberCalendar",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80)),
                ("way", models.CharField(choices=[("file", "A file"), ("address", "A subscription")], max_length=10)),
                ("sealed_address", models.TextField(blank=True)),
                ("host", models.CharField(blank=True, max_length=253)),
                (
                    "presence_kind",
                    models.CharField(
                        choices=[("outreach", "Outreach"), ("clarifying_call", "Clarifying call"), ("follow_up", "Follow-up")],
                        max_length=20,
                    ),
                ),
                ("etag", models.CharField(blank=True, max_length=300)),
                ("last_modified", models.CharField(blank=True, max_length=80)),
                (
                    "left_out",
                    models.JSONField(default=dict, help_text="How many events of the last reading were left out, by reason."),
                ),
                ("read_at", models.DateTimeField(help_text="The last reading that worked.", null=True)),
                (
                    "whole_at",
                    models.DateTimeField(help_text="The last reading of the whole calendar, changed or not.", null=True),
                ),
                ("tried_at", models.DateTimeField(null=True)),
                ("failing_since", models.DateTimeField(null=True)),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("removed_at", models.DateTimeField(null=True)),
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
                        help_text="What its appointments are.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="touchpoints.touchpoint",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "id"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=64)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("title", models.CharField(blank=True, max_length=300)),
                ("title_gone", models.BooleanField(default=False, help_text="It went with an erasure, and is not read again.")),
                (
                    "found_by",
                    models.CharField(
                        choices=[
                            ("address", "Their address is invited"),
                            ("several", "Several customers are invited"),
                            ("title", "The title names them"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "left_out",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Counts"),
                            ("canceled", "It was canceled"),
                            ("declined", "You declined it"),
                            ("free", "It is shown as free"),
                            ("too_long", "It lasts more than 12 hours"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("", "Not answered"), ("yes", "With this customer"), ("no", "Does not count")],
                        max_length=5,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "presence_kind",
                    models.CharField(
                        blank=True,
                        choices=[("outreach", "Outreach"), ("clarifying_call", "Clarifying call"), ("follow_up", "Follow-up")],
                        help_text="Where the calendar's does not hold.",
                        max_length=20,
                    ),
                ),
                ("counted", models.PositiveIntegerField(default=0, help_text="Seconds that count.")),
                ("logged", models.PositiveIntegerField(default=0, help_text="Seconds that the member logged otherwise.")),
                ("elsewhere", models.PositiveIntegerField(default=0, help_text="Seconds that another appointment has.")),
                ("interaction_version", models.PositiveIntegerField(null=True)),
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
                    "interaction",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="touchpoints.interaction",
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
                    "calendar",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="touchpoints.membercalendar",
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_at", "-id"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddIndex(
            model_name="membercalendar",
            index=models.Index(fields=["organization", "member"], name="member_calendar_member"),
        ),
        migrations.AddIndex(
            model_name="membercalendar",
            index=models.Index(fields=["organization", "touchpoint"], name="member_calendar_touchpoint"),
        ),
        migrations.AddConstraint(
            model_name="membercalendar",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ["file", "address"])), name="member_calendar_way_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="membercalendar",
            constraint=models.CheckConstraint(
                condition=models.Q(("presence_kind__in", ["outreach", "clarifying_call", "follow_up"])),
                name="member_calendar_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="membercalendar",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("host", ""), ("sealed_address", ""), ("way", "file")),
                    models.Q(
                        ("removed_at", None),
                        ("way", "address"),
                        models.Q(("sealed_address", ""), _negated=True),
                        models.Q(("host", ""), _negated=True),
                    ),
                    models.Q(("removed_at__isnull", False), ("sealed_address", ""), ("way", "address")),
                    _connector="OR",
                ),
                name="member_calendar_secret_goes",
            ),
        ),
        migrations.AddConstraint(
            model_name="membercalendar",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("failing_since", None), ("problem", "")),
                    models.Q(models.Q(("problem", ""), _negated=True), ("failing_since__isnull", False)),
                    _connector="OR",
                ),
                name="member_calendar_problem_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["organization", "calendar", "-starts_at"], name="appointment_newest"),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["organization", "customer"], name="appointment_customer"),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.UniqueConstraint(fields=("organization", "calendar", "key"), name="appointment_once"),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("interaction__isnull", False)),
                fields=("organization", "interaction"),
                name="appointment_interaction_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="appointment_takes_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("found_by__in", ["address", "several", "title"])), name="appointment_found_by_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer__in", ["", "yes", "no"])), name="appointment_answer_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at", None)),
                    models.Q(models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)),
                    _connector="OR",
                ),
                name="appointment_answer_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("presence_kind__in", ["", "outreach", "clarifying_call", "follow_up"])),
                name="appointment_presence_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("interaction", None), ("interaction_version", None)),
                    models.Q(("interaction__isnull", False), ("interaction_version__isnull", False)),
                    _connector="OR",
                ),
                name="appointment_interaction_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "ends_at__gte",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("starts_at"),
                                    "+",
                                    models.ExpressionWrapper(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("counted"),
                                            "*",
                                            models.Value(datetime.timedelta(seconds=1), output_field=models.DurationField()),
                                        ),
                                        output_field=models.DurationField(),
                                    ),
                                ),
                                "+",
                                models.ExpressionWrapper(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("logged"),
                                        "*",
                                        models.Value(datetime.timedelta(seconds=1), output_field=models.DurationField()),
                                    ),
                                    output_field=models.DurationField(),
                                ),
                            ),
                            "+",
                            models.ExpressionWrapper(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("elsewhere"),
                                    "*",
                                    models.Value(datetime.timedelta(seconds=1), output_field=models.DurationField()),
                                ),
                                output_field=models.DurationField(),
                            ),
                        ),
                    )
                ),
                name="appointment_counts_its_own",
            ),
        ),
        Wall("MemberCalendar", "Appointment"),
        migrations.RunSQL(FUNCTION, UNDO),
    ]
