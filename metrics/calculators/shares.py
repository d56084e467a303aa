"""The metrics that are shares of interactions: counters in, a result out."""

from collections.abc import Mapping

from metrics.calculators import distributions, results
from metrics.calculators.counters import OUTCOMES
from metrics.calculators.promise_kept import Counts
from metrics.calculators.results import Result, Sums


def promise_kept(sums: Sums) -> Result:
    """Kept of judged. Beside it what was not judged, and the clock's word: attainment, and what was on time and yet broken."""
    counts = Counts(**{name: sums[name] for name in OUTCOMES})
    return results.share(
        counts.numerator,
        counts.denominator,
        renegotiated=counts.renegotiated,
        unjudged=counts.unjudged,
        service_level_attainment=attainment(sums).value,
        green_but_broken=sums["green_but_broken"],
    )


def attainment(sums: Sums) -> Result:
    """Service-level attainment: answered within the touchpoint's target, of those with a target and an answer."""
    return results.share(sums["within_target"], sums["with_target"])


def first_truth(sums: Sums) -> Result:
    """Said before commitment, of where it was due and recorded. Missing: not stated, or nothing recorded where it is due."""
    stated, not_stated, not_due = (sums[f"first_truth_{name}"] for name in ("stated", "not_stated", "not_due"))
    beside = {"not_due": not_due, "unrecorded": sums["interactions"] - stated - not_stated - not_due}
    return results.share(stated, stated + not_stated, **beside, missing=sums["first_truth_missing"])


def human_touch(sums: Sums) -> Result:
    """Handled by a live person, of what happened, or should have, at human-only touchpoints."""
    by_people = sums["touched_by_human"] + sums["touched_assisted"]
    others = sums["touched_by_automation"] + sums["missed"]
    beside = {name: sums[f"touched_{name}"] for name in ("by_human", "assisted", "by_automation")}
    return results.share(by_people, by_people + others, **beside, missed=sums["missed"])


def recovery(sums: Sums) -> Result:
    """Exceptions in which a real conversation was held, of those where it is known."""
    held, not_held = sums["conversations_held"], sums["conversations_not_held"]
    counted = sums["attempts_counted"]
    return results.share(
        held,
        held + not_held,
        unrecorded=sums["exceptions"] - held - not_held,
        mean_attempts=sums["attempts"] / counted if counted else None,
    )


def consistency(sums: Sums, answered: Mapping[int, int]) -> Result:
    """Answered within the touchpoint's target, with the spread of the answers: P50, P90 in minutes and how far they lie apart.

    `answered` is the distribution of response times, in buckets of `distributions`.
    """
    half, most = (distributions.quantile(answered, share) for share in (0.5, 0.9))
    return results.share(
        sums["within_target"],
        sums["with_target"],
        without_target=sums["responses"] - sums["with_target"],
        p50_minutes=half / 60 if half is not None else None,
        p90_minutes=most / 60 if most is not None else None,
        p90_to_p50=most / half if half and most is not None else None,
    )
