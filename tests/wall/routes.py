"""Every address the product answers, with what each declares, and real ids to put into it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern, RoutePattern

from presence.kit.ids import new_id
from presence.tenancy import catalog
from presence.tenancy.middleware import declared_access
from presence.tenancy.models import Role
from tests.wall.canaries import Twin

PARAMETER = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>")


@dataclass(frozen=True)
class Parameter:
    """A changing part of an address. `noun` is the word before it: `customers` in `customers/<uuid:id>/`."""

    name: str
    converter: str
    noun: str

    @property
    def is_id(self) -> bool:
        return self.converter == "uuid"


@dataclass(frozen=True)
class Route:
    """One address as the URL configuration has it."""

    pattern: str
    name: str
    view: Callable[..., Any]

    @property
    def access(self) -> str | None:
        return declared_access(self.view)

    @property
    def role(self) -> Role | None:
        """The least role a page of an organization needs."""
        return getattr(self.view, "role", None)

    @property
    def is_ours(self) -> bool:
        return self.view.__module__.split(".")[0] in catalog.FLOORS

    @property
    def parameters(self) -> list[Parameter]:
        found = []
        for match in PARAMETER.finditer(self.pattern):
            words = [word for word in self.pattern[: match.start()].split("/") if word and "<" not in word]
            found.append(Parameter(match["name"], match["converter"] or "str", words[-1] if words else ""))
        return found

    def fill(self, sample: Callable[[Parameter], str]) -> str:
        """The address with a value for each parameter, below the mount."""
        values = iter([sample(parameter) for parameter in self.parameters])
        return PARAMETER.sub(lambda _match: next(values), self.pattern)


def every_route() -> list[Route]:
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(entries: list[Any], opening: str) -> Iterator[Route]:
    for entry in entries:
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, opening + _text(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield Route(opening + _text(entry.pattern), entry.name or "", entry.callback)


def _text(pattern: Any) -> str:
    """A regular expression becomes a route when it is simple enough; what is left of one shows in the route's name."""
    if isinstance(pattern, RoutePattern):
        return str(pattern._route)
    assert isinstance(pattern, RegexPattern)
    named = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<str:\1>", pattern._regex)
    return named.removeprefix("^").removesuffix("$").removesuffix(r"\Z")


def model_of(parameter: Parameter) -> Any:
    """The table whose id stands in an address, from the parameter's name or the word before it; None when neither tells."""
    tables = {model._meta.model_name: model for model in catalog.tenant_models()}
    named = tables.get(parameter.name.removesuffix("_id").replace("_", ""))
    label = NOUNS.get(parameter.noun)
    return named or (apps.get_model(label) if label else tables.get(parameter.noun.rstrip("s")))


# Addresses that answer "not found" to everybody; pages behind a link do without its secret (tests/answers and tests/pictures
# open them with one).
NOWHERE = (
    "api/",
    "metrics",
    "promise/<str:token>",
    "map-view/<str:token>",
    "shared/metrics/<str:token>",
    "u/<str:token>",
    "u/<str:token>/now",
    "r/<str:token>",
    "hooks/<str:token>/events",
    "hooks/<str:token>/mail",
)

# Words in addresses that are not the plural of their table's name.
NOUNS = {
    "follow-ups": "touchpoints.FollowUp",
    "c": "presence.Customer",
    "p": "promises.Promise",
    "templates": "promises.PromiseTemplate",
    "keys": "presence.ApiKey",
    "views": "presence.SavedView",
    "members": "presence.Membership",
    "activity": "presence.Entry",
    "rows": "presence.ImportRow",
    "merges": "presence.Merge",
    "links": "promises.PromiseLink",
    "promise-links": "promises.PromiseLink",
    "customer-answers": "promises.CustomerAnswer",
    "answers": "promises.CustomerAnswer",
    "hours": "presence.Membership",
    "changes": "presence.FrontlineHours",
    "sends": "touchpoints.Message",
    "why": "presence.Customer",
    "outline": "touchpoints.Stage",
    "versions": "touchpoints.MapVersion",
    "member-calendars": "touchpoints.MemberCalendar",
}

# Parameters that are no ids: what to put there so that the address exists for this organization.
WORDS: dict[str, Callable[[Twin], str]] = {
    "number": lambda twin: "1",
    "version": lambda twin: "1",
    "kind": lambda twin: "stage",
    "path": lambda twin: "nothing/here",
    "key": lambda twin: "not-a-key",
    "ready": lambda twin: "usual-moments",
    "token": lambda twin: "not-a-token",
    "code": lambda twin: "not-a-code",
    "uidb36": lambda twin: "1",
}


def own(twin: Twin) -> Callable[[Parameter], str]:
    """Fills an address with rows of this organization."""

    def sample(parameter: Parameter) -> str:
        if parameter.is_id:
            return str(twin.rows[model_of(parameter)].pk)
        return WORDS[parameter.name](twin)

    return sample


def random(twin: Twin) -> Callable[[Parameter], str]:
    """Fills an address with ids that nobody has, and with this organization's words."""
    words = own(twin)
    return lambda parameter: str(new_id()) if parameter.is_id else words(parameter)
