"""Three templates to begin with. They are shown to be changed, and become an organization's own only when it saves them."""

from dataclasses import dataclass

from promises.record.rules import Wording
from promises.templates.actions import Line


@dataclass(frozen=True, slots=True)
class Ready:
    """A template nobody has saved yet."""

    key: str
    name: str
    wording: Wording
    lines: tuple[Line, ...]


READY = {
    ready.key: ready
    for ready in (
        Ready(
            "care",
            "Yearly care plan",
            Wording("Care plan", "contract", "More units than on the list. Each one adds a visit and a day."),
            (
                Line("scope", "Two preventive visits a year, all units on the list"),
                Line("service_level", "A person answers urgent failures within 2 hours, Monday to Saturday"),
                Line("commitment", "First visit done", due_days=60),
                Line("pricing_assumption", "The price holds while the number of units stays the same"),
                Line("exclusion", "Repair of parts bought from others"),
            ),
        ),
        Ready(
            "project",
            "One-time project",
            Wording("Installation", "quote", "Changes after the start. Each one moves the date by at least a week."),
            (
                Line("scope", "Delivery, installation and handover"),
                Line("commitment", "Installation finished and handed over", due_days=42),
                Line("constraint", "Work takes place outside opening hours", "flexible"),
                Line("pricing_assumption", "One visit to measure is included"),
                Line("exclusion", "Changes to the building's wiring"),
            ),
        ),
        Ready(
            "renewal",
            "Renewal",
            Wording(
                "Care plan, renewed",
                "renewal",
                "Prices follow the index; adding a site costs most.",
                chosen_pair="quality_price",
            ),
            (
                Line("scope", "Everything in the present plan"),
                Line("service_level", "The same times to answer and to repair"),
                Line("commitment", "New equipment list sent", due_days=30),
                Line("exclusion", "Work in rooms while guests are present"),
            ),
        ),
    )
}
