"""What a member can judge on an interaction: the lines of the customer's promises, and the interaction as a whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from presence.customers.models import Customer
from promises.record import reading
from promises.record.models import Promise, Term, TermWording
from touchpoints.interactions.models import Basis, Check, Interaction

MOST_PROMISES = 10
JUDGED_STATES = (Promise.State.AGREED, Promise.State.IN_REVIEW, Promise.State.FULFILLED)
_KIND = dict(Term.Kind.choices)


@dataclass(frozen=True, slots=True)
class Target:
    """One thing to judge. Without a promise it is the interaction as a whole; without a key, a promise as a whole."""

    promise_id: UUID | None
    term_key: UUID | None
    promise: str
    label: str
    kind: str = ""

    @property
    def name(self) -> str:
        """The same however many promises stand before it by the time that it is judged."""
        return str(self.term_key or self.promise_id or "whole")

    def said(self, verdict: str, evidence: str, basis: str = "person") -> dict[str, Any]:
        """The check in the write form."""
        named = {"term": str(self.term_key)} if self.term_key else {"promise": str(self.promise_id)} if self.promise_id else {}
        return {**named, "verdict": verdict, "evidence": evidence, "basis": basis}


WHOLE = Target(None, None, "", "All in all")


def targets(customer: Customer, interaction: Interaction | None = None) -> list[Target]:
    """The lines of the customer's promises, newest first, then what the interaction judges beside them, then the whole."""
    promises = Promise.rows().filter(customer=customer, state__in=JUDGED_STATES).order_by("-created_at")[:MOST_PROMISES]
    revisions = reading.current([promise.pk for promise in promises])
    lines = [
        Target(promise.pk, term.key, _title(revisions[promise.pk].title), term.text or "(erased)", _KIND.get(term.kind, ""))
        for promise in promises
        if promise.pk in revisions
        for term in revisions[promise.pk].terms
    ]
    offered = {(line.promise_id, line.term_key) for line in lines}
    judged = checks_of(interaction) if interaction else []
    more = [check for check in judged if check.promise_id and (check.promise_id, check.term_key) not in offered]
    return [*lines, *_former(more), WHOLE]


def checks_of(interaction: Interaction) -> list[Check]:
    return list(Check.rows().filter(interaction=interaction).select_related("judged_by__user").order_by("id"))


def said_by_customer(interaction: Interaction) -> list[dict[str, Any]]:
    """The customer's own verdicts in the write form: a member's correction leaves them as they are."""
    return [
        Target(check.promise_id, check.term_key, "", "").said(check.verdict, check.evidence, check.basis)
        for check in checks_of(interaction)
        if check.basis == Basis.CUSTOMER
    ]


@dataclass(frozen=True, slots=True)
class Shown:
    """A check as a page shows it."""

    check: Check
    promise: str
    label: str

    @property
    def said_by(self) -> str:
        """Whose word it is: the customer's, a rule's, or a member's by name."""
        if self.check.basis == Basis.PERSON and self.check.judged_by:
            return str(self.check.judged_by)
        return str(self.check.get_basis_display())


def shown(checks: Iterable[Check]) -> list[Shown]:
    """Checks with the words of what they judge, in three queries whatever their number."""
    checks = list(checks)
    revisions = reading.current({check.promise_id for check in checks if check.promise_id})
    titles: dict[UUID | None, str | None] = {pk: found.title for pk, found in revisions.items()}
    texts = _texts(checks)
    return [Shown(check, _title(titles.get(check.promise_id)), _label(check, texts)) for check in checks]


def _former(checks: Iterable[Check]) -> list[Target]:
    return [Target(one.check.promise_id, one.check.term_key, one.promise, one.label) for one in shown(checks)]


def _texts(checks: Iterable[Check]) -> Mapping[UUID | None, str]:
    ids = [check.term_id for check in checks if check.term_id]
    return dict(TermWording.rows().filter(term_id__in=ids).values_list("term_id", "text")) if ids else {}


def _label(check: Check, texts: Mapping[UUID | None, str]) -> str:
    if check.term_id:
        return texts.get(check.term_id, "(erased)")
    return "The promise as a whole" if check.promise_id else WHOLE.label


def _title(title: str | None) -> str:
    return title or ""
