"""The classification aid suggests a mode and says why."""

import pytest

from touchpoints.journeys import suggesting


@pytest.mark.parametrize(
    ("name", "stakes", "protected", "mode", "why"),
    [
        ("Visit confirmation", [], [], "automate", "speed, consistency, scale"),
        ("Where things stand", [], [], "automate", "same words"),
        ("Rechnung", [], [], "automate", "same words"),
        ("Price change", [], [], "human_only", "a price"),
        ("Service recovery", [], [], "human_only", "making good"),
        ("Status update", [], ["pricing"], "human_only", "protected"),
        ("Status update", ["emotion"], [], "human_only", "empathy"),
        ("Status update", ["value"], [], "augment", "a person decides"),
        ("Welcome call", [], [], "augment", "a person finish"),
    ],
)
def test_it_suggests_what_fits_and_says_why(name: str, stakes: list[str], protected: list[str], mode: str, why: str) -> None:
    found = suggesting.suggest(name=name, intent="", stakes=stakes, protected=protected)

    assert found.mode == mode
    assert why in found.why
