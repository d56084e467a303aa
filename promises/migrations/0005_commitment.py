"""Commitments, with a row for each one of a promise that is agreed already."""

import django.db.models.deletion
from django.db import migrations, models

import presence.kit.ids
import presence.tenancy.rows
from presence.tenancy.operations import Wall

OPEN = """
INSERT INTO promises_commitment (id, organization_id, promise_id, term_key, term_id, due_at)
SELECT gen_random_uuid(), p.organization_id, p.id, t.key, t.id, t.due_at
  FROM promises_promise p
  JOIN promises_revision r ON r.organization_id = p.organization_id AND r.promise_id = p.id AND r.number = p.current_number
  JOIN promises_term t ON t.organization_id = r.organization_id AND t.revision_id = r.id AND t.due_at IS NOT NULL
 WHERE p.state = 'agreed'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("presence", "0013_customer_lists"),
        ("promises", "0004_next_due"),
    ]

    operations = [
        migrations.CreateModel(
            name="Commitment",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("term_key", models.UUIDField(help_text="The term's key, stable across revisions.")),
                ("due_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "ended_at",
                    models.DateTimeField(help_text="Since when it binds no more: dropped, or its promise closed.", null=True),
                ),
                (
                    "found_overdue_at",
                    models.DateTimeField(help_text="When the minute's tick wrote down that its time had passed.", null=True),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments",
                        to="promises.promise",
                    ),
                ),
                (
                    "term",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="promises.term",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None), ("ended_at", None)),
                        fields=["organization", "due_at", "id"],
                        name="commitment_open",
                    ),
                    models.Index(
                        condition=models.Q(("done_at", None), ("ended_at", None), ("found_overdue_at", None)),
                        fields=["organization", "due_at"],
                        name="commitment_unfound",
                    ),
                    models.Index(
                        models.F("organization"),
                        models.OrderBy(models.F("done_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("done_at__isnull", False)),
                        name="commitment_done",
                    ),
                    models.Index(fields=["organization", "term"], name="commitment_term"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "promise", "term_key"), name="commitment_once"),
                    models.CheckConstraint(
                        condition=models.Q(("done_at__isnull", False), ("done_by", None), _connector="OR"),
                        name="commitment_doer_has_done",
                    ),
                ],
            },
        ),
        Wall("Commitment"),
        migrations.RunSQL(OPEN, migrations.RunSQL.noop),
    ]
