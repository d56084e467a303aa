"""Calendar feeds: what they show, to whom, and when they are dead."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from presence.audit.models import Entry
from presence.members import actions as members
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from promises.commitments import actions, calendar, feeds
from promises.commitments.calendar import Event
from promises.commitments.models import Feed
from promises.record.rules import TermInput
from tests.commitments.conftest import Agree
from tests.conftest import Cast

SignIn = Callable[[Membership], Client]
PAGE = "/o/fieldstone/commitments/feeds/"


@pytest.fixture
def due(agreed: Agree) -> Any:
    """A commitment to Harbor Dental Group, made by the agent."""
    at = timezone.now() + timedelta(days=2)
    terms = [
        TermInput("commitment", "Pump; second one, for Harbor Dental Group", due_at=at),
        TermInput("exclusion", "Weekend work"),
    ]
    return agreed(terms=terms)


def made(client: Client, **data: str) -> str:
    """The path of a new feed, from the page that shows it once."""
    page = client.post(PAGE, {"whose": "mine", **data}).content.decode()
    found = re.search(r'value="https?://[^/"]+(/feeds/[^"]+/commitments\.ics)"', page)
    assert found, page
    return found[1]


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_it_shows_what_is_due_and_names_no_customer(cast: Cast, due: Any, sign_in: SignIn) -> None:
    answer = Client().get(made(sign_in(cast.agent)))

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert "no-store" in answer["Cache-Control"]
    lines = unfolded(answer.content.decode())
    assert "SUMMARY:Due: Pump\\; second one\\, for the customer" in lines
    assert f"DTSTART:{due.due_at.astimezone(UTC):%Y%m%dT%H%M%SZ}" in lines
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in lines
    assert f"/o/fieldstone/promises/{due.promise_id}/" in "".join(lines)
    assert "Harbor" not in answer.content.decode()


def test_it_names_customers_when_that_was_chosen(cast: Cast, due: Any, sign_in: SignIn) -> None:
    text = "".join(unfolded(Client().get(made(sign_in(cast.agent), names="on")).content.decode()))

    assert "(Harbor Dental Group)" in text


def test_an_event_keeps_its_name_when_its_time_moves_and_goes_when_it_is_done(acting: Cast, due: Any, sign_in: SignIn) -> None:
    path, client = made(sign_in(acting.agent)), Client()

    def uids() -> list[str]:
        return [line for line in unfolded(client.get(path).content.decode()) if line.startswith("UID:")]

    before, now, by = uids(), timezone.now(), Actor.of(acting.agent)
    actions.renegotiate(
        by=by, now=now, commitment=due, due_at=now + timedelta(days=9), customer_told_at=now, reason="The road is closed"
    )
    assert uids() == before != []
    actions.finish(by=by, now=now, commitment=due)
    assert uids() == []


def test_mine_is_mine_and_the_teams_is_the_teams(cast: Cast, due: Any, sign_in: SignIn) -> None:
    client = sign_in(cast.viewer)

    assert b"Pump" not in Client().get(made(client)).content
    assert b"Pump" in Client().get(made(client, whose="team")).content


def test_it_is_dead_at_once(cast: Cast, due: Any, sign_in: SignIn) -> None:
    client = sign_in(cast.agent)
    revoked, orphaned = made(client), made(client)
    with scope.acting_for(cast.organization):
        feed = Feed.rows().earliest("created_at")
    assert "Revoke" in client.get(PAGE).content.decode()
    client.post(f"{PAGE}{feed.pk}/revocation/")

    assert Client().get(revoked).status_code == 404
    assert Client().get(orphaned).status_code == 200
    with scope.acting_for(cast.organization):
        members.remove_member(by=Actor.of(cast.owner), now=timezone.now(), member=cast.agent)
        assert Entry.rows().filter(verb="feed.revoked").count() == 2
    assert Client().get(orphaned).status_code == 404


def test_a_person_who_is_shut_out_feeds_no_calendar(cast: Cast, due: Any, sign_in: SignIn) -> None:
    path = made(sign_in(cast.agent))
    type(cast.agent.user).objects.filter(pk=cast.agent.user.pk).update(is_active=False)

    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("token", ["x", "x" * 66, "AAAAAAAAAAAAAAAAAAAAAA.guess", "%00", "é" * 30, "a.b"])
def test_what_was_never_a_feed_is_not_found_alike(cast: Cast, due: Any, sign_in: SignIn, token: str) -> None:
    path = made(sign_in(cast.agent))
    changed = path.replace("/commitments.ics", "x/commitments.ics")

    answers = [Client().get(f"/feeds/{token}/commitments.ics"), Client().get(changed)]

    assert {answer.status_code for answer in answers} == {404}


def test_reading_changes_nothing_but_when_it_was_last_used(cast: Cast, due: Any, sign_in: SignIn) -> None:
    path = made(sign_in(cast.agent))

    def state() -> tuple[Any, ...]:
        with scope.acting_for(cast.organization):
            return (list(Feed.rows().values("secret_hash", "revoked_at", "names", "whose")), Entry.rows().count())

    before = state()
    assert (Client().head(path).status_code, Client().get(path).status_code) == (200, 200)
    assert Client().post(path).status_code == 405
    assert state() == before
    with scope.acting_for(cast.organization):
        assert Feed.rows().get().last_used_at is not None


def test_only_the_hash_is_stored(cast: Cast, sign_in: SignIn) -> None:
    token = made(sign_in(cast.agent)).split("/")[2]

    with scope.acting_for(cast.organization):
        [stored] = Feed.rows().values()
    assert token.split(".", 1)[1] not in str(stored)
    assert feeds.read(token, now=timezone.now()) is not None


def test_another_members_feed_is_not_mine_to_revoke(cast: Cast, sign_in: SignIn) -> None:
    made(sign_in(cast.agent))
    with scope.acting_for(cast.organization):
        feed = Feed.rows().get()

    assert sign_in(cast.owner).post(f"{PAGE}{feed.pk}/revocation/").status_code == 404


def test_there_is_an_end_to_feeds(acting: Cast) -> None:
    by = Actor.of(acting.agent)
    for _ in range(feeds.MOST_FEEDS):
        feeds.make(by=by, member=acting.agent, whose="mine", names=False)
    with pytest.raises(feeds.TooManyFeeds):
        feeds.make(by=by, member=acting.agent, whose="mine", names=False)


def test_the_file_is_what_the_standard_wants() -> None:
    now = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    long = "Überprüfung der Anlage, Teil; drei \\ vier\nfünf\x07 " * 5
    text = calendar.write("A, B", [Event("one@x", now, long, "", "https://x/")] * 2, now=now)

    assert text.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    lines = unfolded(text)
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert (lines.count("BEGIN:VEVENT"), lines.count("END:VEVENT")) == (2, 2)
    assert "SUMMARY:" + "Überprüfung der Anlage\\, Teil\\; drei \\\\ vier\\nfünf " * 5 in lines
    assert all(re.match(r"[A-Z-]+(;[A-Z]+=[A-Z]+)?:", line) for line in lines if line)
