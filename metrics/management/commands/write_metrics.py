"""`manage.py write_metrics`: docs/metrics.md from the registry, so that what is written is what is calculated.

A test asks that it is current.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from metrics.calculators.registry import METRICS, Definition

PATH = Path(settings.ROOT) / "docs" / "metrics.md"

HEAD = """# Metrics

Written by `bin/manage write_metrics` from the registry (`metrics/calculators/registry.py`); do not edit. The same words stand
on `/help/metrics/<metric>/` and in `GET /api/v1/metrics/`.

A number is never shown without its n, its days, the time zone they are days of, and the way to its rows. Nothing to divide by
is "no data". Days are those of the organization, 23- and 25-hour days included, and today is live.
[Worked examples](metrics_examples.md) show four of them by hand.
"""


class Command(BaseCommand):
    help = "Write docs/metrics.md: what each metric means and how it is calculated."

    def handle(self, *args: Any, **options: Any) -> None:
        PATH.write_text(page(), encoding="utf-8")
        self.stdout.write(f"Wrote {PATH.relative_to(settings.ROOT)}")


def page() -> str:
    """The whole document."""
    return "\n".join([HEAD, *(line for metric in METRICS.values() for line in _metric(metric))])


def _metric(metric: Definition) -> Iterator[str]:
    yield from (f"## {metric.name}", f"*{metric.question}* {metric.meaning}", "", "| | |", "|---|---|")
    facts = {
        "over REST": f"`GET /api/v1/metrics/{metric.key}/`, and `.csv`",
        "above the line": metric.numerator,
        "below it": metric.denominator,
        "left out": "<br>".join(metric.left_out),
        "unit": metric.unit,
        "how sure": metric.interval,
        "read beside": metric.beside_it,
        "source": metric.source,
        "grouped by": ", ".join(metric.groups),
        "filtered by": ", ".join(metric.filters),
    }
    yield from (f"| {name} | {said} |" for name, said in facts.items())
    yield ""
