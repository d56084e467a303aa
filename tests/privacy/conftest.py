"""Two records of one customer, with everything the product keeps about a customer: contacts, promises, interactions, a file,
kept answers, a letter, and what the customer answered."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from metrics.facts import promise_kept
from presence.apikeys.models import StoredAnswer
from presence.customers import actions as customers
from presence.customers.models import Contact, Customer, EmailAddress
from presence.customers.rules import ContactInput
from presence.imports import actions as imports
from presence.imports import work
from presence.imports.rules import mapping
from presence.kit.windows import Window
from presence.saved import actions as saved
from presence.tenancy.actors import Actor
from promises.agreement import actions as agreement
from promises.answers import answering, links
from promises.answers.models import CustomerAnswer
from promises.pages import filters
from promises.record import actions as promises
from promises.record.models import Promise
from promises.record.rules import TermInput
from tests.conftest import Cast
from tests.interactions.rows import row
from touchpoints.automations import events
from touchpoints.followups import actions as followups
from touchpoints.handoffs import actions as handoffs
from touchpoints.interactions import ingest
from touchpoints.interactions.models import Interaction
from touchpoints.presence.models import QualityNote
from touchpoints.said import actions as said
from touchpoints.said.models import Said

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
NAME, ANA, MAIL, PHONE = "Canaryworth Dental", "Ana Canarella", "ana@canarella.example", "+32470123456"
SECRETS = (
    "canaryworth", "canarella", "32470123456", "ref-canary", "order-canary", "term-canary", "truth-canary", "title-canary",
    "reason-canary", "note-canary", "former-canary", "evidence-canary", "answer-canary", "settled-canary",
    "ended-canary", "followup-canary", "quality-canary", "comment-canary", "cell-canary", "dismissed-canary",
    "event-canary", "place-canary", "booking-canary",
    "waiting-canary", "called-canary",
)  # fmt: skip
EVER = Window(date(2026, 1, 1), date(2026, 12, 31))


@dataclass
class Pair:
    """`stays` is the well-kept record, `former` the one that somebody added again."""

    cast: Cast
    stays: Customer
    former: Customer
    promise: Promise
    by: Actor

    @property
    def owner(self) -> Actor:
        return Actor.of(self.cast.owner)


def kept_rate(pair: Pair) -> Any:
    return promise_kept.answer(window=EVER, now=LATER).counts


@pytest.fixture
def pair(acting: Cast) -> Pair:
    by = Actor.of(acting.agent)
    person = ContactInput(ANA, role="Owner", emails=[MAIL], phones=[PHONE])
    stays = customers.add(by=by, name="Harbor Dental", external_ref="H-1", segment="gold", contacts=[ContactInput("Bo Li")])
    former = customers.add(by=by, name=NAME, external_ref="ref-canary", annual_value=900, contacts=[person])
    pair = Pair(acting, stays, former, _promise(by, Actor.of(acting.owner), former), by)
    _interactions(by)
    _answers(by, pair.promise)
    _file(by)
    _view(acting, by)
    _dismissal(by)
    _handoffs(by, former)
    _event(by, former)
    _follow_up(acting, by, former)
    QualityNote.objects.create(
        interaction=Interaction.objects.get(external_ref="i-2"), member=acting.agent, words=f"quality-canary {ANA} was glad"
    )
    StoredAnswer.objects.create(
        caller="key:1", method="POST", path="/api/v1/customers/", idempotency_key="k", body_hash="h", status=201,
        body=f'{{"name": "{NAME}"}}',
    )  # fmt: skip
    return pair


def _promise(by: Actor, owner: Actor, customer: Customer) -> Promise:
    terms = [TermInput("scope", "term-canary one"), TermInput("exclusion", "term-canary two")]
    whole: dict[str, Any] = {"source": "quote", "first_truth": "truth-canary", "terms": terms}
    made = promises.write(by=by, now=NOW, customer=customer, title="title-canary", external_ref="order-canary", **whole)
    whole |= {"title": "title-canary again", "reason": "reason-canary"}
    promises.amend(by=by, now=NOW, promise=made, expected_number=1, **whole)
    agreement.ask(by=owner, now=NOW, promise=made)
    for side in ("delivery", "support"):
        agreement.sign(by=owner, now=NOW, promise=made, side=side, comment="comment-canary")
    agreement.agree(by=owner, now=NOW, promise=made)
    promises.end(by=by, now=NOW, promise=made, reason="ended-canary")
    made.refresh_from_db()
    return made


def _interactions(by: Actor) -> None:
    said = {"customer_ref": "ref-canary", "handled_by": "human"}
    checks = [{"verdict": "broken", "evidence": "evidence-canary"}]
    rows = [row("i-1", note="former-canary", **said, checks=checks), row("i-2", checks=[{"verdict": "kept"}], **said)]
    assert ingest.ingest(rows, by=by, now=NOW).rejected == []
    again = [row("i-1", note=f"note-canary {ANA} called", **said, checks=checks)]
    assert ingest.ingest(again, by=by, now=LATER).updated == 1


def _answers(by: Actor, promise: Promise) -> None:
    made = links.make(by=by, promise=promise, recipient=EmailAddress.objects.get(address=MAIL))
    answering.answer(now=NOW, link=made.link, number=2, verdict="disputed", words="answer-canary")
    answering.resolve(by=by, now=LATER, answer=CustomerAnswer.objects.get(), words="settled-canary")


def _file(by: Actor) -> None:
    """One row about the customer that was imported, and one that was refused and only names it."""
    text = f"external_ref,name,contact_name,time_zone\nref-canary,{NAME},{ANA},\ncell-canary,{NAME} again,,nowhere\n"
    source = imports.upload(by=by, kind="customers", file_name="customers.csv", chunks=[text.encode()])
    imports.check(by=by, now=NOW, source=source, chosen=mapping.load(source.mapping))
    while work.advance(import_id=source.pk, now=NOW):
        pass


def _handoffs(by: Actor, customer: Customer) -> None:
    """One who waits, one handed back, and one who wrote without being known."""
    whole: dict[str, Any] = {"by": by, "now": NOW, "reason": "asked_for_a_person"}
    handoffs.open_handoff(**whole, customer=customer, words="waiting-canary")
    held = handoffs.claim(by=by, now=NOW, handoff=handoffs.open_handoff(**whole, customer=customer))
    handoffs.hand_back(by=by, now=LATER, handoff=held, done="called-canary")
    handoffs.open_handoff(**whole, customer=None, caller=f"{ANA}, {MAIL}", words=f"It is {NAME}.")


def _event(by: Actor, customer: Customer) -> None:
    """What another system said has happened with them."""
    facts = {"event.text": f"event-canary: {ANA} is at home", "appointment.place": "place-canary"}
    events.receive(
        by=by, key="visit-booked", external_ref="booking-canary", customer=customer, occurred_at=NOW, address=MAIL, facts=facts
    )


def _dismissal(by: Actor) -> None:
    """A note that sounded like a commitment, and why somebody said that it was none."""
    interaction = Interaction.objects.get(external_ref="i-2")
    row = Said.objects.create(interaction=interaction, occurred_at=interaction.occurred_at, version=1)
    said.dismiss(by=by, now=LATER, said=row, reason=f"dismissed-canary {ANA} only asked")


def _follow_up(cast: Cast, by: Actor, customer: Customer) -> None:
    day = NOW.date()
    words = f"followup-canary {ANA} wants to hear"
    followups.add(by=by, customer=customer, member=cast.agent, due_date=day, today=day, words=words)


def _view(cast: Cast, by: Actor) -> None:
    """A saved view that looks for them, and one that does not."""
    for name, asked in (("Calls of Ana", ANA), ("Order 7", "ORD-7")):
        saved.save(by=by, now=NOW, member=cast.agent, listed=filters.SAVED, name=name, filters={"q": asked})


def person_of(customer: Customer) -> Contact:
    return Contact.objects.get(customer=customer)
