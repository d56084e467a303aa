"""What a merge of two customers moved, for as long as it can be undone."""

import django.core.serializers.json
import django.db.models.deletion
from django.db import migrations, models

import presence.kit.ids
import presence.tenancy.rows
from presence.tenancy.operations import Wall


class Migration(migrations.Migration):
    dependencies = [
        ("presence", "0016_saved_views"),
    ]

    operations = [
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("customer_id", models.UUIDField()),
                ("former_id", models.UUIDField()),
                ("former_name", models.CharField(max_length=200)),
                ("merged_at", models.DateTimeField()),
                (
                    "before",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        help_text="What presence.customers.merging wrote down.",
                    ),
                ),
                (
                    "held",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        help_text="What each room above moved, by its noun.",
                    ),
                ),
                (
                    "merged_by",
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
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddIndex(
            model_name="merge",
            index=models.Index(fields=["organization", "customer_id"], name="merge_customer"),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.UniqueConstraint(fields=("organization", "former_id"), name="merge_once"),
        ),
        Wall("Merge"),
    ]
