"""What a person says of a view they save."""

from typing import Any

from django import forms

from presence.kit.forms import Plain
from presence.saved.models import LONGEST_NAME, SavedView
from presence.tenancy.models import Membership, Role, Team

MINE = "mine"


class ViewForm(Plain, forms.Form):
    """Its name, whose it is, and whether it stands among the tabs."""

    name = forms.CharField(max_length=LONGEST_NAME, label="Name", widget=forms.TextInput(attrs={"autocomplete": "off"}))
    team = forms.ChoiceField(label="Who sees it", widget=forms.RadioSelect)
    pinned = forms.BooleanField(required=False, label="Show it among the tabs of the list")

    def __init__(self, *args: Any, member: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = {str(team.pk): team for team in _teams(member)}
        named = [(key, f"Everybody in {team.name}") for key, team in self.teams.items()]
        self.fields["team"].choices = [(MINE, "Only you"), *named]  # type: ignore[attr-defined]

    @classmethod
    def about(cls, view: SavedView, member: Membership, data: Any = None) -> "ViewForm":
        shown = {"name": view.name, "team": str(view.team_id or MINE), "pinned": view.pinned_at is not None}
        return cls(data, member=member, initial=shown)

    def values(self) -> dict[str, Any]:
        """What the verbs take."""
        given = self.cleaned_data
        return {"name": given["name"], "team": self.teams.get(given["team"]), "pinned": given["pinned"]}


def _teams(member: Membership) -> Any:
    """A member's own; a leader's own first, then the others."""
    if not member.may(Role.LEADER):
        return [member.team]
    return sorted(Team.rows(), key=lambda team: team.pk != member.team_id)
