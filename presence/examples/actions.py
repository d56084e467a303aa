"""Loading and removing an example organization."""

import random
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

from presence.accounts.models import User
from presence.examples import people
from presence.kit import refusals
from presence.tenancy import actions, directory, scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Organization, Role

NAME = "Fieldstone Care"
SEED = 20_261


class NotAnExample(refusals.Refusal):
    """Only an example may be removed this way."""

    def __init__(self) -> None:
        super().__init__("This organization is not an example, so nothing was removed.")


@transaction.atomic
def load(*, now: datetime, owner: User, slug: str, domain: str, password: str | None = None) -> Organization:
    """Make an example organization for this owner and let every floor fill it, in the order of settings.EXAMPLES.

    The same on every day but for the dates, which end at `now`. Raises SlugTaken.
    """
    organization = actions.create_organization(
        name=NAME, slug=slug, time_zone="Europe/Brussels", country="BE", owner=owner, is_example=True
    )
    dice = random.Random(SEED)  # noqa: S311  believable, not secret
    with scope.acting_for(organization):
        people.hire(domain=domain, password=password)
        by = Actor.of(Membership.objects.select_related("user").get(user=owner))
        for path in settings.EXAMPLES:
            import_string(path)(by=by, now=now, dice=dice)
    return organization


def present(owner: User) -> str:
    """The address of the example this person has already; empty without one. One is enough for anybody."""
    for place in directory.places_of(owner.pk):
        with scope.acting_for(place.organization_id), transaction.atomic():
            if place.role == Role.OWNER and Organization.objects.filter(pk=place.organization_id, is_example=True).exists():
                return place.slug
    return ""


def remove(*, organization: Organization) -> None:
    """Remove an example organization with all its rows and its invented people.

    Raises NotAnExample; the database refuses as well.
    """
    if not organization.is_example:
        raise NotAnExample
    with transaction.atomic():
        invented = people.who_cannot_sign_in()
        with connection.cursor() as cursor:
            cursor.execute("SELECT presence_remove_example(%s)", [organization.pk])
        people.dismiss(invented)
