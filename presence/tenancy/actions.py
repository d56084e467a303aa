"""Making and changing organizations."""

import re
import unicodedata

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from presence.accounts.models import User
from presence.kit.ids import new_id
from presence.kit.refusals import Refusal
from presence.tenancy import countries, directory, reactions, scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import DEFAULT_TEAMS, Membership, Organization, Role, Team

SLUG = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")
LONGEST_NAME = 120


class SlugTaken(Refusal):
    """The address is in use by another organization."""

    def __init__(self, slug: str) -> None:
        super().__init__(f"The address “{slug}” is taken. Choose another one.", pointer="slug")


class BadSlug(Refusal):
    """The text cannot be an address."""

    def __init__(self, slug: str) -> None:
        words = f"“{slug}” cannot be an address. Use small letters, digits and hyphens, at most 40, not a hyphen at either end."
        super().__init__(words, pointer="slug")


class BadName(Refusal):
    """The text cannot be a name: nothing in it, too long, or signs that nobody can read."""

    def __init__(self) -> None:
        super().__init__(f"Enter a name of 1 to {LONGEST_NAME} characters, on one line.", pointer="name")


class UnknownTimeZone(Refusal):
    """No time zone has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no time zone “{name}”. Use a name such as Europe/Brussels.", pointer="time_zone")


class UnknownCountry(Refusal):
    """No country has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"There is no country “{code}”. Use two letters, such as BE.", pointer="country")


def create_organization(
    *, name: str, slug: str, time_zone: str, country: str, owner: User, owner_team: str = "other", is_example: bool = False
) -> Organization:
    """Make an organization with its four teams, its owner and what upper floors add (the starter map).

    Raises BadName, BadSlug, SlugTaken, UnknownTimeZone and UnknownCountry.
    """
    name, country = _checked_name(name), country.upper()
    if not SLUG.fullmatch(slug):
        raise BadSlug(slug)
    _check_place(time_zone, country)
    organization = Organization(id=new_id(), name=name, slug=slug, time_zone=time_zone, country=country, is_example=is_example)
    organization.currency = countries.currency_of(country)
    with scope.acting_for(organization), transaction.atomic():
        _insert(organization)
        teams = {
            key: Team.objects.create(key=key, name=label, position=place) for place, (key, label) in enumerate(DEFAULT_TEAMS)
        }
        member = Membership.objects.create(user=owner, role=Role.OWNER, team=teams[owner_team])
        reactions.react("organization.created", organization=organization, owner=member)
    return organization


def change_organization(
    *, by: Actor, organization: Organization, name: str, time_zone: str, country: str, currency: str
) -> None:
    """Change what an organization is called and where it is. Its address stays, because links lead there.

    With another time zone the days of everything recorded are counted anew (a reaction). Raises BadName, UnknownTimeZone
    and UnknownCountry.
    """
    wished = {"name": _checked_name(name), "time_zone": time_zone, "country": country.upper(), "currency": currency}
    _check_place(time_zone, wished["country"])
    with transaction.atomic():
        present = Organization.objects.select_for_update().get(pk=organization.pk)
        changes = {
            field: [getattr(present, field), value] for field, value in wished.items() if getattr(present, field) != value
        }
        if not changes:
            return
        for field in changes:
            setattr(present, field, wished[field])
        present.save(update_fields=list(changes))
        reactions.react("organization.changed", organization=present, by=by, changes=changes)


def free_slug(name: str) -> str:
    """An address proposed from a name, with a number when it is taken."""
    wished = slugify(name.replace("_", "-"))[:36].strip("-") or "organization"
    if directory.organization_id_for(wished) is None:
        return wished
    numbered = (f"{wished}-{number}" for number in range(2, 1000))
    return next((slug for slug in numbered if directory.organization_id_for(slug) is None), f"{wished}-{new_id().hex[-3:]}")


def _checked_name(name: str) -> str:
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME or any(unicodedata.category(sign) in ("Cc", "Cs") for sign in name):
        raise BadName
    return name


def _check_place(time_zone: str, country: str) -> None:
    if not countries.is_zone(time_zone):
        raise UnknownTimeZone(time_zone)
    if country not in countries.names():
        raise UnknownCountry(country)


def _insert(organization: Organization) -> None:
    try:
        with transaction.atomic():
            organization.save(force_insert=True)
    except IntegrityError as error:
        if "slug" in str(error):
            raise SlugTaken(organization.slug) from error
        raise
