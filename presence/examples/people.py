"""The people of the example organization. Nobody here exists; addresses end in `.example`."""

from dataclasses import dataclass

from presence.accounts import actions as accounts
from presence.accounts.models import User
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
