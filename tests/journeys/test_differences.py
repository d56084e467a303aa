"""What differs between two maps, in words."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchpoints.journeys import differences, document, partial
from touchpoints.journeys.document import Document

ID = "00000000-0000-7000-8000-00000000000{}"
MOMENTS = [
    {"id": ID.format(1), "key": "first-response", "name": "First response"},
    {"id": ID.format(2), "key": "status-update", "name": "Status update", "mode": "augment"},
    {"id": ID.format(3), "key": "scope-change", "name": "Scope change", "protected": ["pricing"]},
    {"id": ID.format(4), "key": "renewal", "name": "Renewal"},
]


def _map(*stages: list[dict[str, Any]]) -> Document:
    parts = [{"id": ID.format(8 + n), "name": f"Stage {n + 1}", "touchpoints": stage} for n, stage in enumerate(stages)]
    return document.load({"journeys": [{"id": ID.format(7), "name": "Journey", "stages": parts}]})


BASE = _map(MOMENTS, [])


@pytest.mark.parametrize(
    ("place", "change", "words"),
    [
        (1, {"mode": "automate"}, "Status update: augment → automate"),
        (2, {"protected": []}, "Scope change: no longer protected (pricing)"),
        (2, {"protected": ["pricing", "bad_news"]}, "Scope change: now protected (bad news)"),
        (0, {"stakes": ["value", "emotion"]}, "First response: now at stake (emotion, value)"),
        (0, {"name": "Answer"}, "Answer: renamed from “First response”"),
        (0, {"key_moment": True}, "First response: now a key moment"),
        (0, {"mode_reason": "So"}, "First response: another text for the reason"),
        (0, {"owner": ID.format(6)}, "First response: another owner"),
        (0, {"channel": "call"}, "First response: channel call"),
        (0, {"response_target_minutes": 30}, "First response: answered within 30 minutes"),
        (0, {"key": "answer"}, "First response: key first-response → answer"),
        (0, {"hatch": {"member": ID.format(6), "reply_minutes": 30}}, "First response: a way to a person"),
        (0, {"message": {"subject": "Hello", "text": "There"}}, "First response: first message"),
    ],
)
def test_each_difference_is_one_sentence(place: int, change: dict[str, Any], words: str) -> None:
    changed = [moment | change if n == place else moment for n, moment in enumerate(MOMENTS)]

    assert differences.sentences(BASE, _map(changed, [])) == [words]


def test_new_gone_and_moved_touchpoints_are_told_without_those_that_follow_them() -> None:
    new = {"id": ID.format(5), "key": "handover", "name": "Handover"}
    newer = _map([new, *MOMENTS[1:3]], [MOMENTS[0]])

    assert differences.sentences(BASE, newer) == [
        "Handover: new, human-only",
        "First response: moved from Stage 1 to Stage 2",
        "Renewal: gone",
    ]


def test_one_card_that_passed_the_others_is_the_one_that_moved() -> None:
    assert differences.sentences(BASE, _map([MOMENTS[3], *MOMENTS[:3]], [])) == ["Renewal: moved within Stage 1"]


def test_journeys_and_stages_are_told_too() -> None:
    other = msgspec.structs.replace(BASE.journeys[0], name="Way")
    stages = [msgspec.structs.replace(other.stages[0], name="Start"), msgspec.structs.replace(other.stages[1], id=None)]
    newer = Document(journeys=[msgspec.structs.replace(other, stages=stages)])

    assert differences.outline(BASE, newer) == [
        "Journey Journey: renamed to Way",
        "Stage Stage 1: renamed to Start",
        "Stage Stage 2: new",
        "Stage Stage 2: gone",
    ]


def test_the_share_of_changed_modes_counts_what_was_on_the_older_map() -> None:
    changed = [moment | {"mode": "human_only"} for moment in MOMENTS]

    assert differences.share_of_modes(BASE, _map(changed, [])) == 0.25
    assert differences.share_of_modes(BASE, BASE) == 0


@given(order=st.permutations(MOMENTS), cut=st.integers(0, 4), only=st.sets(st.integers(0, 3)))
def test_taking_every_difference_in_two_steps_ends_at_the_newer_map(
    order: list[dict[str, Any]], cut: int, only: set[int]
) -> None:
    """And a map that takes nothing stays what it is."""
    newer = _map(order[:cut], order[cut:])
    ids = [moment.id for moment in BASE.moments() if moment.id]

    some = partial.merged(BASE, newer, [ids[n] for n in only])
    whole = partial.merged(some, newer, ids)

    assert partial.merged(BASE, newer, []) == BASE
    assert sorted(moment.key for moment in some.moments()) == sorted(moment["key"] for moment in MOMENTS)
    assert whole == newer
