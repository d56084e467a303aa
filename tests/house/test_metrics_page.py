"""docs/metrics.md says what the registry holds."""

from metrics.calculators.registry import METRICS
from metrics.management.commands import write_metrics


def test_it_is_current() -> None:
    assert write_metrics.PATH.read_text(encoding="utf-8") == write_metrics.page(), "run bin/manage write_metrics"


def test_it_names_every_metric() -> None:
    page = write_metrics.page()

    assert all(f"## {metric.name}" in page and metric.numerator in page for metric in METRICS.values())
