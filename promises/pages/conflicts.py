"""Two people amended the same revision: what each changed, and a form that begins with either version or with both."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from promises.pages import comparison, forms, presenting
from promises.pages.comparison import Version
from promises.pages.forms import AmendmentForm, WholePromise
from promises.pages.presenting import Change
from promises.record import reading
from promises.record.chain import StoredRevision
from promises.record.rules import Wording


@dataclass(frozen=True, slots=True)
class Conflict:
    """`typed` is what the second person sent, kept in the page until something is saved."""

    typed: str
    reason: str
    told_at: Any
    base: Version
    mine: Version
    theirs: Version
    current: StoredRevision

    def my_changes(self) -> list[Change]:
        return presenting.in_words(comparison.compare(self.base, self.mine))

    def their_changes(self) -> list[Change]:
        return presenting.in_words(comparison.compare(self.base, self.theirs))

    def started_from(self, which: str) -> WholePromise:
        """The form to go on with: `mine`, `theirs`, or else both."""
        chosen = {"mine": self.mine, "theirs": self.theirs}.get(which) or comparison.merge(self.base, self.mine, self.theirs)
        return filled(chosen, self.current.number, reason=self.reason, customer_told_at=self.told_at)


def filled(version: Version, number: int, **more: Any) -> WholePromise:
    """The amendment form holding a version, to be saved as the revision after `number`."""
    values = forms.shown_wording(version.wording) | {"expected_number": number} | more
    return WholePromise.shown(AmendmentForm, values, forms.shown_terms(version.terms))


def between(data: Mapping[str, Any], promise_id: UUID, current: StoredRevision) -> Conflict:
    """The conflict of a valid form with the newest revision."""
    typed = {name: value for name, value in data.items() if name not in ("csrfmiddlewaretoken", "typed", "start")}
    whole = WholePromise.posted(AmendmentForm, typed)
    whole.is_valid()
    given = whole.form.cleaned_data
    base = reading.numbered(promise_id, given.get("expected_number") or 0) or current
    return Conflict(
        typed=json.dumps(typed),
        reason=given.get("reason", ""),
        told_at=given.get("customer_told_at"),
        base=presenting.version_of(base),
        mine=comparison.version(Wording(**whole.wording()), whole.lines()),
        theirs=presenting.version_of(current),
        current=current,
    )


def read(data: Mapping[str, Any], promise_id: UUID, current: StoredRevision) -> Conflict | None:
    """The conflict that a page carries along; None when there is none, or when somebody tampered with it."""
    try:
        typed = json.loads(data.get("typed") or "null")
        return between({str(name): str(value) for name, value in typed.items()}, promise_id, current) if typed else None
    except (ValueError, AttributeError, KeyError, RecursionError):
        return None
