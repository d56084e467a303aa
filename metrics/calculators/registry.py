"""Every metric: its definition in words, and how it is calculated. Pages, the API and docs/metrics.md are made from this table.

A new metric is a calculator and one entry here; whatever counters it needs stand in counters.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from metrics.calculators import counters, minutes, shares
from metrics.calculators.results import Result

BY_ANYTHING = ("touchpoint", "team", "segment", "mode", "version", "handled_by", "day", "week", "month")
BY_PEOPLE = ("team", "day", "week", "month")
FILTERS = ("touchpoint", "team", "segment", "customer", "mode", "version", "handled_by")
SHARE_INTERVAL = "95% Wilson interval without continuity correction. Under ten we show counts and no rate."
MINUTES_INTERVAL = (
    "95% interval of a sum of contacts that come as they come: value ± 1.96 × the root of the summed squares of their "
    "minutes, over the available minutes. Available minutes are planned, and taken as known."
)
HIDDEN = "Teams under five people, and the whole under five: hidden, so that nobody’s own figure can be read from it."

FEW = "Fewer than ten contacts with minutes: counted, and their minutes hidden, because the rows name who each was of."
NOT_IN_LOAD = "Drafts, backstage tasks and how full people feel: none of them is recorded yet, so the load is at least this."


@dataclass(frozen=True, slots=True)
class Definition:
    """What a metric means, for people who decide by it, and how it is made. `key` names it in addresses.

    `needs` says what it is calculated from beside the counters: nothing, the distribution of response times, or the hours
    that people are there. `counted` names its rows in the list of interactions; `groups` are what it can be grouped by; `goal`
    is the good side of a target. `counts_waiting`: open handoffs and contacts after hours belong to it. `lacks` says on its own
    page what it should count and cannot yet.
    """

    key: str
    name: str
    question: str
    meaning: str
    numerator: str
    denominator: str
    left_out: tuple[str, ...]
    unit: str
    interval: str
    beside_it: str
    source: str
    calculate: Callable[..., Result]
    counters: tuple[str, ...]
    counted: str = ""
    needs: Literal["", "answers", "hours"] = ""
    groups: tuple[str, ...] = BY_ANYTHING
    is_index: bool = False
    goal: Literal["at least", "at most"] = "at least"
    counts_waiting: bool = False
    lacks: str = ""
    noun: tuple[str, str] = ("interaction", "interactions")

    @property
    def word(self) -> str:
        """The key as a name in code has it."""
        return self.key.replace("-", "_")

    @property
    def filters(self) -> tuple[str, ...]:
        """What it can be narrowed by: nobody's hours belong to a touchpoint or a customer."""
        return ("team",) if self.needs == "hours" else FILTERS


PROMISE_KEPT = Definition(
    key="promise-kept-rate",
    name="Promise-kept rate",
    question="Did we keep our word?",
    meaning=(
        "Of the interactions that were judged, the share in which we kept what was promised. An interaction counts "
        "once, however many checks it has, and it is kept only if nothing in it was broken."
    ),
    numerator="Interactions with at least one kept check and no broken one, or a commitment done on time.",
    denominator="Interactions with at least one kept or broken check, or a commitment that is done or past its time.",
    left_out=(
        "Renegotiated before it was due: counted apart. Renegotiated after it was due is broken.",
        "Can’t tell, and not judged at all: counted apart as unjudged and always shown.",
        "Commitments that are still ahead.",
        "Deleted interactions.",
        "Commitments of promises: counted beside the rate, by the day each was due.",
    ),
    unit="Share of judged interactions, by the day they happened in the organization’s time zone.",
    interval="95% Wilson interval without continuity correction. Under ten judged we show counts and no rate.",
    beside_it=(
        "The unjudged share: a high rate with little judged says little, and is marked thin. Service-level attainment, the "
        "share answered within the touchpoint’s target, and how many were on time and yet broken: being on time is not yet "
        "keeping the promise. Verdicts of customers count before those of members, and those before a rule."
    ),
    source="Interactions and their checks: logged by hand, imported, or sent through the API.",
    calculate=shares.promise_kept,
    counters=(*counters.OUTCOMES, *counters.RESPONSES),
    counted="judged",
    noun=("judged interaction", "judged interactions"),
)

PRESENCE_TIME = Definition(
    key="presence-time",
    name="Presence time",
    question="How much of our time goes to customers before they ask?",
    meaning="Of the minutes that frontline people were there, the share they spent reaching out, clarifying and following up.",
    numerator="Minutes of interactions by a person, assisted or not, of the kinds outreach, clarifying call and follow-up.",
    denominator="Frontline minutes of members: their weekly hours, less absences and the holidays of the usual calendar.",
    left_out=(
        "Proactive contacts without minutes: counted, and shown as untimed.",
        "Days that are still ahead.",
        HIDDEN,
        FEW,
    ),
    unit="Share of available frontline minutes. Today counts with all its hours.",
    interval=MINUTES_INTERVAL,
    beside_it="The promise-kept rate: presence that is not followed by kept promises is only talk. And the load index.",
    source=(
        "Minutes and kind of interactions: measured with a timer, from members’ own calendars (what is left over of an "
        "appointment with a customer), or logged; hours and absences of members, whose hours count in the team they are in now."
    ),
    calculate=minutes.presence_time,
    counters=counters.PRESENCE,
    counted="presence",
    needs="hours",
    groups=BY_PEOPLE,
    noun=("proactive contact", "proactive contacts"),
)

FIRST_TRUTH = Definition(
    key="first-truth-rate",
    name="First-truth rate",
    question="Did we say what changes cost or time before they committed?",
    meaning="Of the interactions in which a first truth was due, the share in which it was stated.",
    numerator="Interactions in which the first truth was stated.",
    denominator="Interactions in which it was due: stated or not stated.",
    left_out=("Not due: counted apart.", "Not recorded: out of the rate, and always shown.", "Deleted interactions."),
    unit="Share of interactions in which it was due.",
    interval=SHARE_INTERVAL,
    beside_it="How many have nothing recorded: a rate from few of many says little.",
    source="The first truth of interactions: logged by hand, imported, or sent through the API.",
    calculate=shares.first_truth,
    counters=("interactions", *counters.FIRST_TRUTHS),
    counted="first_truth_due",
    noun=("interaction in which it was due", "interactions in which it was due"),
)

HUMAN_TOUCH = Definition(
    key="human-touch-ratio",
    name="Human-touch ratio",
    question="Do people keep the moments that belong to people?",
    meaning="Of what happened at human-only touchpoints, the share that a live person handled. What was missed counts against.",
    numerator="Interactions at touchpoints that were human-only then, handled by a person, assisted or not.",
    denominator="All interactions at touchpoints that were human-only then, missed ones included.",
    left_out=("Touchpoints that were augment or automate then.", "Deleted interactions."),
    unit="Share of interactions at human-only touchpoints.",
    interval=SHARE_INTERVAL,
    beside_it="The load index: a high ratio kept by overworked people does not last. Missed ones are shown by themselves.",
    source="Who or what handled each interaction, and the mode its touchpoint had when it happened.",
    calculate=shares.human_touch,
    counters=counters.TOUCHES,
    counted="human_only",
    noun=("interaction at human-only touchpoints", "interactions at human-only touchpoints"),
)

LOAD_INDEX = Definition(
    key="employee-load-index",
    name="Employee load index",
    question="Is there too much on people’s plates?",
    meaning="Minutes that contacts and open handoffs take of people, for each 100 minutes they are there. 100 is full.",
    numerator=(
        "Minutes of interactions by people, and of handoffs that are open when the days end. Whatever has no minutes counts at "
        "the mean of the contacts with minutes in the same window and group. A handoff is of the team of whoever has it."
    ),
    denominator="Frontline minutes of members: their weekly hours, less absences and the holidays of the usual calendar.",
    left_out=(
        NOT_IN_LOAD,
        "Any other work that is recorded neither as an interaction nor as a handoff.",
        "Days that are still ahead.",
        HIDDEN,
        FEW,
    ),
    unit="Index; 100 = every available minute is taken.",
    interval=MINUTES_INTERVAL,
    beside_it=(
        "The promise-kept rate, and presence time: what a full day pushes out first. And the share of contact minutes that "
        "began outside the usual business hours; over more than 200,000 contacts it is left out: choose fewer days."
    ),
    source=(
        "Minutes of interactions; open handoffs; business hours; hours and absences of members, whose hours count in the team "
        "they are in now."
    ),
    calculate=minutes.load_index,
    counters=counters.WORK,
    counted="by_people",
    needs="hours",
    groups=BY_PEOPLE,
    is_index=True,
    goal="at most",
    counts_waiting=True,
    lacks=NOT_IN_LOAD,
    noun=("contact by people", "contacts by people"),
)

CONSISTENCY = Definition(
    key="response-consistency",
    name="Response consistency",
    question="Can customers count on how soon we answer?",
    meaning="Of the answers at touchpoints with a response target, the share within it; with the spread of all answers.",
    numerator="Interactions answered within the target that their touchpoint has now.",
    denominator="Interactions with a response time at touchpoints that have a target.",
    left_out=(
        "Answers at touchpoints without a target: in the spread, not in the share.",
        "Interactions without a response time.",
        "Deleted interactions.",
    ),
    unit="Share of answers. P50 and P90 in minutes, from fixed buckets that are off by at most 5%.",
    interval=SHARE_INTERVAL,
    beside_it="The promise-kept rate: fast answers that keep nothing are green but broken.",
    source="Response times of interactions, and the response targets of touchpoints.",
    calculate=shares.consistency,
    counters=counters.RESPONSES,
    counted="with_target",
    needs="answers",
    noun=("answer with a target", "answers with a target"),
)

RECOVERY = Definition(
    key="recovery",
    name="Recovery by conversation",
    question="When something went wrong, did we talk?",
    meaning="Of the exceptions, the share that was handled through a real conversation: both sides speaking at one time.",
    numerator="Interactions with an exception in which a real conversation was held.",
    denominator="Interactions with an exception for which it is recorded whether one was held.",
    left_out=("Exceptions without a record of it: shown as unrecorded.", "Deleted interactions."),
    unit="Share of exceptions: price change, scope trade-off, recovery.",
    interval=SHARE_INTERVAL,
    beside_it="How many attempts it took on average, and how many exceptions have nothing recorded.",
    source="Exceptions, conversations and attempts of interactions.",
    calculate=shares.recovery,
    counters=counters.RECOVERY,
    counted="exception",
    noun=("exception", "exceptions"),
)

METRICS = {
    metric.key: metric for metric in (PROMISE_KEPT, PRESENCE_TIME, FIRST_TRUTH, HUMAN_TOUCH, LOAD_INDEX, CONSISTENCY, RECOVERY)
}
