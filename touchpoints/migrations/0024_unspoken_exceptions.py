"""An index for exceptions that wait for a real conversation."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("presence", "0017_undoable_merges"),
        ("touchpoints", "0023_followups"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="interaction",
            index=models.Index(
                condition=models.Q(
                    ("deleted_at", None),
                    models.Q(("exception", "none"), _negated=True),
                    models.Q(("conversation_held", None), ("conversation_held", False), _connector="OR"),
                ),
                fields=["organization", "occurred_at"],
                name="interaction_unspoken",
            ),
        ),
    ]
