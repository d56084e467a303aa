"""No index of its own for the key: every lookup names the organization, whose unique key serves it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("presence", "0005_narrow_privileges"),
    ]

    operations = [
        migrations.AlterField(
            model_name="team",
            name="key",
            field=models.SlugField(db_index=False, max_length=40),
        ),
    ]
