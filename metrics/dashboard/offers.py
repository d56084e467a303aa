"""Where metrics are found: in the sidebar and in the palette."""

from collections.abc import Iterable

from django.urls import reverse

from metrics.calculators import registry
from presence.kit.navigation import Action, Item
from presence.tenancy.models import Membership

ITEM = Item("Metrics", "metrics", key="n", icon="metrics", bottom=True)


def palette(member: Membership) -> Iterable[Action]:
    """Each metric's page and meaning, and the whole history."""
    rate = reverse("promise_kept_rate")
    return [
        Action("Promise-kept rate", rate, group="Go to", also="metrics kept promises rate number report"),
        Action("Promise-kept rate, everything recorded", f"{rate}?window=all", group="Go to", also="history all time"),
        Action("All metrics", reverse("metrics"), group="Go to", also="dashboard figures numbers report"),
        *(
            Action(metric.name, reverse(metric.word), group="Go to", also=f"metrics {metric.question}")
            for metric in registry.METRICS.values()
            if metric is not registry.PROMISE_KEPT
        ),
        *(
            Action(f"What {metric.name.lower()} means", reverse("metric_definition", args=[key]), group="Help")
            for key, metric in registry.METRICS.items()
        ),
    ]
