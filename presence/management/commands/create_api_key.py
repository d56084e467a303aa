"""`manage.py create_api_key`: for operators and scripts. Prints the key alone, so that a script can keep it in a variable."""

import secrets
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from presence.apikeys import actions
from presence.kit.refusals import Refusal
from presence.tenancy import directory, scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Role


class Command(BaseCommand):
    help = "Make an API key that acts for the organization's oldest owner. The key goes to standard output, words elsewhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organization", required=True, metavar="SLUG", help="its address")
        parser.add_argument("--scopes", required=True, help="with spaces between, such as 'metrics:read interactions:write'")
        parser.add_argument("--name", default="", help="shown in the list of keys")

    def handle(self, *args: Any, **options: Any) -> None:
        organization_id = directory.organization_id_for(options["organization"])
        if organization_id is None:
            raise CommandError(f"There is no organization at “{options['organization']}”.")
        name = options["name"] or f"Command line {datetime.now(UTC):%Y-%m-%d} {secrets.token_hex(2)}"
        with scope.acting_for(organization_id), transaction.atomic():
            owner = _oldest_owner()
            try:
                _, text = actions.make(by=Actor.of(owner), member=owner, name=name, scopes=_words(options["scopes"]))
            except Refusal as refusal:
                raise CommandError(refusal.words) from refusal
        self.stderr.write(f"Made the key “{name}” of {owner}. It is shown this once:")
        self.stdout.write(text)


def _oldest_owner() -> Membership:
    owners = Membership.objects.select_related("user").filter(role=Role.OWNER, removed_at=None, user__is_active=True)
    owner: Membership | None = owners.order_by("joined_at", "id").first()
    if owner is None:
        raise CommandError("The organization has no active owner that the key could act for.")
    return owner


def _words(scopes: str) -> list[str]:
    return list(dict.fromkeys(scopes.replace(",", " ").split()))
