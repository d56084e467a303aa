"""Notes that sound like a commitment, and what the minute's tick asks before there is a scope: who has new notes."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import presence.kit.ids
import presence.tenancy.rows
from presence.tenancy.operations import Wall

FUNCTION = """
GRANT SELECT ON touchpoints_newnotes TO presence_search;
GRANT CREATE ON SCHEMA public TO presence_search;

CREATE FUNCTION presence_organizations_with_notes() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT DISTINCT organization_id FROM touchpoints_newnotes
$$;

ALTER FUNCTION presence_organizations_with_notes() OWNER TO presence_search;
REVOKE CREATE ON SCHEMA public FROM presence_search;
REVOKE EXECUTE ON FUNCTION presence_organizations_with_notes() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION presence_organizations_with_notes() TO presence_app, presence_owner;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("presence", "0014_hours"),
        ("promises", "0009_agreement_holds"),
        ("touchpoints", "0008_erase_versions"),
    ]

    operations = [
        migrations.CreateModel(
            name="NewNotes",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("interactions", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ("written_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
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
        migrations.CreateModel(
            name="Said",
            fields=[
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("occurred_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(help_text="Of the interaction, when its note was looked at.")),
                ("found_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("term_key", models.UUIDField(help_text="The term that says it.", null=True)),
                ("dismissed_because", models.CharField(blank=True, max_length=200)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "interaction",
                    presence.tenancy.rows.Reference(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
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
                    "settled_by",
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
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(
                        models.F("organization"),
                        models.OrderBy(models.F("occurred_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("settled_at", None)),
                        name="said_open",
                    ),
                    models.Index(
                        condition=models.Q(("promise__isnull", False)), fields=["organization", "promise"], name="said_promise"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("dismissed_because", ""),
                                ("promise", None),
                                ("settled_at", None),
                                ("settled_by", None),
                                ("term_key", None),
                            ),
                            models.Q(
                                ("dismissed_because", ""),
                                ("promise__isnull", False),
                                ("settled_at__isnull", False),
                                ("term_key__isnull", False),
                            ),
                            models.Q(
                                ("promise", None),
                                ("settled_at__isnull", False),
                                ("term_key", None),
                                models.Q(("dismissed_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="said_one_way",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="said",
            constraint=models.UniqueConstraint(fields=("organization", "interaction"), name="said_once"),
        ),
        Wall("NewNotes", "Said"),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION presence_organizations_with_notes()"),
    ]
