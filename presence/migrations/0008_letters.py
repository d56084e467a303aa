"""Mail about accounts, and what ticks ask before there is a scope: which organizations have work."""

import django.db.models.functions.datetime
from django.db import migrations, models

import presence.kit.ids

PRIVILEGES = "REVOKE ALL ON presence_accountletter FROM presence_rollup;"

FUNCTIONS = """
GRANT SELECT ON presence_letter, presence_import, presence_storedanswer TO presence_search;
GRANT CREATE ON SCHEMA public TO presence_search;

CREATE FUNCTION presence_organizations_with_letters() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT organization_id FROM presence_letter WHERE state = 'queued' AND due_at <= statement_timestamp()
   UNION
  SELECT organization_id FROM presence_letter WHERE state = 'sending' AND leased_until < statement_timestamp()
$$;

CREATE FUNCTION presence_organizations_with_imports() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT DISTINCT organization_id FROM presence_import
   WHERE state IN ('checking', 'running', 'undoing') AND (leased_until IS NULL OR leased_until < statement_timestamp())
$$;

CREATE FUNCTION presence_organizations_with_answers() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT DISTINCT organization_id FROM presence_storedanswer WHERE created_at < statement_timestamp() - interval '24 hours'
$$;

ALTER FUNCTION presence_organizations_with_letters() OWNER TO presence_search;
ALTER FUNCTION presence_organizations_with_imports() OWNER TO presence_search;
ALTER FUNCTION presence_organizations_with_answers() OWNER TO presence_search;
REVOKE CREATE ON SCHEMA public FROM presence_search;
REVOKE EXECUTE ON FUNCTION presence_organizations_with_letters(), presence_organizations_with_imports(),
  presence_organizations_with_answers() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION presence_organizations_with_letters(), presence_organizations_with_imports(),
  presence_organizations_with_answers() TO presence_app, presence_owner;
"""

UNDO = """
DROP FUNCTION presence_organizations_with_letters();
DROP FUNCTION presence_organizations_with_imports();
DROP FUNCTION presence_organizations_with_answers();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("presence", "0007_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountLetter",
            fields=[
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("sending", "Sending"),
                            ("sent", "Sent"),
                            ("uncertain", "Uncertain"),
                            ("failed", "Failed"),
                            ("canceled", "Canceled"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("due_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("not_after", models.DateTimeField(null=True)),
                ("leased_until", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("to", models.EmailField(max_length=254)),
                ("subject", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("html", models.TextField(blank=True)),
                ("id", models.UUIDField(default=presence.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
            ],
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("state", "sending")), fields=["organization", "leased_until"], name="letter_sending"
            ),
        ),
        migrations.AddIndex(
            model_name="accountletter",
            index=models.Index(condition=models.Q(("state", "queued")), fields=["due_at"], name="account_letter_due"),
        ),
        migrations.AddIndex(
            model_name="accountletter",
            index=models.Index(
                condition=models.Q(("state", "sending")), fields=["leased_until"], name="account_letter_sending"
            ),
        ),
        migrations.AddConstraint(
            model_name="accountletter",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["queued", "sending", "sent", "uncertain", "failed", "canceled"])),
                name="account_letter_state_known",
            ),
        ),
        migrations.RunSQL(PRIVILEGES, migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTIONS, UNDO),
    ]
