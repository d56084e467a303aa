"""The form of a new feed."""

from django import forms

from metrics.calculators.registry import METRICS, Definition
from metrics.feeds.models import MetricFeed
from presence.kit.forms import Plain


class FeedForm(Plain, forms.Form):
    """What a new feed shows."""

    metric = forms.ChoiceField(label="Which metric?", choices=[(metric.key, metric.name) for metric in METRICS.values()])
    days = forms.ChoiceField(
        label="Of which days?",
        choices=MetricFeed.Days,
        initial=MetricFeed.Days.MONTH,
        help_text="They move on by themselves: the last days are always complete ones.",
    )
    lines = forms.ChoiceField(label="In which lines?", choices=MetricFeed.Lines, required=False)

    @property
    def chosen(self) -> Definition:
        return METRICS[self.cleaned_data["metric"]]
