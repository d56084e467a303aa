"""Links that show the figures outside, and the week's figures by mail."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from metrics.models import MetricsLink, WeeklyMail
from metrics.sharing import links
from metrics.tasks import mail_weeks_of
from metrics.weekly import actions, mailing, rules
from presence.audit.models import Entry
from presence.notices.models import Letter
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Team
from tests.conftest import Cast
from tests.metrics.test_pages import judged, take

NOW = datetime(2026, 11, 21, 1, 10, 4, tzinfo=UTC)
MONDAY, MORNING = date(2026, 11, 16), datetime(2026, 11, 16, 6, 30, tzinfo=UTC)  # 07:30 in Brussels
LINKS, WEEKLY = "/o/fieldstone/metrics/links/", "/o/fieldstone/metrics/weekly/"
SignIn = Callable[[Any], Client]


@pytest.fixture
def today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def door(cast: Cast, team: Team | None = None, days: int = 90) -> str:
    with scope.acting_for(cast.organization):
        by = Actor.of(cast.leader)
        return urlsplit(links.make(by=by, now=NOW, label="The board", window="30d", team=team, days=days).url).path


def test_a_link_opens_without_signing_in_and_leads_to_no_rows(today: None, acting: Cast, sign_in: SignIn) -> None:
    take(Actor.of(acting.leader), *judged("kept", times=47), *judged("broken", times=3))
    given = {"label": "The board", "window": "30d", "team": "", "days": "90"}
    made = sign_in(acting.leader).post(LINKS, given).content.decode()
    address = made.split("http://localhost:8000")[1].split('"')[0].split("<")[0]

    answer = Client().get(address)

    page = answer.content.decode()
    assert "94%" in page
    assert "84 to 98, 47 of 50" in page
    assert "Figures of Fieldstone Care" in page
    assert "/o/fieldstone" not in page
    assert "Harbor" not in page
    assert answer.headers["X-Robots-Tag"].startswith("noindex")
    assert "no-store" in answer.headers["Cache-Control"]
    link = MetricsLink.rows().get()
    assert (link.last_used_at, link.token_hash in address) == (NOW, False)
    assert Entry.rows().filter(verb="metrics_link.made", detail__label="The board").exists()


def test_what_ended_or_was_withdrawn_looks_like_what_never_was(today: None, acting: Cast, sign_in: SignIn) -> None:
    open_one, withdrawn = door(acting), door(acting)
    leader = sign_in(acting.leader)
    last = MetricsLink.rows().get(token_hash=links.find(withdrawn.split("/")[-1], now=NOW).token_hash)  # type: ignore[union-attr]
    leader.post(f"{LINKS}{last.pk}/revocation/")

    gone = [Client().get(address) for address in (withdrawn, open_one[:-1], "/shared/metrics/x")]
    with time_machine.travel(NOW + timedelta(days=91), tick=False):
        gone.append(Client().get(open_one))

    assert {answer.status_code for answer in gone} == {404}
    assert len({answer.content for answer in gone}) == 1
    assert Client().get(open_one).status_code == 200


def test_a_link_shows_its_team_alone_and_hides_minutes_of_few(today: None, acting: Cast) -> None:
    by = Actor.of(acting.leader)
    take(by, *judged("kept", times=12, member=acting.agent.user.email), *judged("broken", times=30))

    page = Client().get(door(acting, team=acting.agent.team)).content.decode()

    assert "12 of 12" in page
    assert "hidden" in page


def test_only_leaders_share_and_a_link_has_an_end(acting: Cast, sign_in: SignIn) -> None:
    assert {sign_in(who).get(LINKS).status_code for who in (acting.viewer, acting.agent)} == {403}
    with pytest.raises(IntegrityError), transaction.atomic():
        MetricsLink.objects.create(label="x", window="30d", token_hash="0" * 64, made_at=NOW, expires_at=NOW)


ZONES = st.sampled_from(["Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Kiritimati"])
MOMENTS = st.integers(0, 525_600).map(lambda minute: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute))


@given(MOMENTS, ZONES, ZONES)
def test_a_week_is_told_when_it_is_over_for_both(now: datetime, reader: str, organization: str) -> None:
    today = now.astimezone(ZoneInfo(organization)).date()

    monday = rules.due_monday(now, ZoneInfo(reader), today)

    if monday:
        local = now.astimezone(ZoneInfo(reader))
        assert monday.weekday() == 0
        assert rules.week_before(monday).last < today
        assert local.date() - monday < timedelta(days=2)
        assert local.date() > monday or local.hour >= 7


@given(st.dates(date(2026, 1, 5), date(2026, 12, 20)), ZONES, ZONES)
def test_nobody_misses_a_week(day: date, reader: str, organization: str) -> None:
    monday = day - timedelta(days=day.weekday())
    midnight = datetime(monday.year, monday.month, monday.day, tzinfo=UTC)
    ticks = [midnight + timedelta(minutes=15 * tick) for tick in range(-4 * 24, 4 * 72)]

    found = {rules.due_monday(now, ZoneInfo(reader), now.astimezone(ZoneInfo(organization)).date()) for now in ticks}

    assert monday in found


@pytest.fixture
def wanting(acting: Cast) -> Cast:
    take(Actor.of(acting.leader), *judged("kept", times=47), *judged("broken", times=3))
    actions.start(by=Actor.of(acting.viewer), member=acting.viewer, time_zone="Europe/Brussels")
    return acting


def test_one_letter_a_week_with_the_five_figures(wanting: Cast) -> None:
    assert [mailing.write(organization=wanting.organization, now=MORNING) for _ in range(2)] == [1, 0]

    letter = Letter.rows().get(occasion__startswith="week:")
    assert letter.to == wanting.viewer.user.email
    assert "Promise-kept rate: 94%, 84 to 98, 47 of 50" in letter.text
    assert "Too few to compare (the week before: no data" in letter.text
    assert "/o/fieldstone/metrics/promise-kept-rate/?from=2026-11-09&to=2026-11-15" in letter.text
    assert letter.text.count("/metrics/") == 7
    assert "Harbor" not in letter.text


def test_nobody_is_written_to_who_does_not_want_it(wanting: Cast, sign_in: SignIn) -> None:
    sign_in(wanting.viewer).post(WEEKLY, {"weekly": "off"})
    assert mailing.write(organization=wanting.organization, now=MORNING) == 0
    assert sign_in(wanting.agent).post(WEEKLY, {"time_zone": "Asia/Kathmandu"}).status_code == 302
    assert sign_in(wanting.agent).post(WEEKLY, {"time_zone": "Mars/Base"}).status_code == 200
    Membership.rows().filter(pk=wanting.agent.pk).update(removed_at=NOW)

    assert mailing.write(organization=wanting.organization, now=MORNING) == 0
    verbs = Entry.rows().filter(verb__startswith="weekly_mail").values_list("verb", flat=True)
    assert sorted(verbs) == ["weekly_mail.stopped", "weekly_mail.wanted", "weekly_mail.wanted"]


def test_their_own_morning_counts(wanting: Cast) -> None:
    actions.start(by=Actor.of(wanting.viewer), member=wanting.viewer, time_zone="America/Sao_Paulo")

    assert mailing.write(organization=wanting.organization, now=MORNING) == 0
    with time_machine.travel(datetime(2026, 11, 16, 10, 5, tzinfo=UTC), tick=False):
        mail_weeks_of.run(str(wanting.organization.pk))
    assert Letter.rows().filter(occasion__startswith="week:").count() == 1


def test_the_database_lets_a_week_be_written_once(wanting: Cast) -> None:
    WeeklyMail.objects.create(member=wanting.viewer, monday=MONDAY)

    for wrong in (MONDAY, MONDAY + timedelta(days=1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            WeeklyMail.objects.create(member=wanting.viewer, monday=wrong)
