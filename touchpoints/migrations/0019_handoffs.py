"""Handoffs, the organization's page for customers, and probes of the ways to a person."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import presence.kit.ids
import presence.tenancy.rows
from presence.tenancy.operations import Wall

# How a handoff began is a fact. Somebody who has one is asked before another takes it; what was handed back stays as it is,
# until it is opened again. Words only grow, except in an erasure that the same transaction recorded.
GUARD = """
CREATE FUNCTION touchpoints_guard_handoff() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF (NEW.id, NEW.reason, NEW.source, NEW.source_id, NEW.raised_by_id, NEW.touchpoint_id, NEW.promise_id,
      NEW.opened_at, NEW.reply_minutes, NEW.promised_at)
     IS DISTINCT FROM
     (OLD.id, OLD.reason, OLD.source, OLD.source_id, OLD.raised_by_id, OLD.touchpoint_id, OLD.promise_id,
      OLD.opened_at, OLD.reply_minutes, OLD.promised_at) THEN
    RAISE EXCEPTION 'how a handoff began never changes' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.claimed_by_id IS NOT NULL AND NEW.claimed_by_id <> OLD.claimed_by_id THEN
    RAISE EXCEPTION 'nobody takes a handoff from somebody who has it' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.handed_back_at IS NOT NULL AND NEW.handed_back_at IS NOT NULL AND
     (NEW.claimed_by_id, NEW.claimed_at, NEW.reached_at, NEW.handed_back_by_id, NEW.handed_back_at)
     IS DISTINCT FROM
     (OLD.claimed_by_id, OLD.claimed_at, OLD.reached_at, OLD.handed_back_by_id, OLD.handed_back_at) THEN
    RAISE EXCEPTION 'what was handed back stays as it is' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF (NEW.words IS NULL AND OLD.words IS NOT NULL
      OR NOT starts_with(NEW.words, OLD.words)
      OR OLD.handed_back_at IS NOT NULL AND NEW.handed_back_at IS NOT NULL AND NEW.done IS DISTINCT FROM OLD.done)
     AND NOT EXISTS (SELECT FROM presence_erasure
                      WHERE organization_id = OLD.organization_id AND transaction_number = txid_current()) THEN
    RAISE EXCEPTION 'what was said stays, until it is erased' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER guard_handoff AFTER UPDATE ON touchpoints_handoff
  FOR EACH ROW EXECUTE FUNCTION touchpoints_guard_handoff();
REVOKE DELETE ON touchpoints_handoff FROM presence_app;
"""

UNDO = """
DROP TRIGGER guard_handoff ON touchpoints_handoff;
DROP FUNCTION touchpoints_guard_handoff();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("presence", "0017_undoable_merges"),
        ("promises", "0011_templates"),
        ("touchpoints", "0018_automations"),
    ]

    operations = [
        migrations.CreateModel(
            name="Handoff",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("asked_for_a_person", "Asked for a person"),
                            ("not_what_was_sold", "Not what they were sold"),
                            ("reply", "Answered a message"),
                            ("complaint", "Complained"),
                            ("unresolved", "Not resolved by messages"),
                            ("other", "Something else"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("customer", "The customer"),
                            ("member", "A member"),
                            ("key", "Another system"),
                            ("system", "Presence"),
                        ],
                        max_length=10,
                    ),
                ),
                ("source_id", models.CharField(blank=True, max_length=120)),
                ("caller", models.CharField(blank=True, max_length=200)),
                ("words", models.TextField(blank=True, default="", null=True)),
                ("doubt", models.CharField(blank=True, max_length=120)),
                ("opened_at", models.DateTimeField()),
                ("reply_minutes", models.PositiveIntegerField()),
                ("promised_at", models.DateTimeField()),
                ("claimed_at", models.DateTimeField(null=True)),
                ("reached_at", models.DateTimeField(null=True)),
                ("handed_back_at", models.DateTimeField(null=True)),
                ("done", models.TextField(blank=True, help_text="What was done for the customer.", null=True)),
                (
                    "calendar",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        help_text="Whose open minutes count; none for the usual hours.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="presence.calendar",
                    ),
                ),
                (
                    "claimed_by",
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
                    "contact",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="presence.contact",
                    ),
                ),
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
                    "handed_back_by",
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
                    "meant_for",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        help_text="Whom the customer was told they would reach.",
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
                    "promise",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="promises.promise",
                    ),
                ),
                (
                    "raised_by",
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="touchpoints.touchpoint",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("handed_back_at", None)),
                        fields=["organization", "promised_at", "id"],
                        name="handoff_open",
                    ),
                    models.Index(
                        models.F("organization"),
                        models.OrderBy(models.F("handed_back_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("handed_back_at__isnull", False)),
                        name="handoff_closed",
                    ),
                    models.Index(
                        models.F("organization"),
                        models.OrderBy(models.F("opened_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="handoff_newest",
                    ),
                    models.Index(
                        condition=models.Q(("customer__isnull", False)),
                        fields=["organization", "customer"],
                        name="handoff_customer",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(models.Q(("source_id", ""), _negated=True), ("handed_back_at", None)),
                        fields=("organization", "source_id"),
                        name="handoff_one_open_from_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason__in",
                                ["asked_for_a_person", "not_what_was_sold", "reply", "complaint", "unresolved", "other"],
                            )
                        ),
                        name="handoff_reason_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["customer", "member", "key", "system"])), name="handoff_source_known"
                    ),
                    models.CheckConstraint(condition=models.Q(("reply_minutes__gte", 1)), name="handoff_reply_in_time"),
                    models.CheckConstraint(
                        condition=models.Q(("promised_at__gte", models.F("opened_at"))), name="handoff_promised_after_opened"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("claimed_at", None), ("claimed_by", None)),
                            models.Q(("claimed_at__gte", models.F("opened_at")), ("claimed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="handoff_claimed_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reached_at", None),
                            models.Q(("claimed_at__isnull", False), ("reached_at__gte", models.F("claimed_at"))),
                            _connector="OR",
                        ),
                        name="handoff_reached_after_claimed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done", None), ("handed_back_at", None), ("handed_back_by", None)),
                            models.Q(
                                models.Q(
                                    ("reached_at", None), ("handed_back_at__gte", models.F("reached_at")), _connector="OR"
                                ),
                                models.Q(("done", None), models.Q(("done", ""), _negated=True), _connector="OR"),
                                ("claimed_at__isnull", False),
                                ("handed_back_at__gte", models.F("claimed_at")),
                                ("handed_back_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="handoff_handed_back_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Probe",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("problem", models.CharField(blank=True, max_length=300)),
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
                "indexes": [
                    models.Index(
                        models.F("organization"),
                        models.F("touchpoint"),
                        models.OrderBy(models.F("at"), descending=True),
                        name="probe_newest",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReachPage",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("phone", models.CharField(blank=True, help_text="E.164", max_length=40)),
                ("words", models.CharField(blank=True, max_length=300)),
                ("generation", models.PositiveIntegerField(default=1)),
                ("opened_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("closed_at", models.DateTimeField(null=True)),
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
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)), fields=("organization",), name="reach_page_one_open"
                    ),
                    models.UniqueConstraint(fields=("organization", "generation"), name="reach_page_generation_once"),
                    models.CheckConstraint(condition=models.Q(("generation__gte", 1)), name="reach_page_generation"),
                ],
            },
        ),
        Wall("Handoff", "Probe", "ReachPage", append_only=["Probe"]),
        migrations.RunSQL(GUARD, UNDO),
    ]
