"""No index of its own for the key: every lookup names the organization, whose unique key serves it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("touchpoints", "0002_wall"),
    ]

    operations = [
        migrations.AlterField(
            model_name="touchpoint",
            name="key",
            field=models.SlugField(db_index=False, max_length=60),
        ),
    ]
