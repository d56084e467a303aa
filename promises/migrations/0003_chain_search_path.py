"""The chain's trigger looks into `pg_temp` last, so that no temporary table can stand in for the revisions it reads."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("promises", "0002_wall")]
    operations = [
        migrations.RunSQL(
            "ALTER FUNCTION promises_continue_chain() SET search_path = pg_catalog, public, pg_temp",
            "ALTER FUNCTION promises_continue_chain() SET search_path = pg_catalog, public",
        ),
    ]
