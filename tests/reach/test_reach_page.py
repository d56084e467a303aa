"""The page behind the link in every message, as customers, programs and people who guess meet it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from presence.customers import actions as customers
from presence.customers import erasing, merging
from presence.customers.models import Contact, Customer
from presence.kit import logs
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.reach.conftest import NOW, Door
from tests.wall.canaries import Twin, fingerprint
from touchpoints.automations import forms as automations
from touchpoints.handoffs import actions, reading
from touchpoints.handoffs.models import Handoff
from touchpoints.journeys import actions as journeys
from touchpoints.journeys.models import Touchpoint
from touchpoints.reach import phrases
from touchpoints.suppression import phrases as endings

STAMP = re.compile(r'name="stamp" value="([^"]+)"')


@contextmanager
def inside(cast: Cast) -> Iterator[None]:
    with scope.acting_for(cast.organization), transaction.atomic():
        yield


def handoffs(cast: Cast) -> list[Handoff]:
    with inside(cast):
        return list(Handoff.rows().order_by("opened_at", "id"))


def stamp_on(client: Client, path: str) -> str:
    found = STAMP.search(client.get(path).content.decode())
    assert found
    return found[1]


def ask(client: Client, path: str, *, seconds: int = 40, **given: str) -> Any:
    """Open the page, take some time, send the form."""
    with time_machine.travel(NOW, tick=False) as clock:
        stamp = stamp_on(client, path)
        clock.shift(seconds)
        return client.post(path, {"stamp": stamp, "words": "Please call me.", **given})


def test_the_page_says_who_answers_when_and_by_when(client: Client, door: Door) -> None:
    with time_machine.travel(NOW, tick=False):
        page = client.get(door()).content.decode()

    assert "Somebody from Support reads what you write." in page
    assert "This is about: Status update" in page
    assert "We are here now." in page
    assert "by Fri 20 Nov, 11:30 (Brussels time)" in page
    assert "Monday" in page
    assert "9:00-17:00" in page


def test_outside_business_hours_it_says_when_we_are_back(client: Client, door: Door) -> None:
    with time_machine.travel(datetime(2026, 11, 21, 12, 0, tzinfo=UTC), tick=False):
        page = client.get(door()).content.decode()

    assert "We are back on Mon 23 Nov, 09:00 (Brussels time)." in page
    assert "by Mon 23 Nov, 10:00 (Brussels time)" in page


def test_it_speaks_the_contacts_language(cast: Cast, client: Client, door: Door, harbor: Customer) -> None:
    with inside(cast):
        contact = Contact.rows().get(customer=harbor)
    with time_machine.travel(NOW, tick=False):
        page = client.get(door(contact)).content.decode()

    assert '<html lang="de"' in page
    assert "Einen Menschen erreichen" in page
    assert "Montag" in page


@pytest.mark.parametrize(
    ("asked", "title", "monday"),
    [
        ("pt, fr-BE;q=0.8, en;q=0.5", "Joindre une personne", "Lundi"),
        ("it-IT, en;q=0.5", "Parlare con una persona", "lunedì"),
        ("es", "Hablar con una persona", "lunes"),
        ("pt", "Reach a person", "Monday"),
    ],
)
def test_without_a_contact_it_speaks_as_the_browser_asks(
    client: Client, door: Door, asked: str, title: str, monday: str
) -> None:
    page = client.get(door(), headers={"Accept-Language": asked}).content.decode()

    assert title in page
    assert monday.lower() in page.lower()


def test_every_language_of_a_mail_is_spoken_behind_its_links() -> None:
    assert set(phrases.LANGUAGES) == set(endings.LANGUAGES) == set(automations.LANGUAGES)


def test_asking_opens_a_handoff_says_what_happens_and_mutes(cast: Cast, client: Client, door: Door, harbor: Customer) -> None:
    answer = ask(client, door())

    assert (answer.status_code, answer["Location"]) == (302, door())
    opened = handoffs(cast)[0]
    assert (opened.customer_id, opened.words, opened.doubt) == (harbor.pk, "Please call me.", "")
    assert opened.promised_at == opened.opened_at + timedelta(hours=1)
    with inside(cast):
        assert reading.muted([harbor.pk]) == {harbor.pk}
    page = client.get(door()).content.decode()
    assert "You asked for a person on Fri 20 Nov, 10:31 (Brussels time)." in page
    assert "You hear from a person by Fri 20 Nov, 11:31 (Brussels time)." in page


def test_nothing_has_to_be_said(cast: Cast, client: Client, door: Door) -> None:
    assert ask(client, door(), words="").status_code == 302
    assert handoffs(cast)[0].words == ""


def test_asking_twice_is_waiting_once_and_loses_no_word(cast: Cast, client: Client, door: Door) -> None:
    for words in ("Please call me.", "Please call me.", "After four."):
        ask(client, door(), words=words)

    assert [one.words for one in handoffs(cast)] == ["Please call me.\n\nAfter four."]


def test_after_somebody_handed_back_the_link_asks_again(cast: Cast, client: Client, door: Door) -> None:
    ask(client, door())
    with inside(cast):
        by, now = Actor.of(cast.agent), NOW + timedelta(hours=1)
        actions.hand_back(by=by, now=now, handoff=actions.claim(by=by, now=now, handoff=Handoff.rows().get()), done="Called.")

    ask(client, door(), words="Once more.")

    assert [one.words for one in handoffs(cast)] == ["Please call me.", "Once more."]


def test_looking_changes_nothing(cast: Cast, client: Client, door: Door, page_of_all: str) -> None:
    """Whatever a scanner of mail does without sending the form: GET and HEAD, five times each."""
    twin = Twin("A", cast.organization, {})
    before = fingerprint(twin)
    for path in (door(), page_of_all, "/r/nothing"):
        for _ in range(5):
            client.get(path)
            client.head(path)

    assert fingerprint(twin) == before
    assert client.options(door()).status_code == 405


@pytest.mark.parametrize(
    ("given", "doubt"),
    [
        ({"seconds": 1}, "It was sent within 3 seconds of opening the page."),
        ({"website": "https://spam.example"}, "A field that people do not see was filled in."),
        ({"stamp": ""}, "It was not sent from our page."),
        ({"stamp": "made:up:once"}, "It was not sent from our page."),
    ],
)
def test_what_a_program_may_have_sent_is_kept_and_marked(
    cast: Cast, client: Client, door: Door, given: dict[str, Any], doubt: str
) -> None:
    assert ask(client, door(), **given).status_code == 302
    assert [one.doubt for one in handoffs(cast)] == [doubt]


def test_too_long_words_come_back_with_what_to_do(cast: Cast, client: Client, door: Door) -> None:
    answer = ask(client, door(), words="x" * 4001)

    assert answer.status_code == 422
    assert "Use at most 4000 characters." in answer.content.decode()
    assert "x" * 4001 in answer.content.decode()
    assert handoffs(cast) == []


def test_whoever_sends_too_often_keeps_their_words(cast: Cast, client: Client, door: Door) -> None:
    statuses = [ask(client, door(), words=f"Call {number}").status_code for number in range(11)]
    refused = ask(client, door(), words="The last word")

    assert statuses == [302] * 10 + [429]
    assert "The last word" in refused.content.decode()
    assert "wait a minute" in refused.content.decode()


def test_the_page_of_all_asks_how_to_reach_them(cast: Cast, client: Client, page_of_all: str) -> None:
    assert "How do we reach you?" in client.get(page_of_all).content.decode()
    refused = ask(client, page_of_all)
    assert refused.status_code == 422
    assert "Say how we reach you" in refused.content.decode()

    answer = ask(client, page_of_all, caller="Bo Li, bo@harbor.example")

    opened = handoffs(cast)[0]
    assert (opened.customer_id, opened.caller) == (None, "Bo Li, bo@harbor.example")
    assert "You hear from a person by" in client.get(answer["Location"]).content.decode()
    assert "You hear from a person by" not in client.get(page_of_all).content.decode()


def test_two_people_on_the_page_of_all_are_two(cast: Cast, client: Client, page_of_all: str) -> None:
    for name in ("Bo Li", "Ana"):
        ask(client, page_of_all, caller=name)

    assert [one.caller for one in handoffs(cast)] == ["Bo Li", "Ana"]


def test_pressing_twice_on_the_page_of_all_is_asking_once(cast: Cast, client: Client, page_of_all: str) -> None:
    stamp = stamp_on(client, page_of_all)
    for _ in range(2):
        client.post(page_of_all, {"stamp": stamp, "caller": "Bo Li", "words": "Hello"})

    assert len(handoffs(cast)) == 1


def test_it_works_when_the_touchpoint_is_archived(cast: Cast, client: Client, door: Door, status: Touchpoint) -> None:
    path = door()
    with inside(cast):
        journeys.archive_touchpoint(by=Actor.of(cast.leader), touchpoint=status, now=NOW)

    assert ask(client, path).status_code == 302
    assert handoffs(cast)[0].promised_at == handoffs(cast)[0].opened_at + timedelta(hours=1)


def test_of_an_erased_customer_it_is_the_organizations_page(cast: Cast, client: Client, door: Door, harbor: Customer) -> None:
    path = door()
    with inside(cast):
        erasing.erase_customer(by=Actor.of(cast.owner), now=NOW, customer=harbor, typed=harbor.name)

    assert "How do we reach you?" in client.get(path).content.decode()
    assert ask(client, path, caller="Ana").status_code == 302
    assert handoffs(cast)[0].customer_id is None


def test_of_a_merged_customer_it_is_about_the_one_that_stays(cast: Cast, client: Client, door: Door, harbor: Customer) -> None:
    path = door()
    with inside(cast):
        stays = customers.add(by=Actor.of(cast.agent), name="Harbor Dental")
        merging.merge(by=Actor.of(cast.agent), now=NOW, customer=stays, former=harbor)

    ask(client, path)

    assert handoffs(cast)[0].customer_id == stays.pk


def test_what_opens_nothing_still_says_how_to_reach_a_person(cast: Cast, client: Client, door: Door) -> None:
    pages = [client.get(f"/r/{token}") for token in ("x", "a.b", door().rpartition("/")[2][:-2])]
    pages.append(client.post("/r/x", {"words": "Hello"}))

    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1
    assert "a person reads what you write" in pages[0].content.decode()
    assert "Fieldstone" not in pages[0].content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("language", phrases.LANGUAGES)
def test_what_opens_nothing_says_so_in_the_language_of_the_browser(client: Client, language: str) -> None:
    page = client.get("/r/x", headers={"Accept-Language": f"tlh, {language}-CH;q=0.8, en;q=0.5"}).content.decode()

    say = phrases.LANGUAGES[language]
    assert f'<html lang="{language}"' in page
    assert all(words in page for words in (say.gone, say.gone_lead, say.gone_open, say.gone_answer, say.gone_call))


def test_guessing_is_slowed_down_and_a_real_link_keeps_working(client: Client, door: Door) -> None:
    pages = [client.get(f"/r/guess-{number}") for number in range(21)]

    assert [page.status_code for page in pages] == [404] * 20 + [429]
    assert "You still reach a person." in pages[-1].content.decode()
    assert client.get(door()).status_code == 200


def test_the_address_stays_where_it_is(client: Client, door: Door, page_of_all: str, caplog: pytest.LogCaptureFixture) -> None:
    for path in (door(), page_of_all, "/r/nothing"):
        page = client.get(path)
        assert page["Referrer-Policy"] == "no-referrer"
        assert "noindex" in page["X-Robots-Tag"]
        assert "no-store" in page["Cache-Control"]
        assert path.rpartition("/")[2] not in logs.hide(caplog.text)
    assert "http" not in re.sub(r'(action|xmlns)="[^"]*"', "", client.get(door()).content.decode())
