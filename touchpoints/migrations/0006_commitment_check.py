"""A rule's verdict on a commitment of a promise is a check without an interaction."""

import django.db.models.deletion
from django.db import migrations, models

import presence.tenancy.rows


class Migration(migrations.Migration):
    dependencies = [
        ("presence", "0013_customer_lists"),
        ("promises", "0005_commitment"),
        ("touchpoints", "0005_check_term_row"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="check",
            name="check_once",
        ),
        migrations.AddField(
            model_name="check",
            name="done_at",
            field=models.DateTimeField(help_text="Of a rule's verdict on a commitment: when it was done.", null=True),
        ),
        migrations.AddField(
            model_name="check",
            name="promised_by",
            field=models.DateTimeField(help_text="Of a rule's verdict on a commitment: when it was due.", null=True),
        ),
        migrations.AlterField(
            model_name="check",
            name="interaction",
            field=presence.tenancy.rows.Reference(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="checks",
                to="touchpoints.interaction",
            ),
        ),
        migrations.AddIndex(
            model_name="check",
            index=models.Index(
                condition=models.Q(("promised_by__isnull", False)),
                fields=["organization", "promised_by"],
                name="check_commitment",
            ),
        ),
        migrations.AddConstraint(
            model_name="check",
            constraint=models.UniqueConstraint(
                condition=models.Q(("interaction__isnull", False)),
                fields=("organization", "interaction", "promise", "term_key", "basis"),
                name="check_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="check",
            constraint=models.UniqueConstraint(
                condition=models.Q(("interaction", None)), fields=("organization", "term"), name="check_commitment_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="check",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at", None), ("interaction__isnull", False), ("promised_by", None)),
                    models.Q(
                        ("basis", "rule"),
                        ("interaction", None),
                        ("promise__isnull", False),
                        ("promised_by__isnull", False),
                        ("term__isnull", False),
                        ("term_key__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="check_one_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="check",
            constraint=models.CheckConstraint(
                condition=models.Q(("promised_by", None), ("verdict__in", ["kept", "broken", "renegotiated"]), _connector="OR"),
                name="check_rule_verdict",
            ),
        ),
    ]
