"""The log: nothing alters it, every fact has a sentence, and it can be searched and saved."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from presence.audit import actions, log
from presence.audit.models import Entry
from presence.tenancy import scope
from presence.tenancy.actors import SYSTEM, Actor
from presence.tenancy.models import Membership
from tests.conftest import Cast

SignIn = Callable[[Membership], Client]
LOG = "/o/fieldstone/audit/"
THEIRS = "/o/elsewhere/audit/"
ROOT = Path(__file__).resolve().parent.parent.parent


def record(cast: Cast, verb: str = "team.added", by: Membership | None = None, **detail: object) -> Entry:
    actor = Actor.of(by) if by else Actor.of(cast.owner)
    with scope.acting_for(cast.organization):
        return actions.record(verb=verb, by=actor, subject_type="team", subject_id=uuid4(), **({"name": "Field"} | detail))


def move(cast: Cast, entry: Entry, at: datetime) -> None:
    """Entries cannot be changed, so a dated one is written anew."""
    with scope.acting_for(cast.organization):
        Entry.objects.create(at=at, verb=entry.verb, actor_kind="member", actor_label=entry.actor_label, detail=entry.detail)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE presence_entry SET actor_label = 'Nobody'",
        "DELETE FROM presence_entry",
        "TRUNCATE presence_entry CASCADE",
        "ALTER TABLE presence_entry DISABLE TRIGGER ALL",
        "DROP TABLE presence_entry CASCADE",
    ],
)
def test_nothing_alters_an_entry(acting: Cast, statement: str) -> None:
    record(acting)
    before = list(Entry.rows().values())

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert list(Entry.rows().values()) == before


def verbs_in_the_code() -> Iterator[str]:
    for floor in ("presence", "promises", "touchpoints", "metrics"):
        for file in (ROOT / floor).rglob("*.py"):
            yield from re.findall(r'verb="([a-z_]+\.[a-z_]+)"', file.read_text())


def test_every_verb_has_a_sentence() -> None:
    assert set(verbs_in_the_code()) - set(log.sentences()) == set()


def test_a_sentence_is_filled_from_the_entry() -> None:
    words = log.sentence("member.role_changed", {"former": "agent", "role": "leader"})

    assert words == "made a member leader who was agent"


def test_large_numbers_are_grouped() -> None:
    assert log.sentence("customers.added", {"count": 1781}) == "added 1,781 customers"


def test_what_an_old_entry_does_not_have_is_an_ellipsis() -> None:
    assert log.sentence("team.added", {}) == "added the team …"


def test_words_in_a_name_are_never_read_as_places() -> None:
    words = log.sentence("team.added", {"name": "{name.__class__} {0} {x}"})

    assert words == "added the team {name.__class__} {0} {x}"


def test_leaders_and_owners_read_it(cast: Cast, sign_in: SignIn) -> None:
    record(cast, name="<b>Field</b>")

    for member in (cast.owner, cast.leader):
        page = sign_in(member).get(LOG).content.decode()
        assert "added the team &lt;b&gt;Field&lt;/b&gt;" in page
        assert "made the organization Fieldstone Care" in page
    for member in (cast.agent, cast.viewer):
        assert sign_in(member).get(LOG).status_code == 403


def test_it_is_filtered(cast: Cast, sign_in: SignIn) -> None:
    first, second = record(cast, name="First"), record(cast, "team.deleted", cast.leader, name="Second")
    move(cast, first, datetime(2026, 3, 1, 22, 59, tzinfo=UTC))  # 1 March, 23:59 in Brussels
    move(cast, second, datetime(2026, 3, 1, 23, 1, tzinfo=UTC))  # 2 March, 00:01 in Brussels
    client = sign_in(cast.owner)

    def shown(query: str) -> set[str]:
        page = client.get(f"{LOG}?{query}").content.decode()
        return {words for words in ("the team First", "the team Second") if words in page}

    assert shown("verb=team.added") == {"the team First"}
    assert shown(f"member={cast.leader.pk}") == {"the team Second"}
    assert shown(f"subject={second.subject_id}") == {"the team Second"}
    assert shown("day=2026-03-01") == {"the team First"}
    assert shown("day=2026-03-02") == {"the team Second"}
    assert shown("day=2026-03-03") == set()


@pytest.mark.parametrize(
    "query",
    [
        *("verb=nothing", "member=x", "member=" + "0" * 40, "subject=x", "verb=%00"),
        *("day=yesterday", "day=0000-00-00", "day=0001-01-01", "day=9999-12-31"),
    ],
)
def test_a_bad_filter_is_said_and_shows_all(cast: Cast, sign_in: SignIn, query: str) -> None:
    answer = sign_in(cast.owner).get(f"{LOG}?{query}")

    assert answer.status_code == 200
    assert "made the organization Fieldstone Care" in answer.content.decode()


def test_another_organizations_member_is_no_choice(cast: Cast, elsewhere: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.owner).get(f"{LOG}?member={elsewhere.owner.pk}").content.decode()

    assert "Select a valid choice" in page
    assert "Elsewhere" not in page


def test_pages_miss_nothing_and_repeat_nothing(cast: Cast, sign_in: SignIn) -> None:
    for number in range(120):
        record(cast, name=f"No {number:03}")
    client, url, seen = sign_in(cast.owner), LOG, []

    while url:
        page = client.get(url).content.decode()
        seen += re.findall(r"the team (No \d{3})", page)
        record(cast, name="Later")
        following = re.search(r'href="([^"]+)" rel="next"', page)
        url = following[1].replace("&amp;", "&") if following else ""

    assert seen == [f"No {number:03}" for number in reversed(range(120))]


def test_a_damaged_cursor_leads_to_the_beginning(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.owner).get(f"{LOG}?cursor=x").headers["Location"] == LOG


def test_another_organizations_cursor_is_a_damaged_one(cast: Cast, elsewhere: Cast, sign_in: SignIn) -> None:
    for number in range(60):
        record(elsewhere, name=f"No {number}")
    following = re.search(r'href="[^"]*cursor=([^"&]+)" rel="next"', sign_in(elsewhere.owner).get(THEIRS).content.decode())
    assert following
    assert sign_in(elsewhere.owner).get(f"{THEIRS}?cursor={following[1]}").status_code == 200

    assert sign_in(cast.owner).get(f"{LOG}?cursor={following[1]}").headers["Location"] == LOG


def test_it_is_saved_as_a_file_no_spreadsheet_runs(cast: Cast, sign_in: SignIn) -> None:
    record(cast, name='=HYPERLINK("http://evil.example")')
    with scope.acting_for(cast.organization):
        actions.record(verb="team.added", by=SYSTEM, name="@SUM(A1)")

    answer = sign_in(cast.owner).get(f"{LOG}file.csv?verb=team.added")

    rows = list(csv.reader(io.StringIO(answer.getvalue().decode())))
    assert tuple(rows[0]) == log.HEADING
    assert {row[1] for row in rows[1:]} == {"Olga of Fieldstone Care", "Presence"}
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert 'attachment; filename="audit-fieldstone-' in answer.headers["Content-Disposition"]
