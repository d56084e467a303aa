"""A service desk's export, made up: several rows per incident in the order of time, day-first dates, "?" for unknown.

The first rows of an incident always say that its service level is met; only the last one tells the truth.
"""

import csv
import io
import random
from dataclasses import dataclass
from datetime import datetime, timedelta

HEADER = [
    *("number", "incident_state", "active", "made_sla", "caller_id", "contact_type", "location"),
    *("opened_at", "sys_updated_at", "resolved_at", "assignment_group", "assigned_to", "closed_code"),
]
CHANNELS = ("Phone", "Email", "Self service")


@dataclass(frozen=True)
class Export:
    """The file, and what is true of it."""

    text: str
    rows: int
    incidents: int
    kept: int
    broken: int
    callers: int


def export(incidents: int, *, seed: int = 7) -> Export:
    """An export of so many incidents."""
    chance = random.Random(seed)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    opened = datetime(2016, 2, 29, 1, 16)  # noqa: DTZ001  exports name no zone
    rows, kept, callers = 0, 0, set()
    for number in range(1, incidents + 1):
        opened += timedelta(minutes=chance.randint(1, 40))
        is_kept, caller = chance.random() < 0.56, f"Caller {chance.randint(1, incidents)}"
        kept += is_kept
        callers.add(caller)
        states = ["New", *chance.choices(["Active", "Awaiting User Info", "Resolved"], k=chance.randint(1, 8)), "Closed"]
        for place, state in enumerate(states):
            is_met = is_kept or place < len(states) - 1
            group = chance.choice(["Group 70", "Group 24", "?"])
            writer.writerow(
                [*_ticket(number, state, caller, is_met=is_met), *_times(opened, place, state), group, "?", "code 6"]
            )
        rows += len(states)
    return Export(out.getvalue(), rows, incidents, kept, incidents - kept, len(callers))


def _ticket(number: int, state: str, caller: str, *, is_met: bool) -> list[str]:
    flags = [str(state != "Closed").upper(), str(is_met).upper()]
    return [f"INC{number:07}", state, *flags, caller, CHANNELS[number % len(CHANNELS)], f"Location {number % 40}"]


def _times(opened: datetime, place: int, state: str) -> list[str]:
    times = [opened, opened + timedelta(minutes=7 * place)]
    resolved = f"{opened + timedelta(hours=5):%d-%m-%Y %H:%M}" if state in ("Resolved", "Closed") else "?"
    return [*(f"{time:%d-%m-%Y %H:%M}" for time in times), resolved]
