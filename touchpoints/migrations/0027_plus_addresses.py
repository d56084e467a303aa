"""Whether the mailbox that takes answers also takes them with a name after a plus."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("touchpoints", "0026_presence_time")]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="plus_addresses",
            field=models.BooleanField(
                db_default=False, help_text="Answers may go to an address with the message's name after a plus."
            ),
        ),
    ]
