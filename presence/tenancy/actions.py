"""Making organizations."""

from django.db import IntegrityError, transaction

from presence.accounts.models import User
from presence.kit.ids import new_id
from presence.tenancy import reactions, scope
from presence.tenancy.models import DEFAULT_TEAMS, Membership, Organization, Role, Team


class SlugTaken(ValueError):
    """The address is in use by another organization."""

    def __init__(self, slug: str) -> None:
        super().__init__(f"The address “{slug}” is taken. Choose another one.")


def create_organization(
    *, name: str, slug: str, time_zone: str, country: str, owner: User, owner_team: str = "other", is_example: bool = False
) -> Organization:
    """Make an organization with its four teams, its owner and what upper floors add (the starter map).

    Raises SlugTaken.
    """
    organization = Organization(
        id=new_id(), name=name, slug=slug, time_zone=time_zone, country=country.upper(), is_example=is_example
    )
    with scope.acting_for(organization), transaction.atomic():
        _insert(organization)
        teams = {
            key: Team.objects.create(key=key, name=label, position=place) for place, (key, label) in enumerate(DEFAULT_TEAMS)
        }
        member = Membership.objects.create(user=owner, role=Role.OWNER, team=teams[owner_team])
        reactions.react("organization.created", organization=organization, owner=member)
    return organization


def _insert(organization: Organization) -> None:
    try:
        with transaction.atomic():
            organization.save(force_insert=True)
    except IntegrityError as error:
        if "slug" in str(error):
            raise SlugTaken(organization.slug) from error
        raise
