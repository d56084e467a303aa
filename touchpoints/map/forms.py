"""Adding and changing a touchpoint, journeys and stages."""

from typing import Any

from django import forms

from presence.kit.forms import Plain
from presence.kit.refusals import Refusal
from presence.tenancy.models import Membership
from touchpoints.journeys import rules
from touchpoints.journeys.models import Channel, Mode, Protection, Stage, Stake, Touchpoint
from touchpoints.map import ways
from touchpoints.map.ways import WaysFields

_PLAIN = (
    "name",
    "intent",
    "mode",
    "mode_reason",
    "protected",
    "stakes",
    "channel",
    "response_target_minutes",
    "key_moment",
    "first_truth_due",
)


class TouchpointForm(WaysFields):
    """A touchpoint. Its name is enough: no mode chosen is human-only."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label="Name", max_length=120, help_text="As your team says it, such as “Visit confirmation”.")
    intent = forms.CharField(
        label="What the customer wants", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    stage = forms.ChoiceField(label="Stage")
    mode = forms.ChoiceField(
        label="Mode",
        choices=Mode.choices,
        widget=forms.RadioSelect,
        help_text="Bad news, price changes, scope trade-offs and making good are best left with people.",
    )
    mode_reason = forms.CharField(
        label="Because", max_length=300, required=False, help_text="Why this mode. Colleagues read it."
    )
    protected = forms.MultipleChoiceField(
        label="Protected",
        choices=Protection.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Marked moments are never automated.",
    )
    stakes = forms.MultipleChoiceField(
        label="What is at stake", choices=Stake.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    owner = forms.ChoiceField(label="Owner", required=False)
    channel = forms.ChoiceField(label="Channel", required=False, choices=[("", "Any"), *Channel.choices])
    response_target_minutes = forms.IntegerField(
        label="Answer within, in minutes", required=False, min_value=1, max_value=600_000
    )
    key_moment = forms.BooleanField(label="Key moment", required=False, help_text="It decides whether the customer stays.")
    first_truth_due = forms.BooleanField(
        label="First truth is due here", required=False, help_text="Say what changes cost or time fastest before they commit."
    )
    key = forms.SlugField(
        label="Key for programs", max_length=rules.KEY_LENGTH, required=False, help_text="Left empty, it is made from the name."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stages = list(Stage.rows().select_related("journey").order_by("journey__position", "position"))
        self.owners = active_members(self.initial.get("owner"))
        several = len({stage.journey_id for stage in self.stages}) > 1
        self.fields["stage"].choices = [  # type: ignore[attr-defined]
            (str(stage.pk), f"{stage.journey}: {stage}" if several else str(stage)) for stage in self.stages
        ]
        self.fields["owner"].choices = [("", "Nobody"), *((str(one.pk), str(one)) for one in self.owners)]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the actions take, without the stage."""
        data = self.cleaned_data
        owner = next((one for one in self.owners if str(one.pk) == data["owner"]), None)
        return {**{name: data[name] for name in _PLAIN}, "owner": owner, **({"key": data["key"]} if data["key"] else {})}

    def chosen_stage(self) -> Stage:
        return next(stage for stage in self.stages if str(stage.pk) == self.cleaned_data["stage"])

    def refuse(self, refusal: Refusal) -> None:
        self.add_error(refusal.pointer if refusal.pointer in self.fields else None, refusal.words)


class NameForm(Plain, forms.Form):
    """The name of a journey or stage."""

    name = forms.CharField(label="Name", max_length=120)


def written(touchpoint: Touchpoint) -> dict[str, Any]:
    """What a touchpoint says, in the form's words."""
    return {
        **{name: getattr(touchpoint, name) for name in (*_PLAIN, "key", "version")},
        **ways.written(touchpoint),
        "stage": str(touchpoint.stage_id),
        "owner": str(touchpoint.owner_id or ""),
    }


def active_members(chosen: str | None) -> list[Membership]:
    """Those who are members now; the chosen one even when they have left."""
    members = Membership.objects.select_related("user").order_by("user__name", "user__email")
    return [one for one in members if one.is_active or str(one.pk) == chosen]
