"""Every metric with its definition in words. Pages, the API's list and the docs are made from this table."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Definition:
    """What a metric means, for people who decide by it. `key` names it in addresses."""

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


METRICS = {
    metric.key: metric
    for metric in (
        Definition(
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
                "The unjudged share: a high rate with little judged says little, and is marked thin. Verdicts of customers "
                "count before those of members, and those before a rule."
            ),
            source="Interactions and their checks: logged by hand, imported, or sent through the API.",
        ),
    )
}
