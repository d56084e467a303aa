"""An index for the foreign key of checks to terms: without it, removing terms reads every check of the organization."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("presence", "0011_remove_example"),
        ("promises", "0004_next_due"),
        ("touchpoints", "0004_due_commitments"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="check",
            index=models.Index(
                condition=models.Q(("term__isnull", False)), fields=["organization", "term"], name="check_term_row"
            ),
        ),
    ]
