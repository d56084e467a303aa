"""`manage.py create_organization`: for operators and scripts. Makes the owner's account when there is none."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from presence.accounts import actions as accounts
from presence.accounts.models import User
from presence.kit import addresses
from presence.kit.refusals import Refusal
from presence.tenancy import actions


class Command(BaseCommand):
    help = "Make an organization and its owner. An account with the owner's address is used when there is one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="what customers call it")
        parser.add_argument("--slug", required=True, help="its address: small letters, digits, hyphens")
        parser.add_argument("--owner-email", required=True)
        parser.add_argument("--password", default="", help="for a new account; one is made and printed when left out")
        parser.add_argument("--time-zone", required=True, help="such as Europe/Brussels")
        parser.add_argument("--country", required=True, help="two letters, such as BE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                owner, made = self._find_or_make(options["owner_email"].strip().lower(), options["password"])
                organization = actions.create_organization(
                    name=options["name"],
                    slug=options["slug"],
                    time_zone=options["time_zone"],
                    country=options["country"],
                    owner=owner,
                )
        except Refusal as refusal:
            raise CommandError(refusal.words) from refusal
        self.stdout.write(f"Made the organization {organization} at {addresses.public('home')}o/{organization.slug}/")
        self.stdout.write(made or f"Its owner is {owner.email}, who had an account already and keeps its password.")

    def _find_or_make(self, email: str, password: str) -> tuple[User, str]:
        """The owner, and what to say about a new account."""
        owner = User.objects.filter(email=email).first()
        if owner:
            return owner, ""
        _check_email(email)
        chosen = password or secrets.token_urlsafe(15)
        _check_password(chosen, email)
        owner = accounts.create_account(email=email, name="", password=chosen)
        secret = "" if password else f" Its password, shown this once: {chosen}"
        return owner, f"Made an account for its owner {email}.{secret}"


def _check_email(email: str) -> None:
    try:
        User._meta.get_field("email").clean(email, None)
    except ValidationError as error:
        raise CommandError(f"“{email}” is no e-mail address.") from error


def _check_password(password: str, email: str) -> None:
    try:
        password_validation.validate_password(password, User(email=email))
    except ValidationError as error:
        raise CommandError(f"The password is too weak. {' '.join(error.messages)}") from error
