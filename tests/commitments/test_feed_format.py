"""The feed in the eyes of a reader that knows only the standard (rfc5545.py)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from presence.tenancy.models import Membership
from promises.commitments import calendar
from promises.commitments.calendar import Event
from promises.record.rules import TermInput
from tests.commitments import rfc5545
from tests.commitments.conftest import Agree
from tests.commitments.test_feeds import made
from tests.conftest import Cast

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
URL = "https://presence.example/o/fieldstone/promises/1/"
WORDS = "Überprüfung; der Anlage, Teil \\ 3\n第二部分 " * 6


def event(number: int = 1, summary: str = "Report sent", description: str = "") -> Event:
    return Event(f"commitment-{number}@presence.example", NOW + timedelta(days=number), summary, description, URL)


def written(*events: Event, name: str = "Fieldstone Care: Mine") -> bytes:
    return calendar.write(name, events, now=NOW).encode()


def test_a_feed_served_by_the_product_is_read_whole(cast: Cast, agreed: Agree, sign_in: Callable[[Membership], Client]) -> None:
    at = NOW + timedelta(days=3)
    terms = [TermInput("commitment", WORDS.replace("\n", " ").strip(), due_at=at), TermInput("exclusion", "Weekend work")]
    due = agreed(terms=terms)

    answer = Client().get(made(sign_in(cast.agent), names="on"))
    read = rfc5545.read(answer.content)

    [found] = read.inside
    assert (found.name, read.one("VERSION"), read.one("METHOD")) == ("VEVENT", "2.0", "PUBLISH")
    assert rfc5545.moment(found.one("DTSTART")) == due.due_at
    assert found.one("UID").startswith(f"commitment-{due.pk}@")
    assert found.one("SUMMARY").startswith("Due: Überprüfung; der Anlage, Teil \\ 3")
    assert found.one("URL").endswith(f"/o/fieldstone/promises/{due.promise_id}/")


def test_a_feed_of_nothing_is_a_calendar_all_the_same(cast: Cast, sign_in: Callable[[Membership], Client]) -> None:
    read = rfc5545.read(Client().get(made(sign_in(cast.agent))).content)

    assert [part.name for part in read.inside] == ["VTIMEZONE"]


def test_events_keep_their_order_and_their_times() -> None:
    read = rfc5545.read(written(*(event(number, WORDS, WORDS) for number in range(1, 40))))

    assert [rfc5545.moment(one.one("DTSTART")) for one in read.inside] == [NOW + timedelta(days=n) for n in range(1, 40)]
    assert {rfc5545.moment(one.one("DTSTAMP")) for one in read.inside} == {NOW}
    assert {one.one("DESCRIPTION") for one in read.inside} == {WORDS}


@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_people_write_comes_back_as_they_wrote_it(summary: str, name: str) -> None:
    """But for signs that no calendar may hold; line ends of any kind are one kind."""
    read = rfc5545.read(written(event(summary=summary), name=name))

    assert read.inside[0].one("SUMMARY") == _holdable(summary)
    assert read.one("NAME") == _holdable(name)


def _holdable(text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in plain if sign == "\n" or sign.isprintable())


GOOD = written(event(summary="A, B"))


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (b"\r\n", b"\n", "no end"),
        (b"DTSTAMP:", b"X-STAMP:", "missing {'DTSTAMP'}"),
        (b"UID:commitment-1@presence.example\r\n", b"", "missing {'UID'}"),
        (b"A\\, B", b"A, B", "not escaped"),
        (b"A\\, B", b"A" * 80, "octets"),
        (b"A\\, B", b"A \x07", "control sign"),
        (b"DURATION:PT15M", b"DURATION:15 minutes", "DURATION is"),
        (b"DTSTART:20261123T093000Z", b"DTSTART:2026-11-23", "DTSTART is"),
        (b"TRANSP:TRANSPARENT", b"URL:https://presence.example/", "twice {'URL'}"),
        (b"END:VCALENDAR\r\n", b"", "no whole calendar"),
        (b"END:VEVENT", b"END:VTODO", "VEVENT ends as VTODO"),
    ],
)
def test_the_reader_refuses_what_the_standard_refuses(before: bytes, after: bytes, words: str) -> None:
    """Or its approval would prove nothing."""
    assert before in GOOD

    with pytest.raises(rfc5545.Malformed, match=words.replace("{", r"\{").replace("}", r"\}")):
        rfc5545.read(GOOD.replace(before, after))


def test_two_events_of_one_name_are_refused() -> None:
    with pytest.raises(rfc5545.Malformed, match="one UID"):
        rfc5545.read(written(event(), event()))


def test_a_calendar_without_anything_in_it_is_refused() -> None:
    empty: Any = GOOD.partition(b"BEGIN:VEVENT")[0] + b"END:VCALENDAR\r\n"
    with pytest.raises(rfc5545.Malformed, match="nothing in it"):
        rfc5545.read(empty)
