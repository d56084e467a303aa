"""Every guard in one table: what is known of a message, what becomes of it, and the words its reader finds."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presence.kit import clock
from presence.kit.clock import Hours, Opening
from touchpoints.delivery.models import Delivery
from touchpoints.sends import rules
from touchpoints.sends.places import Timetable
from touchpoints.sends.rules import Hold, House, Known, Refuse

NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)
SOON = NOW + rules.ASK_AGAIN
HOUSE = House(stopped_why=None, is_live=True, budget_contacts=2, budget_days=7, members=frozenset({"gil@fieldstone.example"}))


def known(**fields: Any) -> Known:
    values: dict[str, Any] = {
        "address": "ana@harbor.example", "not_after": NOW + timedelta(days=30), "mode": "automate", "is_archived": False,
        "automation_state": "active", "has_words": True,
    }  # fmt: skip
    return Known(**values | fields)


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def later(**span: float) -> datetime:
    return NOW + timedelta(**span)


def test_nothing_stands_in_the_way_of_an_ordinary_message() -> None:
    assert rules.judge(known(), HOUSE, NOW) is None


ENDS: list[tuple[str, dict[str, Any], dict[str, Any], Refuse]] = [
    ("too late", {"not_after": NOW}, {}, Refuse("expired", "expired", "It was no longer of use when it could have left.")),
    ("human-only", {"mode": "human_only"}, {},
     Refuse("canceled", "not_automatic", "The moment is human-only: a person speaks here.")),
    ("augment", {"mode": "augment"}, {}, Refuse("canceled", "not_automatic", "The moment is augment: a person speaks here.")),
    ("archived moment", {"is_archived": True}, {}, Refuse("canceled", "moment_archived", "The moment has left the map.")),
    ("automation off", {"automation_state": "off"}, {}, Refuse("canceled", "automation_off", "The automation is off.")),
    ("automation archived", {"automation_state": "archived"}, {},
     Refuse("canceled", "automation_archived", "The automation is archived.")),
    ("no address", {"address": ""}, {}, Refuse("suppressed", "no_address", "There is no e-mail address to send it to.")),
    ("suppression", {"suppressed": "The recipient unsubscribed from surveys."}, {},
     Refuse("suppressed", "suppressed", "The recipient unsubscribed from surveys.")),
    ("muted", {"is_muted": True}, {},
     Refuse("suppressed", "with_a_person", "A person is taking care of this customer, so no machine writes.")),
    ("promise closed", {"unmet": "The promise is closed."}, {}, Refuse("suppressed", "conditions", "The promise is closed.")),
    ("a person's turn", {"in_a_row": 2}, {},
     Refuse("suppressed", "persons_turn", "2 automated messages resolved nothing, so a person writes next.")),
    ("rehearsal", {}, {"is_live": False},
     Refuse("suppressed", "rehearsal", "A rehearsal: until the organization goes live, only its own members get mail.")),
]  # fmt: skip

WAITS: list[tuple[str, dict[str, Any], dict[str, Any], Hold]] = [
    ("kill switch", {}, {"stopped_why": "Wrong prices"}, Hold(SOON, "stopped", "All automated mail is stopped: Wrong prices")),
    ("paused", {"automation_state": "paused"}, {}, Hold(SOON, "automation_paused", "The automation is paused.")),
    ("stopped by a rule", {"automation_state": "stopped"}, {},
     Hold(SOON, "automation_stopped", "The automation was stopped by one of its rules.")),
    ("no approved words", {"has_words": False}, {}, Hold(SOON, "not_approved", "Nobody has approved what it would say.")),
    ("nobody there", {"unreachable": "Nobody is on duty before Monday."}, {},
     Hold(SOON, "nobody_there", "Nobody is on duty before Monday.")),
    ("ramp", {"ramp": 10, "reached": 10}, {}, Hold(SOON, "ramp", "The automation may reach 10 customers for now, and has.")),
    ("pace", {"pace_days": 30, "latest_of_kind": ago(days=10)}, {},
     Hold(later(days=20), "pace", "They asked for such mail at most every 30 days.")),
    ("budget", {"contacted": [ago(days=1), ago(days=3)]}, {},
     Hold(later(days=4), "budget", "Contacted 2 times within the last 7 days, and 2 is the most.")),
    ("budget of one a day", {"contacted": [ago(hours=20)]}, {"budget_contacts": 1, "budget_days": 1},
     Hold(later(hours=4), "budget", "Contacted once within the last day, and 1 is the most.")),
    ("over the budget", {"contacted": [ago(days=5), ago(days=1), ago(days=3)]}, {},
     Hold(later(days=4), "budget", "Contacted 3 times within the last 7 days, and 2 is the most.")),
    ("quiet hours", {"allowed_at": later(hours=9)}, {},
     Hold(later(hours=9), "quiet", "It is not the time for mail where they live.")),
]  # fmt: skip

PASSES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("in the last second", {"not_after": later(seconds=1)}, {}),
    ("one message unresolved", {"in_a_row": 1}, {}),
    ("ramp with room", {"ramp": 10, "reached": 9}, {}),
    ("ramp full, but reached before", {"ramp": 10, "reached": 10, "is_reached": True}, {}),
    ("no ramp", {"ramp": None, "reached": 5000}, {}),
    ("budget with room", {"contacted": [ago(days=1)]}, {}),
    ("contacts long enough ago", {"contacted": [ago(days=7), ago(days=8), ago(days=1)]}, {}),
    ("pace kept", {"pace_days": 30, "latest_of_kind": ago(days=30)}, {}),
    ("pace, first of its kind", {"pace_days": 30}, {}),
    ("quiet hours just over", {"allowed_at": NOW}, {}),
    ("rehearsal to a member", {"address": "Gil@Fieldstone.example"}, {"is_live": False}),
]


@pytest.mark.parametrize(
    ("fields", "house", "verdict"), [row[1:] for row in ENDS + WAITS], ids=[row[0] for row in ENDS + WAITS]
)
def test_every_guard_objects(fields: dict[str, Any], house: dict[str, Any], verdict: Hold | Refuse) -> None:
    assert rules.judge(known(**fields), replace(HOUSE, **house), NOW) == verdict


@pytest.mark.parametrize(("fields", "house"), [row[1:] for row in PASSES], ids=[row[0] for row in PASSES])
def test_no_guard_objects_for_nothing(fields: dict[str, Any], house: dict[str, Any]) -> None:
    assert rules.judge(known(**fields), replace(HOUSE, **house), NOW) is None


@pytest.mark.parametrize(("fields", "house", "verdict"), [row[1:] for row in WAITS], ids=[row[0] for row in WAITS])
def test_what_would_wait_past_its_use_ends_instead(fields: dict[str, Any], house: dict[str, Any], verdict: Hold) -> None:
    said = rules.judge(known(not_after=verdict.until, **fields), replace(HOUSE, **house), NOW)

    assert said == Refuse("expired", verdict.code, f"{verdict.words} By then it is no longer of use.")


FINAL = [row for row in ENDS if row[3].code not in ("rehearsal", "automation_off", "automation_archived")]


@pytest.mark.parametrize(("fields", "house", "verdict"), [row[1:] for row in FINAL], ids=[row[0] for row in FINAL])
@pytest.mark.parametrize(("waits", "held"), [row[1:3] for row in WAITS], ids=[row[0] for row in WAITS])
def test_what_ends_a_message_is_said_before_what_lets_it_wait(
    *, fields: dict[str, Any], house: dict[str, Any], verdict: Refuse, waits: dict[str, Any], held: dict[str, Any]
) -> None:
    """But for a rehearsal and an automation that is off: those may be over when a stop is."""
    assert rules.judge(known(**waits | fields), replace(HOUSE, **held | house), NOW) == verdict


def test_no_two_guards_share_a_name() -> None:
    codes = [row[3].code for row in ENDS + WAITS]
    twice = {code for code in codes if codes.count(code) > 1}

    assert twice == {"not_automatic", "budget"}  # two modes, three sums


_moments = st.integers(-20 * 86_400, 0).map(lambda seconds: NOW + timedelta(seconds=seconds))


@given(contacted=st.lists(_moments, max_size=12), most=st.integers(1, 5), days=st.integers(1, 14))
def test_a_budget_is_never_exceeded_and_never_holds_longer_than_it_must(
    contacted: list[datetime], most: int, days: int
) -> None:
    house = replace(HOUSE, budget_contacts=most, budget_days=days)
    said = rules.within_budget(known(contacted=contacted), house, NOW)

    def within(at: datetime) -> int:
        return sum(at - timedelta(days=days) < one <= at for one in contacted)

    assert (said is None) == (within(NOW) < most)
    if isinstance(said, Hold):
        assert within(said.until) < most <= within(said.until - timedelta(seconds=1))


OFFICE = {day: (Opening(9 * 60, 17 * 60),) for day in range(5)}
NIGHT = Delivery(organization_id=UUID(int=1), quiet_from=time(20), quiet_until=time(8))
TIMETABLE = Timetable(NIGHT, Hours(ZoneInfo("Europe/Brussels"), OFFICE))


@pytest.mark.parametrize(
    ("zone", "kind", "now", "leaves"),
    [
        # Europe/Berlin: an hour forward on 28 March 2027, back on 25 October 2026.
        ("Europe/Berlin", "service", "2027-03-27T21:00+01:00", "2027-03-28T08:00+02:00"),
        ("Europe/Berlin", "service", "2026-10-24T21:00+02:00", "2026-10-25T08:00+01:00"),
        ("Europe/Berlin", "lifecycle", "2027-03-27T12:00+01:00", "2027-03-29T09:00+02:00"),
        ("Europe/Berlin", "lifecycle", "2026-10-24T12:00+02:00", "2026-10-26T09:00+01:00"),
        # America/Sao_Paulo: the last changes were on 4 November 2018 (midnight itself is skipped) and on 17 February 2019.
        ("America/Sao_Paulo", "service", "2018-11-03T22:00-03:00", "2018-11-04T08:00-02:00"),
        ("America/Sao_Paulo", "service", "2019-02-16T21:00-02:00", "2019-02-17T08:00-03:00"),
        ("America/Sao_Paulo", "lifecycle", "2018-11-03T12:00-03:00", "2018-11-05T09:00-02:00"),
        ("America/Sao_Paulo", "lifecycle", "2019-02-16T12:00-02:00", "2019-02-18T09:00-03:00"),
        # Australia/Lord_Howe: half an hour forward on 4 October 2026, back on 4 April 2027.
        ("Australia/Lord_Howe", "service", "2026-10-03T21:00+10:30", "2026-10-04T08:00+11:00"),
        ("Australia/Lord_Howe", "service", "2027-04-03T21:00+11:00", "2027-04-04T08:00+10:30"),
        ("Australia/Lord_Howe", "lifecycle", "2026-10-02T18:00+10:30", "2026-10-05T09:00+11:00"),
        ("Australia/Lord_Howe", "lifecycle", "2027-04-02T18:00+11:00", "2027-04-05T09:00+10:30"),
        # Asia/Kathmandu: 5:45 ahead of UTC and never changed; the organization's own night is its day.
        ("Asia/Kathmandu", "service", "2026-11-20T19:59+05:45", "2026-11-20T19:59+05:45"),
        ("Asia/Kathmandu", "service", "2026-11-20T20:00+05:45", "2026-11-21T08:00+05:45"),
        ("Asia/Kathmandu", "lifecycle", "2026-11-20T17:00+05:45", "2026-11-23T09:00+05:45"),
        ("Asia/Kathmandu", "lifecycle", "2026-11-20T09:00+05:45", "2026-11-20T09:00+05:45"),
    ],
)
def test_mail_leaves_by_the_clock_on_the_recipients_wall(zone: str, kind: str, now: str, leaves: str) -> None:
    asked = datetime.fromisoformat(now)

    at = TIMETABLE.allowed_at(asked, ZoneInfo(zone), kind)

    assert at == datetime.fromisoformat(leaves)
    assert at.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes") == leaves


_zones = st.sampled_from(["Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu"]).map(ZoneInfo)
_years = st.integers(0, 10 * 365 * 86_400).map(lambda seconds: datetime(2018, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))


@given(now=_years, zone=_zones, kind=st.sampled_from(["service", "lifecycle", "survey"]))
def test_no_change_of_the_clocks_sends_at_night(now: datetime, zone: ZoneInfo, kind: str) -> None:
    at = TIMETABLE.allowed_at(now, zone, kind)
    local = at.astimezone(zone)

    assert at >= now
    assert time(8) <= local.time() < time(20)
    assert TIMETABLE.allowed_at(at, zone, kind) == at
    if kind != "service":
        assert clock.is_open(Hours(zone, OFFICE), at)
    assert at - now <= timedelta(hours=13 if kind == "service" else 65)
