"""Advice about a mode: which moments are best left with people, and what is never said."""

import pytest

from touchpoints.journeys import advice
from touchpoints.journeys.starter import STAGES


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Price change", "a price"),
        ("Preisänderung", "a price"),
        ("Scope change", "a scope trade-off"),
        ("Post-issue follow-up", "making good"),
        ("Service recovery", "making good"),
        ("Delay of a delivery", "bad news"),
        ("Réclamation", "making good"),
        ("Visit confirmation", ""),
        ("Status update", ""),
        ("Invoice or renewal", ""),
        ("Surprise gift", ""),
    ],
)
def test_a_moment_is_known_by_its_words(name: str, kind: str) -> None:
    assert advice.about(name, "") == kind


def test_only_automating_is_advised_against() -> None:
    for mode in ("human_only", "augment"):
        assert advice.advise(mode=mode, name="Price change", intent="") == ""
    said = advice.advise(mode="automate", name="Price change", intent="")
    assert said == "This sounds like a price. Such moments are usually human-only. Keep it automatic?"


def test_the_usual_moments_speak_of_what_they_are() -> None:
    found = {moment.name: advice.about(moment.name, moment.intent) for moments in STAGES.values() for moment in moments}

    assert found == {
        "First response": "",
        "Status update": "",
        "Scope change": "a scope trade-off",
        "Invoice or renewal": "",
        "Post-issue follow-up": "making good",
    }
