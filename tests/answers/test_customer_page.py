"""The customer's own page: what it shows, what an answer does, and what only looking never does."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from presence.audit.models import Entry
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from promises.answers import links, reading
from promises.answers.models import CustomerAnswer
from promises.record import actions
from promises.record.models import Promise
from tests.accounts import people
from tests.answers.conftest import LATER, TERMS, Door, path_of
from tests.conftest import Cast
from tests.wall.actors import spell
from tests.wall.canaries import Twin, fingerprint


@pytest.fixture
def client() -> Client:
    """The customer's browser, at an address of its own: tries are counted by address."""
    return Client(enforce_csrf_checks=True, REMOTE_ADDR=people.address())


def amend(cast: Cast, promise: Promise) -> None:
    with scope.acting_for(cast.organization):
        actions.amend(
            by=Actor.of(cast.agent), now=LATER, promise=promise, expected_number=1, reason="More chairs",
            title="Care plan for both clinics", source="call", terms=TERMS,
        )  # fmt: skip


def answers(cast: Cast) -> list[CustomerAnswer]:
    with scope.acting_for(cast.organization), transaction.atomic():
        return list(CustomerAnswer.rows().order_by("answered_at"))


def test_it_says_what_was_promised(client: Client, door: Door) -> None:
    page = client.get(path_of(door())).content.decode()

    for words in ("Care plan", "Fieldstone Care", "Harbor Dental Group", "urgent chair failures within 2 hours",
                  "Repair parts bought from others", "Weekends double the price", "What is flexible"):  # fmt: skip
        assert words in page


def test_an_answer_needs_no_cookie_and_is_recorded_for_the_revision(cast: Cast, client: Client, door: Door) -> None:
    path = path_of(door())
    ranked = {"first": "cost", "second": "time", "third": "scope"}

    sent = client.post(path, {"number": "1", "verdict": "confirmed", **ranked})

    assert (sent.status_code, sent.headers["Location"]) == (302, path)
    [answer] = answers(cast)
    with scope.acting_for(cast.organization), transaction.atomic():
        assert (answer.verdict, answer.ranking, answer.revision.number) == ("confirmed", "cost,time,scope", 1)
        assert Entry.rows().filter(verb="promise.confirmed", actor_kind="customer").count() == 1
    assert "This matches what I was told." in client.get(path).content.decode()


def test_nothing_of_the_page_sets_a_cookie(client: Client, door: Door) -> None:
    path = path_of(door())
    for response in (client.get(path), client.post(path, {"number": "1", "verdict": "confirmed"}), client.get(path)):
        assert not response.cookies


def test_it_tells_nobody_else(client: Client, door: Door) -> None:
    headers = client.get(path_of(door())).headers

    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]
    assert "no-store" in headers["Cache-Control"]


def test_a_dispute_needs_words_and_keeps_what_was_chosen(cast: Cast, client: Client, door: Door) -> None:
    refused = client.post(path_of(door()), {"number": "1", "verdict": "disputed", "first": "cost", "words": "  "})

    assert refused.status_code == 422
    assert "Say in a few words what is different" in refused.content.decode()
    assert answers(cast) == []


@pytest.mark.parametrize("typed", [{}, {"verdict": "yes"}, {"verdict": "confirmed", "first": "time", "second": "time"}])
def test_half_an_answer_is_asked_again(cast: Cast, client: Client, door: Door, typed: dict[str, str]) -> None:
    """A program that sends the form without pressing either button has chosen nothing."""
    assert client.post(path_of(door()), {"number": "1", **typed}).status_code == 422
    assert answers(cast) == []


def test_a_dispute_stands_on_top_until_it_is_settled_with_words(
    cast: Cast, client: Client, door: Door, promise: Promise, sign_in: Any
) -> None:
    client.post(path_of(door()), {"number": "1", "verdict": "disputed", "words": "We were told Saturdays are included."})
    agent, mount = sign_in(cast.agent), "/o/fieldstone"

    for page in ("/", "/promises/", "/promises/?disputed=on&state=all", f"/promises/{promise.pk}/"):
        assert "Care plan" in agent.get(mount + page).content.decode(), page
    assert "Saturdays are included" in agent.get(f"{mount}/").content.decode()
    [answer] = answers(cast)
    address = f"{mount}/promises/{promise.pk}/answers/{answer.pk}/resolution/"
    assert "how you settled it" in agent.post(address, {"words": ""}).content.decode()
    agent.post(address, {"words": "Saturdays are in revision 2 now."})

    assert "Not what the customer was sold" not in agent.get(f"{mount}/").content.decode()
    assert "Saturdays are in revision 2 now." in agent.get(f"{mount}/promises/{promise.pk}/").content.decode()
    with scope.acting_for(cast.organization), transaction.atomic():
        verbs = Entry.rows().filter(subject_id=promise.pk).order_by("at", "id").values_list("verb", flat=True)
        assert list(verbs)[-2:] == ["promise.disputed", "promise.dispute_resolved"]


def test_a_customer_who_confirms_afterwards_takes_the_dispute_back(cast: Cast, client: Client, door: Door) -> None:
    path = path_of(door())
    client.post(path, {"number": "1", "verdict": "disputed", "words": "Where are the Saturdays?"})
    client.post(path, {"number": "1", "verdict": "confirmed"})

    with scope.acting_for(cast.organization), transaction.atomic():
        assert not reading.open_disputes().exists()
    assert [answer.verdict for answer in answers(cast)] == ["disputed", "confirmed"]


def test_the_same_answer_twice_is_one(cast: Cast, client: Client, door: Door) -> None:
    path = path_of(door())
    for _ in range(2):
        client.post(path, {"number": "1", "verdict": "confirmed"})

    assert len(answers(cast)) == 1


def test_an_amendment_meanwhile_is_shown_and_asked_again_with_every_word(
    cast: Cast, client: Client, door: Door, promise: Promise
) -> None:
    path = path_of(door())
    amend(cast, promise)

    stale = client.post(path, {"number": "1", "verdict": "disputed", "words": "Not what we discussed", "first": "time"})

    page = stale.content.decode()
    assert stale.status_code == 409
    assert "Care plan for both clinics" in page
    assert "This was changed since you opened the page" in page
    assert "Not what we discussed" in page
    assert 'name="number" value="2"' in page
    assert answers(cast) == []


def test_an_answer_to_a_former_revision_is_said_to_be_old(cast: Cast, client: Client, door: Door, promise: Promise) -> None:
    path = path_of(door())
    client.post(path, {"number": "1", "verdict": "confirmed"})
    amend(cast, promise)

    assert "was changed after that" in client.get(path).content.decode()
    assert client.post(path, {"number": "2", "verdict": "confirmed"}).status_code == 302
    assert len(answers(cast)) == 2


def test_looking_changes_nothing(cast: Cast, client: Client, door: Door) -> None:
    """Whatever a scanner of mail does without sending a form: GET and HEAD, five times each."""
    path = path_of(door())
    twin = Twin("A", cast.organization, {})
    before = fingerprint(twin)
    for _ in range(5):
        client.get(path)
        client.head(path)

    assert fingerprint(twin) == before
    assert client.options(path).status_code == 405


def test_revoked_mangled_and_crossed_links_are_one_calm_page(cast: Cast, elsewhere: Cast, client: Client, door: Door) -> None:
    made = door()
    path = path_of(made)
    crossed = path.replace(spell(cast.organization.pk), spell(elsewhere.organization.pk))
    pages = [client.get(f"/promise/{text}") for text in ("x", "nothing~here", path.rpartition("/")[2][:-3] + "AAA")]
    pages += [client.get(crossed), client.post(crossed, {"number": "1", "verdict": "confirmed"})]
    with scope.acting_for(cast.organization), transaction.atomic():
        links.revoke(by=Actor.of(cast.agent), now=LATER, link=made.link)
    pages += [client.get(path), client.post(path, {"number": "1", "verdict": "confirmed"})]

    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1
    assert "ask them for a new link" in pages[0].content.decode()
    assert answers(cast) == []


def test_guessing_is_slowed_down_and_a_real_link_keeps_working(client: Client, door: Door) -> None:
    path = path_of(door())
    statuses = [client.get(f"/promise/guess-{number}").status_code for number in range(31)]

    assert statuses == [404] * 30 + [429]
    assert client.get(path).status_code == 200


def test_too_many_answers_are_refused(cast: Cast, client: Client, door: Door) -> None:
    path = path_of(door())
    for number in range(20):
        client.post(path, {"number": "1", "verdict": "disputed", "words": f"Reason {number}"})

    refused = client.post(path, {"number": "1", "verdict": "disputed", "words": "One more"})

    assert refused.status_code == 429
    assert "One more" in refused.content.decode()
    assert len(answers(cast)) == 20


def test_a_void_promise_is_withdrawn(cast: Cast, client: Client, door: Door, promise: Promise) -> None:
    path = path_of(door())
    with scope.acting_for(cast.organization):
        actions.void(by=Actor.of(cast.agent), now=LATER, promise=promise, reason="Sent twice")

    page = client.get(path)
    sent = client.post(path, {"number": "1", "verdict": "confirmed"})

    assert "This promise was withdrawn" in page.content.decode()
    assert "urgent chair failures" not in page.content.decode()
    assert (sent.status_code, answers(cast)) == (422, [])
