"""A promise as its customer reads it: what is fixed, what is flexible, what we will not do."""

from dataclasses import dataclass
from datetime import datetime

from promises.record import reading
from promises.record.chain import StoredTerm
from promises.record.models import Flexibility, Promise, Term


@dataclass(frozen=True, slots=True)
class Shown:
    """The newest revision in the customer's order. An erased promise has no title and no terms to read."""

    state: str
    number: int
    written_at: datetime
    title: str | None
    first_truth: str
    fixed: tuple[StoredTerm, ...]
    flexible: tuple[StoredTerm, ...]
    will_not_do: tuple[StoredTerm, ...]
    whole: tuple[tuple[str, str], ...]

    @property
    def is_erased(self) -> bool:
        return self.title is None

    @property
    def is_void(self) -> bool:
        return self.state == Promise.State.VOID

    @property
    def is_answerable(self) -> bool:
        return not self.is_erased and not self.is_void


def of(promise: Promise) -> Shown:
    """What stands in the promise's newest revision."""
    current = reading.current([promise.pk])[promise.pk]
    readable = [term for term in current.terms if term.text]
    promised = [term for term in readable if term.kind != Term.Kind.EXCLUSION]
    return Shown(
        state=promise.state,
        number=current.number,
        written_at=current.created_at,
        title=current.title,
        first_truth=current.first_truth or "",
        fixed=tuple(term for term in promised if term.flexibility == Flexibility.FIXED),
        flexible=tuple(term for term in promised if term.flexibility == Flexibility.FLEXIBLE),
        will_not_do=tuple(term for term in readable if term.kind == Term.Kind.EXCLUSION),
        whole=tuple((name.capitalize(), getattr(current, f"{name}_flexibility")) for name in ("time", "cost", "scope")),
    )
