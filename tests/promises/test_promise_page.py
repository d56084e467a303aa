"""The page of one promise: signing off, agreeing, sending and reading, by whoever may."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from presence.tenancy import scope
from presence.tenancy.actors import Actor
from promises.agreement import actions
from promises.agreement.models import SignOff
from promises.marks.models import ReadingMark
from promises.record.models import Promise
from tests.conftest import Cast
from tests.promises import agreed
from tests.promises.conftest import NOW, TERMS, Write
from tests.promises.test_promise_pages import SignIn, amendment, current, page


def state_of(cast: Cast, promise: Promise) -> str:
    with scope.acting_for(cast.organization):
        return Promise.rows().get(pk=promise.pk).state


def test_two_people_bring_it_to_agreement(cast: Cast, write: Write, sign_in: SignIn) -> None:
    promise = write()
    writer, signer = sign_in(cast.agent), sign_in(cast.leader)

    asked = writer.post(page(promise, "review/"), {"number": "1"}, follow=True).content.decode()
    early = writer.post(page(promise, "agreement/"), {"number": "1"}, follow=True).content.decode()
    signed = signer.post(
        page(promise, "sign-offs/"), {"number": "1", "side": "support", "verdict": "signed", "comment": "Fine"}, follow=True
    ).content.decode()
    done = writer.post(page(promise, "agreement/"), {"number": "1"}, follow=True).content.decode()

    assert "Delivery and support are asked to sign off." in asked
    assert "Support must sign off before this is agreed." in early
    assert "Signed off for support." in signed
    assert "Leader of Fieldstone Care" in signed
    assert "Nobody in Delivery can sign, so nobody is asked." in signed
    assert "Agreed. It is binding now." in done
    assert "No such team when this was agreed" in done


def test_a_refusal_without_reasons_is_asked_for_them(cast: Cast, write: Write, sign_in: SignIn) -> None:
    promise = write()
    client = sign_in(cast.agent)
    client.post(page(promise, "review/"), {"number": "1"})
    refusal = {"number": "1", "side": "support", "verdict": "refused"}

    silent = client.post(page(promise, "sign-offs/"), refusal)
    said = client.post(page(promise, "sign-offs/"), refusal | {"comment": "No crew in November"}, follow=True)

    assert silent.status_code == 422
    assert "Say why, so that the writer can change it." in silent.content.decode()
    assert "<title>Error: " in silent.content.decode()
    assert "No crew in November" in said.content.decode()
    assert state_of(cast, promise) == "draft"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"side": "sales", "verdict": "signed", "number": "1"},
        {"side": "support", "verdict": "no_such_team", "number": "1"},
        {"side": "support", "verdict": "signed", "number": "0"},
        {"side": "support", "verdict": "signed", "number": "x"},
        {"side": "support", "verdict": "signed", "number": "7"},
        {"side": "delivery", "verdict": "signed", "number": "1"},
        {"side": "support", "verdict": "refused", "number": "1", "comment": "x" * 501},
    ],
)
def test_an_odd_word_signs_nothing(cast: Cast, write: Write, sign_in: SignIn, body: dict[str, str]) -> None:
    promise = write()
    client = sign_in(cast.agent)
    client.post(page(promise, "review/"), {"number": "1"})

    assert client.post(page(promise, "sign-offs/"), body).status_code == 422
    with scope.acting_for(cast.organization):
        assert not SignOff.rows().exists()


def test_agreeing_says_what_is_missing(cast: Cast, write: Write, sign_in: SignIn) -> None:
    promise, bare = write(), write(terms=TERMS[:2])
    client = sign_in(cast.agent)

    stale = client.post(page(promise, "agreement/"), {"number": "7"}, follow=True).content.decode()
    words = client.post(page(bare, "review/"), {"number": "1"}, follow=True).content.decode()

    assert "Somebody else wrote revision 1" in stale
    assert "Say what we will not do before this is agreed" in words


def test_an_amended_agreement_shows_whose_word_is_missing(cast: Cast, write: Write, sign_in: SignIn) -> None:
    promise = write()
    client = sign_in(cast.agent)
    with scope.acting_for(cast.organization):
        agreed.agree(promise=promise, now=NOW)
    client.post(page(promise, "amendment/"), amendment(current(cast), title="Care plan, Gold"))

    words = client.get(page(promise)).content.decode()

    assert "It stays agreed. Revision 2 still waits for a word." in words
    assert "signed revision 1" in words
    assert state_of(cast, promise) == "agreed"


def test_marking_a_quote_as_sent_needs_its_first_truth(cast: Cast, write: Write, sign_in: SignIn) -> None:
    bare, whole = write(first_truth=""), write()
    client = sign_in(cast.agent)

    refused = client.post(page(bare, "sending/"), {"number": "1"}, follow=True).content.decode()
    sent = client.post(page(whole, "sending/"), {"number": "1"}, follow=True).content.decode()

    assert "cannot be marked as sent without its first truth" in refused
    assert "Marked as sent." in sent
    assert "Revision 1, " in sent
    assert "Mark as sent" not in sent


def test_reading_is_said_and_shown(cast: Cast, write: Write, sign_in: SignIn) -> None:
    promise = write()
    client = sign_in(cast.viewer)

    before = client.get(page(promise)).content.decode()
    for _ in range(2):
        after = client.post(page(promise, "acknowledgements/"), {"number": "1"}, follow=True).content.decode()

    assert "I have read revision 1" in before
    assert "Nobody of Other has read revision 1." in before
    assert "You have read revision 1." in after
    assert "I have read revision 1" not in after
    assert "2 of 3 read it" in after
    with scope.acting_for(cast.organization):
        assert ReadingMark.rows().get().member == cast.viewer


def test_opening_it_marks_nothing(cast: Cast, write: Write, sign_in: SignIn) -> None:
    sign_in(cast.viewer).get(page(write()))

    with scope.acting_for(cast.organization):
        assert not ReadingMark.rows().exists()


def test_its_queries_do_not_grow(cast: Cast, write: Write, sign_in: SignIn) -> None:
    promise = write()
    client = sign_in(cast.agent)
    with scope.acting_for(cast.organization):
        agreed.agree(promise=promise, now=NOW)
    client.get(page(promise))
    with CaptureQueriesContext(connection) as few:
        client.get(page(promise))
    for number in range(3):
        client.post(page(promise, "amendment/"), amendment(current(cast), title=f"Care plan {number}"))
        with scope.acting_for(cast.organization):
            for side in ("delivery", "support"):
                actions.sign(by=Actor.of(cast.leader), now=NOW, promise=promise, side=side, comment="Fine")

    with CaptureQueriesContext(connection) as many:
        client.get(page(promise))

    assert len(many) <= len(few)
