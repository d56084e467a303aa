"""Leaves word of the notes that were written before anybody looked through them, five thousand at a time."""

from django.db import migrations

LOOK = """
INSERT INTO touchpoints_newnotes (id, organization_id, interactions)
SELECT gen_random_uuid(), organization_id, array_agg(id) FROM (
  SELECT organization_id, id, (row_number() OVER (PARTITION BY organization_id ORDER BY id) - 1) / 5000 AS part
    FROM touchpoints_interaction WHERE note <> '' AND deleted_at IS NULL) AS written
 GROUP BY organization_id, part
"""


class Migration(migrations.Migration):
    dependencies = [("touchpoints", "0009_said")]
    operations = [migrations.RunSQL(LOOK, migrations.RunSQL.noop)]
