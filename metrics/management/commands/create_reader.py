"""`manage.py create_reader`: a login with which other programs of an organization read. Prints its address alone."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from metrics.readers import actions
from presence.kit.refusals import Refusal
from presence.tenancy import directory, scope
from presence.tenancy.actors import SYSTEM


class Command(BaseCommand):
    help = "Make a database login that reads an organization's views and nothing else. Its address goes to standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organization", required=True, metavar="SLUG", help="its address")

    def handle(self, *args: Any, **options: Any) -> None:
        organization_id = directory.organization_id_for(options["organization"])
        if organization_id is None:
            raise CommandError(f"There is no organization at “{options['organization']}”.")
        try:
            with scope.acting_for(organization_id):
                address = actions.make(by=SYSTEM)
        except Refusal as refusal:
            raise CommandError(refusal.words) from refusal
        self.stderr.write("Made a login that reads the views of the schema “reading”. It is shown this once:")
        self.stdout.write(address)
