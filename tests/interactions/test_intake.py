"""Reading rows strictly."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.interactions.rows import row
from touchpoints.interactions import intake
from touchpoints.interactions.intake import InteractionInput, Unreadable
from touchpoints.interactions.models import ExceptionKind, FirstTruth, HandledBy, PresenceKind, Verdict
from touchpoints.journeys.models import Channel


def problems(given: Any) -> list[tuple[str, str]]:
    found = intake.read(given)
    return [(one.pointer, one.code) for one in found.problems] if isinstance(found, Unreadable) else []


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({"occurred_at": None}, "/occurred_at", "required"),
        ({"occurred_at": "2026-11-10T09:00:00"}, "/occurred_at", "time_zone"),
        ({"occurred_at": "2026-11-10"}, "/occurred_at", "time"),
        ({"occurred_at": "2026-02-30T09:00:00Z"}, "/occurred_at", "time"),
        ({"occurred_at": 1700000000}, "/occurred_at", "type"),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "/occurred_at", "out_of_range"),
        ({"promised_by": "9999-12-31T23:59:59-14:00"}, "/promised_by", "out_of_range"),
        ({"done_at": "1969-12-31T23:59:59Z"}, "/done_at", "out_of_range"),
        ({"minutes": -1}, "/minutes", "out_of_range"),
        ({"minutes": "12"}, "/minutes", "type"),
        ({"minutes": True}, "/minutes", "type"),
        ({"minutes": 10**400}, "/minutes", "out_of_range"),
        ({"minutes": float("nan")}, "/minutes", "out_of_range"),
        ({"attempts": 1.5}, "/attempts", "type"),
        ({"attempts": 10**30}, "/attempts", "out_of_range"),
        ({"amount": -0.01}, "/amount", "out_of_range"),
        ({"amount": 1e13}, "/amount", "out_of_range"),
        ({"amount": "NaN"}, "/amount", "out_of_range"),
        ({"amount": "Infinity"}, "/amount", "out_of_range"),
        ({"amount": "1e999999"}, "/amount", "out_of_range"),
        ({"amount": "twelve"}, "/amount", "number"),
        ({"amount": 1.005}, "/amount", "too_precise"),
        ({"external_ref": "x" * 121}, "/external_ref", "too_long"),
        ({"note": "x" * 10_001}, "/note", "too_long"),
        ({"note": "a\x00b"}, "/note", "character"),
        ({"note": "\ud800"}, "/note", "character"),
        ({"note": ["a"]}, "/note", "type"),
        ({"handled_by": "robot"}, "/handled_by", "choice"),
        ({"resolved": 1}, "/resolved", "type"),
        ({"mode": "automate"}, "/mode", "unknown_field"),
        ({"organization_id": "1"}, "/organization_id", "unknown_field"),
        ({"a/b~c": 1}, "/a~1b~0c", "unknown_field"),
        ({"customer": "x"}, "/customer", "either_or"),
        ({"customer_ref": None}, "/customer", "required"),
        ({"customer_ref": " "}, "/customer", "required"),
        ({"touchpoint": "x"}, "/touchpoint", "either_or"),
        ({"touchpoint_key": None}, "/touchpoint", "required"),
        ({"checks": [{"verdict": "kept"}], "promised_by": "2026-11-11T09:00:00Z"}, "/promised_by", "either_or"),
        ({"proactive": False, "presence_kind": "outreach"}, "/presence_kind", "either_or"),
        ({"checks": {}}, "/checks", "type"),
        ({"checks": [5]}, "/checks/0", "type"),
        ({"checks": [{}]}, "/checks/0/verdict", "required"),
        ({"checks": [{"verdict": "kept"}, {"verdict": "great"}]}, "/checks/1/verdict", "choice"),
        ({"checks": [{"verdict": "kept", "judged_by": "me"}]}, "/checks/0/judged_by", "unknown_field"),
        ({"checks": [{"verdict": "kept", "basis": "rule"}]}, "/checks/0/basis", "choice"),
        ({"checks": [{"verdict": "kept"}] * 101}, "/checks", "too_many"),
    ],
)
def test_what_is_wrong_is_named_alike_from_json_and_from_plain_values(fields: dict[str, Any], pointer: str, code: str) -> None:
    given = row(**fields)

    assert problems(given) == [(pointer, code)]
    assert problems(json.dumps(given).encode()) == [(pointer, code)]


@pytest.mark.parametrize("given", [b"", b"{", b"[]", b"5", b'"x"', b"null", b"\xff", b"[" * 100_000, b'{"a":' * 100_000])
def test_what_is_no_object_is_one_problem_with_the_row(given: bytes) -> None:
    assert [pointer for pointer, _ in problems(given)] == [""]


def test_all_problems_of_a_row_are_named_at_once() -> None:
    found = problems({"minutes": "x", "checks": [{"verdict": 1}, {"evidence": 2}]})

    assert found == [
        ("/minutes", "type"),
        ("/checks/0/verdict", "type"),
        ("/checks/1/evidence", "type"),
        ("/checks/1/verdict", "required"),
        ("/occurred_at", "required"),
        ("/customer", "required"),
        ("/touchpoint", "required"),
    ]


def test_null_is_the_same_as_leaving_out() -> None:
    nulls = dict.fromkeys(set(InteractionInput.__struct_fields__) - set(row("a")))

    assert intake.read({**row("a"), **nulls}) == intake.read(row("a"))


def test_names_are_trimmed_and_addresses_lowered() -> None:
    found = intake.read(row(" a ", customer_ref=" acme ", touchpoint_key=" first-response ", member=" Ada@Example.COM "))

    assert isinstance(found, InteractionInput)
    assert (found.external_ref, found.customer_ref, found.touchpoint_key, found.member) == (
        "a",
        "acme",
        "first-response",
        "ada@example.com",
    )


def test_values_made_in_python_are_read_like_json() -> None:
    moment = datetime.fromisoformat("2026-11-10T10:00:00+01:00")

    plain = intake.read({**row("a"), "occurred_at": moment, "amount": Decimal("5.10"), "minutes": 3})
    struct = intake.read(InteractionInput(**{**row("a"), "occurred_at": moment, "amount": Decimal("5.10"), "minutes": 3}))

    assert plain == struct == intake.read(json.dumps({**row("a"), "amount": 5.10, "minutes": 3.0}).encode())
    assert problems(InteractionInput(**{**row("a"), "occurred_at": moment, "handled_by": "robot"})) == [
        ("/handled_by", "choice")
    ]


@pytest.mark.parametrize(
    ("field", "choices"),
    [
        ("handled_by", HandledBy),
        ("channel", Channel),
        ("presence_kind", PresenceKind),
        ("first_truth", FirstTruth),
        ("exception", ExceptionKind),
    ],
)
def test_every_choice_of_the_table_can_be_written(field: str, choices: Any) -> None:
    for value in choices.values:
        assert problems(row(**{field: value})) == []
    for verdict in Verdict.values:
        assert problems(row(checks=[{"verdict": verdict}])) == []


_plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("2026-11-10T09:00:00Z"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
_names = st.sampled_from(InteractionInput.__struct_fields__) | st.text(max_size=5)


@given(st.dictionaries(_names, _plain, max_size=6))
def test_nothing_a_client_sends_raises(given: dict[str, Any]) -> None:
    for form in (given, json.dumps(given).encode()):
        found = intake.read(form)
        assert isinstance(found, InteractionInput) or found.problems


@given(st.binary(max_size=200))
def test_no_bytes_raise(given: bytes) -> None:
    assert isinstance(intake.read(given), Unreadable)


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        (b"[]", 0),
        (b'[{"a":1},5]', 2),
        (b"\xef\xbb\xbf [ {} ]\n", 1),
        (b'{"a":1}', 1),
        (b'{"a":1}\n\n{"b":2}\r\n', 2),
        (b'{"a":1}\nnull\n', 2),
    ],
)
def test_a_body_is_an_array_or_one_value_a_line(body: bytes, rows: int) -> None:
    assert len(intake.split(body)) == rows


@pytest.mark.parametrize(
    "body", [b"", b" \n", b"{", b"[1,", b"[1] 2", b"a\nb", b'{"a":1}\n{"b"', b'"\xff"', b"4654", b"null\n[]", b"[" * 100_000]
)
def test_any_other_body_is_malformed(body: bytes) -> None:
    with pytest.raises(intake.Malformed, match="neither a JSON array nor one JSON object per line"):
        intake.split(body)


def test_a_body_has_its_limit() -> None:
    with pytest.raises(intake.TooMany, match="10,001"):
        intake.split(msgspec.json.encode([0] * 10_001))
    assert len(intake.split(b"{}\n" * 10_000)) == 10_000
