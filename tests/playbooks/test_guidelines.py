"""Guidelines of any shape become candidates; what cannot be read says where it went wrong."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.playbooks.conftest import FULL
from tests.playbooks.test_playbook_rules import CONTENTS
from touchpoints.playbooks import guidelines, rules
from touchpoints.playbooks.guidelines import Unreadable
from touchpoints.playbooks.rules import Content, Gift

SAMPLE = (Path(__file__).parent / "guidelines.json").read_bytes()
WORDS = st.sampled_from(["name", "subflows", "actions", "steps", "text", "instructions", "A"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=25,
)


def read(value: Any) -> list[guidelines.Candidate]:
    return guidelines.read(json.dumps(value).encode())


def test_every_subflow_becomes_a_candidate() -> None:
    found = guidelines.read(SAMPLE)

    assert [(one.flow, one.content.name, one.problem) for one in found] == [
        ("Billing", "Billing: Wrong Amount", ""),
        ("Billing", "Billing: Pay Later", ""),
        ("Billing", "Billing: Nothing Yet", "There are no steps in it."),
        ("Visits", "Visits: Move a Visit", ""),
    ]
    assert found[0].content.talk_track.startswith("Ask which line looks wrong")
    assert rules.steps(found[0].content.reminders)[0].details == ("By number", "By name and month")


@pytest.mark.parametrize(
    "value",
    [
        {"Refunds": {"actions": [{"text": "Look it up"}]}},
        {"flows": [{"name": "Refunds", "steps": ["Look it up"]}]},
        [{"title": "Refunds", "steps": [{"title": "Look it up"}]}],
        {"playbooks": [{"name": "Refunds", "reminders": ["Look it up"]}]},
        {"Refunds": ["Look it up"]},
        {"guidelines": {"Refunds": {"steps": "Look it up"}}},
    ],
)
def test_other_shapes_are_understood(value: Any) -> None:
    (one,) = read(value)

    assert (one.content.name, one.content.reminders, one.problem) == ("Refunds", ("Look it up",), "")


def test_what_is_too_long_goes_on_in_the_next_line() -> None:
    (one,) = read({"Long": {"steps": ["word " * 400]}})

    assert len(one.content.reminders) == 2
    assert " ".join(one.content.reminders).split() == ["word"] * 400


def test_a_long_name_stands_whole_in_the_talk_track() -> None:
    (one,) = read([{"name": "x" * 200, "steps": ["Go"]}])

    assert len(one.content.name) == rules.LONGEST_NAME
    assert "x" * 200 in one.content.talk_track


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "nothing in it"),
        (b"\xff\xfe{}", "UTF-8"),
        (b'{"a": [1, 2', "line 1, column"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[1, 2, 3]", "looks like a guideline"),
        (b"{}", "looks like a guideline"),
        (b'"words"', "looks like a guideline"),
        (b"9" * 5000, "too long"),
        (json.dumps([{"name": f"N{n}", "steps": ["Go"]} for n in range(501)]).encode(), "at most 500"),
        (b" " * (guidelines.LARGEST + 1), "larger than 2 MB"),
    ],
)
def test_what_cannot_be_read_says_why(raw: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        guidelines.read(raw)


def test_gifts_of_an_unknown_kind_are_tips_and_odd_signs_go() -> None:
    gifts = ["Tea", {"kind": "offer", "text": "Coffee"}, {"kind": "x", "text": "Milk"}]

    (one,) = read([{"name": "A\x00\ud800B", "gifts": gifts}])

    assert one.content.name == "AB"
    assert one.content.gifts == (Gift("tip", "Tea"), Gift("offer", "Coffee"), Gift("tip", "Milk"))


@given(CONTENTS)
def test_what_is_exported_reads_the_same(content: Content) -> None:
    clean = rules.clean(content)

    (one,) = read({"playbooks": [rules.document(clean) | {"touchpoints": ["scope-change"]}]})

    assert (one.content, one.touchpoints, one.problem) == (clean, ("scope-change",), "")


@given(JSON)
def test_any_json_is_read_or_refused_in_words(value: Any) -> None:
    found = _read_or_refused(value)

    for one in found:
        assert one.problem or rules.clean(one.content) == one.content
        assert guidelines.candidate_of(guidelines.stored(one)) == one


def _read_or_refused(value: Any) -> list[guidelines.Candidate]:
    try:
        return read(value)
    except Unreadable:
        return []


def test_a_whole_playbook_keeps_everything() -> None:
    (one,) = read([rules.document(FULL)])

    assert one.content == FULL
