"""The metrics that set minutes of contact against minutes that were there."""

from metrics.calculators import results
from metrics.calculators.results import ARRIVALS, Result, Sums

FEWEST_PEOPLE = 5
# Each row names who it was, so the minutes of fewer would tell what lists and exports hide.
FEWEST_CONTACTS = 10
FULL = 100


def presence_time(sums: Sums, *, available_seconds: int, people: int) -> Result:
    """Proactive human contact of available frontline time, in minutes.

    Hidden under five people or ten contacts with minutes.
    """
    if people < FEWEST_PEOPLE:
        return results.hidden(ARRIVALS)
    counts = {"contacts": sums["presence_contacts"], "untimed": sums["presence_untimed"], "people": people}
    if _are_few(counts["contacts"] - counts["untimed"]):
        return results.untold(ARRIVALS, **counts)
    kinds = {name: sums[f"{name}_seconds"] / 60 for name in ("outreach", "clarifying_call", "follow_up")}
    return results.ratio(
        sum(kinds.values()),
        available_seconds / 60,
        sums["presence_squares"] / 3600,
        **{f"{name}_minutes": minutes for name, minutes in kinds.items()},
        **counts,
    )


def load_index(
    sums: Sums, *, available_seconds: int, people: int, handoffs: int = 0, after_hours: float | None = None
) -> Result:
    """Committed minutes of available frontline minutes; 100 is full. Hidden under five people or ten contacts with minutes.

    Contacts without minutes, and open handoffs, count at the mean of contacts that have some; without any they count nothing,
    and are shown. `after_hours` is told beside it.
    """
    if people < FEWEST_PEOPLE:
        return results.hidden(ARRIVALS)
    seconds, untimed = sums["seconds_by_people"], sums["untimed_by_people"]
    contacts = sums["contacts_by_people"]
    timed = contacts - untimed
    if _are_few(timed):
        return results.untold(ARRIVALS, open_handoffs=handoffs, untimed=untimed, contacts=contacts, people=people)
    usual = seconds / timed if timed else 0.0
    return results.ratio(
        (seconds + (untimed + handoffs) * usual) / 60,
        available_seconds / 60,
        _squares(sums, timed, untimed + handoffs) / 3600,
        unit=FULL,
        open_handoffs=handoffs,
        after_hours_share=after_hours,
        timed_minutes=seconds / 60,
        usual_minutes=usual / 60 if timed else None,
        untimed=untimed,
        contacts=contacts,
        people=people,
    )


def _are_few(timed: int) -> bool:
    return 0 < timed < FEWEST_CONTACTS


def _squares(sums: Sums, timed: int, others: int) -> float:
    """The squared seconds of every contact; what has no minutes at the mean of the others' squares."""
    squares = sums["squares_by_people"]
    return squares + others * squares / timed if timed else 0.0
