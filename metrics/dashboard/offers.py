"""Where metrics are found: in the sidebar and in the palette."""

from collections.abc import Iterable

from django.urls import reverse

from metrics.calculators import registry
from presence.kit.navigation import Action, Item
from presence.tenancy.models import Membership, Role

ITEM = Item("Metrics", "metrics", key="n", icon="metrics", bottom=True)


def palette(member: Membership) -> Iterable[Action]:
    """Each metric's page and meaning, and the whole history."""
    rate = reverse("promise_kept_rate")
    return [
        Action("Promise-kept rate", rate, group="Go to", also="metrics kept promises rate number report"),
        Action("Promise-kept rate, everything recorded", f"{rate}?window=all", group="Go to", also="history all time"),
        Action("Targets of metrics", reverse("metric_targets"), group="Go to", also="goal percent at least"),
        Action("Weekly mail of the figures", reverse("metrics_weekly"), also="digest monday subscribe"),
        *_of_leaders(member),
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


def _of_leaders(member: Membership) -> Iterable[Action]:
    if member.may(Role.LEADER):
        yield Action("Share the figures with people outside", reverse("metrics_links"), also="link view only guest board")
