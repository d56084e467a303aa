"""Forms about members and teams."""

from typing import Any

from django import forms

from presence.kit.forms import Plain
from presence.tenancy.forms import RowChoice
from presence.tenancy.models import Membership, Role, Team

WHAT_ROLES_DO = {
    Role.VIEWER: "reads everything",
    Role.AGENT: "also writes customers, promises and interactions",
    Role.LEADER: "also changes the map, approves, imports and sees team figures",
    Role.OWNER: "also manages members, keys and the organization",
}


class PlaceForm(Plain, forms.Form):
    """What somebody may do, and with whom they work."""

    role = forms.ChoiceField(
        label="Role",
        choices=[(role.value, f"{role.label}: {words}") for role, words in WHAT_ROLES_DO.items()],
        widget=forms.RadioSelect,
    )
    team = RowChoice(queryset=Team.objects.none(), label="Team", empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.rows()  # type: ignore[attr-defined]

    @classmethod
    def about(cls, member: Membership, data: Any = None) -> "PlaceForm":
        return cls(data, initial={"role": member.role, "team": member.team_id})


class InviteForm(PlaceForm):
    """Whom to invite, as what."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="The invitation works for this address only, once, for 7 days.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("email", "role", "team")


class TeamForm(Plain, forms.Form):
    name = forms.CharField(label="Name of the team", max_length=60)
