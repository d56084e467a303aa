"""Loads the example organization and prints who can sign in to it. Running it again changes nothing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from presence.examples import actions, people
from presence.tenancy import directory

SLUG, DOMAIN = "fieldstone", "fieldstone.example"
PASSWORD = "try-presence"  # noqa: S105  printed, and refused in production


class Command(BaseCommand):
    help = __doc__ or ""

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.LOCAL:
            raise CommandError("The example has a known password. It is loaded in local mode only.")
        if directory.organization_id_for(SLUG) is None:
            owner = people.register(people.OWNER, domain=DOMAIN, password=PASSWORD)
            actions.load(now=timezone.now(), owner=owner, slug=SLUG, domain=DOMAIN, password=PASSWORD)
        self.stdout.write(f"Example sign-ins, all with the password {PASSWORD}:")
        shown: set[str] = set()
        for person in (people.OWNER, *people.COLLEAGUES):
            if person.role not in shown:
                shown.add(person.role)
                self.stdout.write(f"  {person.role.label.lower():<7} {person.mailbox}@{DOMAIN}")
