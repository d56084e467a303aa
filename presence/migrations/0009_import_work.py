"""What the import wizard needs: the file in pieces, how far work has come, and what happened to each row."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import presence.kit.ids
import presence.tenancy.rows
from presence.tenancy.operations import Wall


class Migration(migrations.Migration):
    dependencies = [
        ("presence", "0008_letters"),
    ]

    operations = [
        migrations.AddField(
            model_name="import",
            name="failures",
            field=models.PositiveSmallIntegerField(db_default=0, help_text="Attempts in a row that ended in an error."),
        ),
        migrations.AddField(
            model_name="import",
            name="is_utf_8",
            field=models.BooleanField(db_default=False, help_text="Whether the whole file decodes as UTF-8."),
        ),
        migrations.AddField(
            model_name="import",
            name="lease",
            field=models.UUIDField(help_text="Who works on it until then.", null=True),
        ),
        migrations.AddField(
            model_name="import",
            name="profile",
            field=models.JSONField(
                db_default={}, default=dict, help_text="What the columns hold, seen over the file's beginning."
            ),
        ),
        migrations.AddField(
            model_name="import",
            name="read_line",
            field=models.PositiveIntegerField(db_default=1, help_text="Line at that byte."),
        ),
        migrations.AddField(
            model_name="import",
            name="read_to",
            field=models.PositiveIntegerField(db_default=0, help_text="Byte up to which the rows have been read."),
        ),
        migrations.AddField(
            model_name="import",
            name="remembered_at",
            field=models.DateTimeField(help_text="When the mapping that was offered had last been used.", null=True),
        ),
        migrations.AddField(
            model_name="import",
            name="size",
            field=models.PositiveIntegerField(db_default=0, help_text="Bytes of the file."),
        ),
        migrations.AddField(
            model_name="import",
            name="unknown",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(), db_default=[], default=list, help_text="Cells that mean unknown.", size=None
            ),
        ),
        migrations.AddField(
            model_name="importrow",
            name="changes",
            field=models.JSONField(help_text="What it would alter: label, before, after.", null=True),
        ),
        migrations.AddField(
            model_name="importrow",
            name="flaw",
            field=models.CharField(db_default="", max_length=300),
        ),
        migrations.AddField(
            model_name="importrow",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("", "Not imported yet"),
                    ("created", "Created"),
                    ("updated", "Changed"),
                    ("unchanged", "Unchanged"),
                    ("superseded", "A later row has the same reference"),
                    ("skipped", "Skipped"),
                    ("rejected", "Rejected"),
                    ("not_reached", "Not reached"),
                    ("undone", "Undone"),
                    ("stayed", "Could not be undone"),
                ],
                db_default="",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="importrow",
            name="reference",
            field=models.TextField(db_default="", help_text="What the file calls it; of several rows the last one counts."),
        ),
        migrations.AlterField(
            model_name="importrow",
            name="verdict",
            field=models.CharField(
                choices=[
                    ("pending", "Not checked yet"),
                    ("new", "New"),
                    ("changed", "Changed"),
                    ("unchanged", "Unchanged"),
                    ("superseded", "A later row has the same reference"),
                    ("problem", "Problem"),
                ],
                default="pending",
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="FilePiece",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("position", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
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
                    "source",
                    presence.tenancy.rows.Reference(
                        db_column="import_id",
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pieces",
                        to="presence.import",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.DeleteModel(
            name="ImportFile",
        ),
        migrations.AddConstraint(
            model_name="filepiece",
            constraint=models.UniqueConstraint(fields=("organization", "source", "position"), name="file_piece_once"),
        ),
        Wall("FilePiece"),
    ]
