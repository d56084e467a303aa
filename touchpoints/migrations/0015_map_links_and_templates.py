"""Links to the map for people outside, maps saved as templates, and what stood before a map was brought in."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import presence.kit.ids
import presence.tenancy.rows
from presence.tenancy.operations import Wall

# What stood before is never altered, but for the moment it was drawn again.
KEPT = """
REVOKE DELETE ON touchpoints_broughtmap FROM presence_app;
CREATE FUNCTION touchpoints_brought_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.undone_at IS NOT NULL OR to_jsonb(NEW) - 'undone_at' <> to_jsonb(OLD) - 'undone_at' THEN
    RAISE EXCEPTION 'what was brought in is never altered' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER brought_kept AFTER UPDATE ON touchpoints_broughtmap
  FOR EACH ROW EXECUTE FUNCTION touchpoints_brought_kept();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("presence", "0016_saved_views"),
        ("touchpoints", "0014_tradeoffs"),
    ]

    operations = [
        migrations.CreateModel(
            name="BroughtMap",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "source",
                    models.CharField(choices=[("file", "File"), ("template", "Template"), ("api", "API")], max_length=10),
                ),
                ("name", models.CharField(blank=True, help_text="Of the file or the template.", max_length=120)),
                ("before", models.JSONField()),
                ("after_digest", models.CharField(max_length=64)),
                ("changes", models.PositiveIntegerField()),
                ("brought_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "brought_by",
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
                "ordering": ["-brought_at", "-id"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["organization", "-brought_at"], name="brought_map_latest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["file", "template", "api"])), name="brought_map_source_known"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MapLink",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("label", models.CharField(help_text="For whom it is.", max_length=80)),
                ("with_figures", models.BooleanField(default=False)),
                ("with_owners", models.BooleanField(default=False)),
                ("token_hash", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
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
            ],
            options={
                "ordering": ["-made_at", "-id"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("organization", "token_hash"), name="map_link_once")],
            },
        ),
        migrations.CreateModel(
            name="MapTemplate",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80)),
                ("about", models.CharField(blank=True, max_length=300)),
                ("document", models.JSONField()),
                ("saved_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("deleted_at", models.DateTimeField(null=True)),
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
                    "saved_by",
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
                "ordering": ["name", "id"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)), fields=("organization", "name"), name="map_template_name_once"
                    ),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="map_template_has_name"),
                ],
            },
        ),
        Wall("BroughtMap", "MapLink", "MapTemplate"),
        migrations.RunSQL(KEPT, "DROP FUNCTION touchpoints_brought_kept() CASCADE"),
    ]
