"""How each counter of `metrics/calculators/counters.py` is counted over interactions, in SQL.

One table for every path: the raw statement, the rollups and the check that both are equal are made from these expressions.
`verdict` is the outcome as of the moment of asking, or the stored one in a rollup. `i` is the interaction, `t` its touchpoint.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from metrics.calculators.counters import OUTCOMES

PEOPLE = "i.handled_by IN ('human', 'assisted')"
_PRESENT = f"i.presence_kind <> '' AND {PEOPLE}"
_HUMAN_ONLY = "i.mode = 'human_only'"
_TARGETED = "i.response_seconds IS NOT NULL AND t.response_target_minutes IS NOT NULL"
_WITHIN = "i.response_seconds <= 60 * t.response_target_minutes"
_EXCEPTION = "i.exception <> 'none'"


@dataclass(frozen=True, slots=True)
class Measure:
    """Counts the interactions that fit `where`, or sums `amount` over them."""

    where: str
    amount: str = ""

    @property
    def sql(self) -> str:
        return f"coalesce(sum({self.amount}) FILTER (WHERE {self.where}), 0)" if self.amount else self._count

    @property
    def _count(self) -> str:
        return f"count(*) FILTER (WHERE {self.where})"

    @property
    def depends_on_verdict(self) -> bool:
        return "verdict" in self.where

    @property
    def reads_touchpoint(self) -> bool:
        return "t." in self.where


MEASURES = {
    "interactions": Measure("true"),
    **{outcome: Measure(f"verdict = '{outcome}'") for outcome in OUTCOMES},
    "responses": Measure("i.response_seconds IS NOT NULL"),
    "with_target": Measure(_TARGETED),
    "within_target": Measure(_WITHIN),
    "green_but_broken": Measure(f"{_WITHIN} AND verdict LIKE 'broken%%'"),
    **{f"first_truth_{name}": Measure(f"i.first_truth = '{name}'") for name in ("stated", "not_stated", "not_due")},
    "first_truth_missing": Measure("(i.first_truth = 'not_stated' OR i.first_truth = '' AND t.first_truth_due)"),
    "touched_by_human": Measure(f"{_HUMAN_ONLY} AND i.handled_by = 'human'"),
    "touched_assisted": Measure(f"{_HUMAN_ONLY} AND i.handled_by = 'assisted'"),
    "touched_by_automation": Measure(f"{_HUMAN_ONLY} AND i.handled_by = 'automation'"),
    "missed": Measure(f"{_HUMAN_ONLY} AND i.handled_by = 'none'"),
    "presence_contacts": Measure(_PRESENT),
    "presence_untimed": Measure(f"{_PRESENT} AND i.seconds IS NULL"),
    **{
        f"{kind}_seconds": Measure(f"i.presence_kind = '{kind}' AND {PEOPLE}", "i.seconds")
        for kind in ("outreach", "clarifying_call", "follow_up")
    },
    "presence_squares": Measure(_PRESENT, "i.seconds::numeric * i.seconds"),
    "contacts_by_people": Measure(PEOPLE),
    "untimed_by_people": Measure(f"{PEOPLE} AND i.seconds IS NULL"),
    "seconds_by_people": Measure(PEOPLE, "i.seconds"),
    "squares_by_people": Measure(PEOPLE, "i.seconds::numeric * i.seconds"),
    "exceptions": Measure(_EXCEPTION),
    "conversations_held": Measure(f"{_EXCEPTION} AND i.conversation_held"),
    "conversations_not_held": Measure(f"{_EXCEPTION} AND NOT i.conversation_held"),
    "attempts_counted": Measure(f"{_EXCEPTION} AND i.attempts IS NOT NULL"),
    "attempts": Measure(_EXCEPTION, "i.attempts"),
}

LIVE_VERDICT = "CASE WHEN i.outcome = 'unchecked' AND i.promised_by < %(as_of)s THEN 'broken_overdue' ELSE i.outcome END"
STORED_VERDICT = "i.outcome"


def columns(names: Iterable[str], *, verdict: str) -> str:
    """The counters as columns of a grouped SELECT over `source(names)`."""
    return ", ".join(f"{MEASURES[name].sql.replace('verdict', f'({verdict})')} AS {name}" for name in names)


def differences(names: Iterable[str]) -> str:
    """By how much each counter differs live from what it was with the stored outcome."""
    return ", ".join(f"{_difference(MEASURES[name])} AS {name}" for name in names)


def _difference(measure: Measure) -> str:
    if not measure.depends_on_verdict:
        return "0"
    live, stored = (measure.sql.replace("verdict", f"({one})") for one in (LIVE_VERDICT, STORED_VERDICT))
    return f"({live}) - ({stored})"


def source(names: Iterable[str], *, rows: str = "touchpoints_interaction") -> str:
    """The FROM clause these counters need. Without the touchpoint an index alone can answer for the outcomes."""
    joined = " JOIN touchpoints_touchpoint t ON t.organization_id = i.organization_id AND t.id = i.touchpoint_id"
    return f"{rows} i" + (joined if any(MEASURES[name].reads_touchpoint for name in names) else "")
