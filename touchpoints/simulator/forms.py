"""A scenario as people change it: one mode, one volume and three times of handling for each touchpoint."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from presence.kit import words
from presence.kit.forms import Plain
from presence.kit.modes import MODES
from touchpoints.simulator import assumptions
from touchpoints.simulator.assumptions import Figure, Scenario
from touchpoints.simulator.inputs import Input

NOW, DRAFT, KEY_MOMENTS = "now", "draft", "key-moments"
BEGINNINGS = (
    (NOW, "The map as published"),
    (DRAFT, "The draft as it stands"),
    (KEY_MOMENTS, "Human first at key moments: people where it matters, machines for the rest"),
)


class NewScenarioForm(Plain, forms.Form):
    """A name, and what to begin with."""

    name = forms.CharField(label="Name", max_length=80, help_text="What you try out, such as “Reminders automated”.")

    def __init__(self, data: Any, *, scenarios: Sequence[tuple[str, str]], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        copies = [(key, f"A copy of {name}") for key, name in scenarios]
        self.fields["begin"] = forms.ChoiceField(label="Begin with", widget=forms.RadioSelect, choices=[*BEGINNINGS, *copies])


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one touchpoint."""

    given: Input
    mode: forms.BoundField
    numbers: list[tuple[str, forms.BoundField]]

    @property
    def is_typed(self) -> bool:
        """Whether somebody typed one of the numbers."""
        return any(field.value() not in (None, "") for _said, field in self.numbers)


class ScenarioForm(Plain, forms.Form):
    """Empty numbers are the observed ones. Fields of a touchpoint are named by its id: `mode-<id>`, `weekly-<id>`."""

    name = forms.CharField(label="Name", max_length=80)
    reinvested = forms.IntegerField(
        label="Freed time that becomes presence, in percent",
        min_value=0,
        max_value=100,
        help_text="Your assumption: of the hours a change frees, how many go to customers?",
    )
    target_low = forms.IntegerField(
        label="Presence target from, in percent",
        required=False,
        min_value=0,
        max_value=100,
        help_text="Empty: what is wanted of each role.",
    )
    target_high = forms.IntegerField(
        label="Presence target to, in percent", required=False, min_value=0, max_value=100, help_text="Empty: the same."
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def __init__(self, data: Any, *, inputs: Sequence[Input], **options: Any) -> None:
        self.inputs = list(inputs)
        super().__init__(data, **options)
        for one in self.inputs:
            self.fields[f"mode-{one.subject.id}"] = _mode_field(one)
            for kind, said, known in _numbers(one):
                self.fields[f"{kind}-{one.subject.id}"] = _number_field(one, kind, said, known)

    @classmethod
    def about(cls, name: str, version: int, scenario: Scenario, inputs: Sequence[Input], data: Any = None) -> "ScenarioForm":
        low, high = scenario.target or (None, None)
        initial: dict[str, Any] = {
            "name": name,
            "version": version,
            "reinvested": round(scenario.reinvested * 100),
            "target_low": _percent(low),
            "target_high": _percent(high),
        }
        for one in inputs:
            initial[f"mode-{one.subject.id}"] = one.mode
            initial[f"weekly-{one.subject.id}"] = _plain(scenario.weekly.get(one.subject.id))
            for mode, minutes in scenario.minutes.get(one.subject.id, {}).items():
                initial[f"{mode}-{one.subject.id}"] = _plain(minutes)
        return cls(data, inputs=inputs, initial=initial)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        low, high = cleaned.get("target_low"), cleaned.get("target_high")
        if low is not None and high is not None and low > high:
            self.add_error("target_high", "The target ends below where it begins. Change one of the two.")
        elif (low is None) != (high is None) and not self.errors:
            missing = "target_low" if low is None else "target_high"
            self.add_error(missing, "Give both ends of the target, or neither to take the targets of the roles.")
        return cleaned

    def rows(self) -> list[Row]:
        """The fields touchpoint by touchpoint, as the table shows them."""
        return [
            Row(
                one,
                self[f"mode-{one.subject.id}"],
                [(said, self[f"{kind}-{one.subject.id}"]) for kind, said, _known in _numbers(one)],
            )
            for one in self.inputs
        ]

    def scenario(self) -> Scenario:
        """What was typed. Touchpoints that are not on the page, archived meanwhile, are left out."""
        given = self.cleaned_data
        ids = [one.subject.id for one in self.inputs]
        minutes = {one: _given({mode: given[f"{mode}-{one}"] for mode in assumptions.MODES}) for one in ids}
        return Scenario(
            modes={one: given[f"mode-{one}"] for one in ids},
            weekly=_given({one: given[f"weekly-{one}"] for one in ids}),
            minutes={one: typed for one, typed in minutes.items() if typed},
            reinvested=given["reinvested"] / 100,
            target=None if given["target_low"] is None else (given["target_low"] / 100, given["target_high"] / 100),
        )


def source(figure: Figure) -> str:
    """Where a number comes from, in few words: "14.2, from 240" or "12 assumed"."""
    shown = words.number(round(figure.value, 1))
    return f"{shown}, from {words.number(figure.n)}" if figure.source == "observed" else f"{shown} assumed"


def _numbers(one: Input) -> list[tuple[str, str, Figure]]:
    minutes = [(mode, f"{MODES[mode].word}, minutes", one.known_minutes[mode]) for mode in assumptions.MODES]
    return [("weekly", "Times a week", one.known_weekly), *minutes]


def _mode_field(one: Input) -> forms.ChoiceField:
    protected = ", ".join(one.subject.traits.protected)
    choices = [(value, mode.word) for value, mode in MODES.items() if value != "automate" or not protected]
    refused = f"{one.subject.name} is protected ({protected}): choose human-only or augment."
    return forms.ChoiceField(
        label=f"Mode of {one.subject.name}",
        choices=choices,
        error_messages={"invalid_choice": refused if protected else f"Choose a mode for {one.subject.name}."},
    )


def _number_field(one: Input, kind: str, said: str, known: Figure) -> forms.DecimalField:
    label = f"{one.subject.name}: {said[:1].lower()}{said[1:]}"
    most = assumptions.MOST_WEEKLY if kind == "weekly" else assumptions.MOST_MINUTES
    wrong = f"{label}: give a number from 0 to {words.number(most)}, or leave it empty."
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_value=int(most),
        max_digits=12,
        decimal_places=4,
        help_text=source(known),
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.1", "size": 6}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits"), wrong
        ),
    )


def _given(numbers: dict[str, Any]) -> dict[str, float]:
    return {key: float(value) for key, value in numbers.items() if value is not None}


def _percent(share: float | None) -> int | None:
    return None if share is None else round(share * 100)


def _plain(value: float | None) -> str | None:
    return None if value is None else f"{value:g}"
