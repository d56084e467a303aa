"""Puts the tables of this floor behind the wall."""

from django.db import migrations

from presence.tenancy.operations import Wall


class Migration(migrations.Migration):
    dependencies = [("touchpoints", "0001_initial"), ("promises", "0002_wall")]
    operations = [
        Wall("Journey", "Stage", "Touchpoint", "Interaction", "FormerVersion", "Check", append_only=["FormerVersion"]),
    ]
