"""Logging and correcting an interaction by hand."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from presence.kit.forms import Plain
from presence.kit.moments import LocalMoment
from presence.tenancy.models import Membership
from touchpoints.interactions import judging, rules
from touchpoints.interactions.judging import Target
from touchpoints.interactions.models import Check, ExceptionKind, FirstTruth, HandledBy, Interaction, PresenceKind, Verdict
from touchpoints.interactions.problems import Problem
from touchpoints.journeys.models import Channel, Stage, Touchpoint

YES_NO = (("", "Not said"), ("yes", "Yes"), ("no", "No"))
_BOOLEAN = {"yes": True, "no": False}
_AS_GIVEN = ("external_ref", "channel", "presence_kind", "first_truth", "exception", "note", "handled_by")
_FIELD_OF = {"touchpoint_key": "touchpoint", "customer": "", "customer_ref": "", "proactive": "presence_kind"}


class Moment(LocalMoment):
    """A moment recorded to the microsecond is shown to the minute; showing it is no change."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        shown = self.widget.format_value(self.prepare_value(initial)) if initial else ""
        return (data or "") != shown and super().has_changed(initial, data)


class InteractionForm(Plain, forms.Form):
    """What happened. `targets` are what can be judged; each gets a verdict and a line of evidence."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    touchpoint = forms.ChoiceField(label="Touchpoint", help_text="Which moment of the map this was.")
    occurred_at = Moment(label="When")
    handled_by = forms.ChoiceField(label="Handled by", choices=HandledBy, widget=forms.RadioSelect)
    member = forms.ChoiceField(label="Who", required=False)
    channel = forms.ChoiceField(label="Channel", required=False, choices=[("", "Not said"), *Channel.choices])
    minutes = forms.FloatField(label="Minutes", required=False, min_value=0, max_value=600_000)
    first_truth = forms.ChoiceField(
        label="First truth",
        required=False,
        choices=[("", "Not said"), *FirstTruth.choices],
        help_text="Was it said, before they committed, what changes cost or time fastest?",
    )
    exception = forms.ChoiceField(label="Exception", required=False, choices=ExceptionKind)
    conversation_held = forms.ChoiceField(label="Real conversation", required=False, choices=YES_NO)
    note = forms.CharField(label="Note", required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 3}))
    promised_by = Moment(label="Promised by", required=False, help_text="Instead of a verdict: the clock judges it.")
    done_at = Moment(label="Done", required=False)
    response_minutes = forms.FloatField(
        label="Minutes until the first response", required=False, min_value=0, max_value=600_000
    )
    presence_kind = forms.ChoiceField(
        label="Proactive contact", required=False, choices=[("", "No, they came to us"), *PresenceKind.choices]
    )
    resolved = forms.ChoiceField(label="Resolved", required=False, choices=YES_NO)
    attempts = forms.IntegerField(label="Attempts", required=False, min_value=0, max_value=30_000)
    amount = forms.DecimalField(label="Amount at stake", required=False, min_value=0, max_digits=14, decimal_places=2)
    external_ref = forms.CharField(label="Reference", required=False, max_length=120, help_text="Its number in another system.")

    def __init__(self, *args: Any, targets: Sequence[Target], hides_minutes: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.targets = targets
        self.fields["touchpoint"].choices = touchpoint_choices(self.initial.get("touchpoint"))  # type: ignore[attr-defined]
        self.fields["member"].choices = _members(self.initial.get("member"))  # type: ignore[attr-defined]
        if hides_minutes:
            del self.fields["minutes"]
        for target in targets:
            self.fields[f"verdict_{target.name}"] = _verdict_field(target)
            self.fields[f"evidence_{target.name}"] = _evidence_field(target)

    def clean(self) -> dict[str, Any]:
        lost = [name for name in self.data if name.startswith("verdict_") and name not in self.fields and self.data[name]]
        if lost:
            raise forms.ValidationError(
                "The promises changed while you wrote, and one that you judged is gone. Judge what is here."
            )
        return self.cleaned_data

    def clean_occurred_at(self) -> datetime:
        """What was typed may not be ahead; what was recorded before is left alone, to the microsecond."""
        return self._unless_untouched("occurred_at") or _not_ahead(self.cleaned_data["occurred_at"])

    def clean_promised_by(self) -> Any:
        return self._unless_untouched("promised_by") or self.cleaned_data["promised_by"]

    def clean_done_at(self) -> Any:
        return self._unless_untouched("done_at") or self.cleaned_data["done_at"]

    def judged(self) -> list[tuple[Target, forms.BoundField, forms.BoundField]]:
        """Each target with its two fields, for the template; the whole, which is the last of them, stands first."""
        listed = [(target, self[f"verdict_{target.name}"], self[f"evidence_{target.name}"]) for target in self.targets]
        return [*listed[-1:], *listed[:-1]]

    def row(self, *, customer_id: Any, kept: Interaction | None = None) -> dict[str, Any]:
        """The write form. `kept` is the interaction being corrected: its hidden minutes and the customer's words stay."""
        data = self.cleaned_data
        touchpoint, member = data["touchpoint"], data["member"]
        minutes = data["minutes"] if "minutes" in self.fields else rules.minutes(kept.seconds if kept else None)
        return {
            **{name: data[name] or None for name in _AS_GIVEN},
            **{
                name: data[name] for name in ("occurred_at", "promised_by", "done_at", "response_minutes", "attempts", "amount")
            },
            "customer": str(customer_id),
            "touchpoint": touchpoint,
            "member": member or None,
            "minutes": minutes,
            "conversation_held": _BOOLEAN.get(data["conversation_held"]),
            "resolved": _BOOLEAN.get(data["resolved"]),
            "checks": [*self._checks(), *(judging.said_by_customer(kept) if kept else [])],
        }

    def refuse(self, problems: Iterable[Problem]) -> None:
        """Put each problem beside its field, or on top when no field of the form is about it."""
        for problem in problems:
            name, _, rest = problem.pointer.lstrip("/").partition("/")
            name = _FIELD_OF.get(name, name)
            if name == "checks" and rest:
                name = self._verdict_of(int(rest.partition("/")[0]))
            self.add_error(name if name in self.fields else None, problem.message)

    def _unless_untouched(self, name: str) -> Any:
        return self.initial.get(name) if name not in self.changed_data else None

    def _judged(self) -> list[Target]:
        return [target for target in self.targets if self.cleaned_data.get(f"verdict_{target.name}")]

    def _checks(self) -> list[dict[str, Any]]:
        data = self.cleaned_data
        return [one.said(data[f"verdict_{one.name}"], data[f"evidence_{one.name}"]) for one in self._judged()]

    def _verdict_of(self, check: int) -> str:
        judged = self._judged()
        return f"verdict_{judged[check].name}" if check < len(judged) else ""


def written(interaction: Interaction, targets: Sequence[Target]) -> dict[str, Any]:
    """What an interaction says, in the form's words."""
    words = {None: "", True: "yes", False: "no"}
    plain = ("version", "occurred_at", "promised_by", "done_at", "attempts", "amount", *_AS_GIVEN)
    mine = {(check.promise_id, check.term_key): check for check in judging.checks_of(interaction) if check.basis != "customer"}
    return {
        **{name: getattr(interaction, name) for name in plain},
        **_verdicts(mine, targets),
        "touchpoint": str(interaction.touchpoint_id),
        "member": interaction.member.user.email if interaction.member else "",
        "minutes": rules.minutes(interaction.seconds),
        "response_minutes": rules.minutes(interaction.response_seconds),
        "conversation_held": words[interaction.conversation_held],
        "resolved": words[interaction.resolved],
    }


def _verdicts(checks: dict[Any, Check], targets: Sequence[Target]) -> dict[str, str]:
    said: dict[str, str] = {}
    for target in targets:
        check = checks.get((target.promise_id, target.term_key))
        if check:
            said |= {f"verdict_{target.name}": check.verdict, f"evidence_{target.name}": check.evidence}
    return said


def _not_ahead(moment: datetime) -> datetime:
    if moment > timezone.now():
        raise forms.ValidationError("This is ahead of us. Log it when it has happened.")
    return moment


def touchpoint_choices(chosen: str | None) -> list[Any]:
    """The live touchpoints by stage, in the map's order; the chosen one even when it is archived."""
    groups: dict[Stage, list[tuple[str, str]]] = {}
    places = ("stage__journey__position", "stage__position", "position")
    for touchpoint in Touchpoint.rows().select_related("stage__journey").order_by(*places):
        if touchpoint.archived_at is None or str(touchpoint.pk) == chosen:
            groups.setdefault(touchpoint.stage, []).append((str(touchpoint.pk), touchpoint.name))
    several = len({stage.journey_id for stage in groups}) > 1
    named = [(f"{stage.journey}: {stage}" if several else str(stage), listed) for stage, listed in groups.items()]
    return [("", "Choose the touchpoint"), *named]


def _members(chosen: str | None) -> list[tuple[str, str]]:
    """Those who are members now; the chosen one even when they have left."""
    members = Membership.objects.select_related("user").order_by("user__name", "user__email")
    listed = [one for one in members if one.is_active or one.user.email == chosen]
    return [("", "Nobody named"), *((one.user.email, str(one)) for one in listed)]


def _verdict_field(target: Target) -> forms.ChoiceField:
    return forms.ChoiceField(label=target.label, required=False, choices=[("", "Not judged"), *Verdict.choices])


def _evidence_field(target: Target) -> forms.CharField:
    return forms.CharField(label=f"What shows it: {target.label}", required=False, max_length=1000)
