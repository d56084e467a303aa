"""What the frame around every page knows: who, where, how it looks. Nothing is computed before a template asks for it."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from presence.kit import banners, navigation, requests, running
from presence.shell import still
from presence.tenancy.models import Role


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell` in every template."""
    return {"shell": Shell(request)}


class Shell:
    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.organization: Any = getattr(request, "organization", None)
        self._member: Any = getattr(request, "member", None)
        self._known: still.Facts | None = None
        self._told: Sequence[banners.Banner] | None = None

    def frame(self) -> str:
        """The template an error page extends: members keep their navigation, visitors get the narrow page."""
        return "base.html" if self._member else "public.html"

    def request_id(self) -> str:
        return requests.current_id()

    def theme(self) -> str:
        return str(self._preference("theme", "system"))

    def density(self) -> str:
        return str(self._preference("density", "comfortable"))

    def keys(self) -> str:
        return "on" if self._preference("single_keys", True) else "off"

    def member(self) -> dict[str, str] | None:
        """Name, place and initials for the corner of the page; None for a visitor. An agent's place is the team."""
        if self._member is None:
            return None
        name = str(self._member.user)
        words = [word for word in name.replace("@", " ").split() if word[0].isalnum()]
        initials = "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))
        has_team_work = self._member.role == Role.AGENT and self._member.team
        place = self._member.team.name if has_team_work else self._member.get_role_display()
        return {"name": name, "place": place.lower(), "initials": initials}

    def sidebar(self) -> SafeString:
        return still.sidebar(self._facts())

    def bottom_bar(self) -> SafeString:
        return still.bottom_bar(self._facts())

    def dialogs(self) -> SafeString:
        return still.dialogs(self._facts())

    def member_entries(self) -> list[navigation.Entry]:
        return navigation.entries(self._member, self._request.path, place="menu") if self._member else []

    def running(self) -> list[running.Running]:
        return running.shown_to(self._member) if self._member else []

    def example_data(self) -> bool:
        return bool(self.organization and self.organization.is_example)

    def banners(self) -> Sequence[banners.Banner]:
        if self._told is None:
            self._told = banners.shown_to(self._member) if self._member else ()
        return self._told

    def stop_url(self) -> str:
        """Where a leader stops all automated mail, from every page; while it is stopped, the banner leads there."""
        may_stop = self._member is not None and self._member.may(Role.LEADER)
        return navigation.address("delivery_stop") if may_stop and not any(one.is_alarm for one in self.banners()) else ""

    def search_url(self) -> str:
        return navigation.address("search") if self._member else ""

    def preferences_url(self) -> str:
        return navigation.address("preferences")

    def sign_out_url(self) -> str:
        return navigation.address("account_logout")

    def example_data_url(self) -> str:
        """Where an owner removes the example; nobody else may."""
        is_owner = self._member is not None and self._member.role == "owner"
        return navigation.address("example_remove") if is_owner else ""

    def home_url(self) -> str:
        return get_script_prefix()

    def _facts(self) -> still.Facts:
        if self._known is None:
            self._known = still.Facts(
                organization=str(self.organization or "Presence"),
                home_url=self.home_url(),
                organizations_url=navigation.address("organizations"),
                palette_url=navigation.address("palette") if self._member else "",
                language=get_language() or "",
                entries=tuple(navigation.entries(self._member, self._request.path)) if self._member else (),
            )
        return self._known

    def _preference(self, name: str, default: Any) -> Any:
        user = self._request.user if hasattr(self._request, "user") else None
        return getattr(user, name, default) if user is not None else default
