"""The people of the example organization. Nobody here exists; addresses end in `.example`."""

from dataclasses import dataclass

from presence.accounts import actions as accounts
from presence.accounts.models import User
from presence.tenancy import directory
from presence.tenancy.models import Membership, Role, Team


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    role: Role
    team: str

    @property
    def mailbox(self) -> str:
        return self.name.split()[0].lower()


OWNER = Person("Noor Haddad", Role.OWNER, "other")
COLLEAGUES = (
    Person("Gil Moreau", Role.LEADER, "support"),
    Person("Ines Carvalho", Role.LEADER, "sales"),
    Person("Ada Lindqvist", Role.AGENT, "support"),
    Person("Ben Okafor", Role.AGENT, "delivery"),
    Person("Tomasz Zielinski", Role.AGENT, "support"),
    Person("Mei Tanaka", Role.AGENT, "delivery"),
    Person("Luca Ferretti", Role.AGENT, "sales"),
    Person("Rosa Jimenez", Role.AGENT, "support"),
    Person("Hugo Peeters", Role.VIEWER, "other"),
    Person("Saanvi Rao", Role.VIEWER, "delivery"),
)


def hire(*, domain: str, password: str | None) -> list[Membership]:
    """Give the acting organization its colleagues. Without a password nobody can sign in as them."""
    teams = {team.key: team for team in Team.rows()}
    members = []
    for person in COLLEAGUES:
        user = register(person, domain=domain, password=password)
        members.append(Membership.objects.create(user=user, role=person.role, team=teams[person.team]))
    return members


def register(person: Person, *, domain: str, password: str | None) -> User:
    """An account for somebody of the example; who had one in a removed example keeps it. With a password they can sign in."""
    email = f"{person.mailbox}@{domain}"
    known = User.objects.filter(email=email).first()
    if known is not None:
        return known
    if password is None:
        return User.objects.create_user(email=email, name=person.name)
    return accounts.create_account(email=email, name=person.name, password=password)


def _account(person: Person, domain: str, password: str | None) -> User:
    """In local mode the people stay when their organization is removed, so that it can be loaded again."""
    email = f"{person.mailbox}@{domain}"
    known = User.objects.filter(email=email).first() if password else None
    return known or User.objects.create_user(email=email, name=person.name, password=password)


def who_cannot_sign_in() -> list[User]:
    """Members of the acting organization that were invented for it: they have no password."""
    people = (member.user for member in Membership.rows().select_related("user"))
    return [user for user in people if not user.has_usable_password() and user.email.endswith(".example")]


def dismiss(people: list[User]) -> None:
    """Delete accounts that belong to no organization any more."""
    gone = [user.pk for user in people if not directory.places_of(user.pk)]
    User.objects.filter(pk__in=gone).delete()
