"""The form that sets a target."""

from django import forms

from metrics.calculators.registry import METRICS
from metrics.targets.rules import HIGHEST
from presence.kit.forms import Plain
from presence.kit.moments import Day


class TargetForm(Plain, forms.Form):
    """Which metric is to reach what, from which day on."""

    metric = forms.ChoiceField(label="Metric", choices=[(one.key, f"{one.name}, {one.goal}") for one in METRICS.values()])
    level = forms.IntegerField(
        label="Percent",
        required=False,
        min_value=1,
        max_value=HIGHEST,
        help_text="For the load index in points; 100 is full. Leave it empty to end the target on that day.",
    )
    from_day = Day(label="From day", help_text="It holds from this day on; former targets hold for the days before.")
