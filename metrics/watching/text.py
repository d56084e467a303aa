"""Prometheus' text format, version 0.0.4. Pure: samples in, text out."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
PREFIX = "presence_"


@dataclass(frozen=True, slots=True)
class Sample:
    """One value. `label` is the state it is of; empty for none. Names of gauges stand in HELP."""

    name: str
    label: str
    value: float


HELP = {
    "organizations": "Organizations.",
    "messages": "Automated messages by state.",
    "messages_due": "Automated messages that may leave and have not.",
    "messages_oldest_due_seconds": "How long the first of them has been due.",
    "letters_due": "Mails to members that may leave and have not.",
    "letters_oldest_due_seconds": "How long the first of them has been due.",
    "rollup_days_waiting": "Days that are over and not summed up; figures are right meanwhile, and slower.",
    "rollup_lag_seconds": "How long ago the sums were brought up where days wait, at the organization that waits longest.",
    "rollup_organizations_in_trouble": "Organizations whose sums could not be written.",
    "tasks_waiting": "Tasks that no worker has taken from the broker yet.",
    "beat_is_heard": "1 while beat and the workers are heard of.",
}


def write(samples: Iterable[Sample]) -> str:
    """The whole answer; samples of one name follow one another."""
    lines = []
    for name, group in groupby(samples, key=lambda one: one.name):
        full = PREFIX + name
        lines += [f"# HELP {full} {HELP[name]}", f"# TYPE {full} gauge"]
        lines += [f"{full}{_labels(one.label)} {one.value:.15g}" for one in group]
    return "".join(f"{line}\n" for line in lines)


def _labels(state: str) -> str:
    return f'{{state="{state}"}}' if state else ""
