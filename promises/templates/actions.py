"""Writing, changing and archiving templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from presence.audit import actions as audit
from presence.kit import refusals
from presence.tenancy.actors import Actor
from promises.record import rules
from promises.record.rules import TermInput, Wording
from promises.templates.models import LONGEST_DAYS, PromiseTemplate, TemplateTerm

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a template as written; `due_days` counts from the day a promise is written with it."""

    kind: str
    text: str
    flexibility: str = "fixed"
    due_days: int | None = None
    amount: Decimal | int | str | None = None


class NameTaken(refusals.Refusal):
    """Another template in use has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is a template “{name}” already. Give this one another name.", pointer="name")


class StaleTemplate(refusals.Refusal):
    """Somebody changed or archived the template since it was read; `current` is how it stands."""

    def __init__(self, current: PromiseTemplate) -> None:
        super().__init__("Somebody else changed this template while you were writing.")
        self.current = current


def write(*, by: Actor, now: datetime, name: str, wording: Wording, lines: Sequence[Line]) -> PromiseTemplate:
    """Write a template. Raises InvalidPromise, NameTaken."""
    with transaction.atomic():
        template = PromiseTemplate(updated_at=now)
        _fill(template, name, wording)
        clean = _clean(lines)
        _save(template, new=True)
        _write_lines(template, clean)
        audit.record(verb="template.written", by=by, subject=template, name=template.name)
    return template


def change(
    *,
    by: Actor,
    now: datetime,
    template: PromiseTemplate,
    expected_version: int,
    name: str,
    wording: Wording,
    lines: Sequence[Line],
) -> None:
    """Say all of a template anew; promises written with it stay. Raises InvalidPromise, NameTaken, StaleTemplate."""
    with transaction.atomic():
        locked = PromiseTemplate.rows().select_for_update().get(pk=template.pk)
        if locked.version != expected_version or locked.archived_at:
            raise StaleTemplate(locked)
        _fill(locked, name, wording)
        clean = _clean(lines)
        locked.version += 1
        locked.updated_at = now
        _save(locked, new=False)
        TemplateTerm.rows().filter(template=locked).delete()
        _write_lines(locked, clean)
        audit.record(verb="template.changed", by=by, subject=locked, name=locked.name)


def archive(*, by: Actor, now: datetime, template: PromiseTemplate) -> None:
    """Offer it no more. Archiving twice archives once."""
    with transaction.atomic():
        changed = PromiseTemplate.rows().filter(pk=template.pk, archived_at=None).update(archived_at=now)
        if changed:
            audit.record(verb="template.archived", by=by, subject=template, name=template.name)


def restore(*, by: Actor, template: PromiseTemplate) -> None:
    """Offer it again. Raises NameTaken when another took its name meanwhile."""
    try:
        with transaction.atomic():
            changed = PromiseTemplate.rows().filter(pk=template.pk, archived_at__isnull=False).update(archived_at=None)
            if changed:
                audit.record(verb="template.restored", by=by, subject=template, name=template.name)
    except IntegrityError as error:
        raise NameTaken(template.name) from error


def _fill(template: PromiseTemplate, name: str, wording: Wording) -> None:
    clean = rules.clean_wording(wording)
    template.name = " ".join(name.split())
    if not template.name or len(template.name) > LONGEST_NAME:
        raise rules.InvalidPromise(f"Give the template a name of at most {LONGEST_NAME} characters.", pointer="name")
    for field in Wording.__dataclass_fields__:
        setattr(template, field, getattr(clean, field))


def _clean(lines: Sequence[Line]) -> list[tuple[rules.CleanTerm, int | None]]:
    """The lines by the rules of terms, each with its days."""
    terms = rules.clean_terms(TermInput(line.kind, line.text, line.flexibility, None, line.amount) for line in lines)
    for place, line in enumerate(lines):
        if line.due_days is None:
            continue
        if line.kind != "commitment" or not 0 <= line.due_days <= LONGEST_DAYS:
            words = f"Only a commitment is due, within {LONGEST_DAYS} days of writing."
            raise rules.InvalidPromise(words, pointer=f"terms/{place}/due_days")
    return [(term, line.due_days) for term, line in zip(terms, lines, strict=True)]


def _save(template: PromiseTemplate, *, new: bool) -> None:
    try:
        with transaction.atomic():
            template.save(force_insert=new)
    except IntegrityError as error:
        raise NameTaken(template.name) from error


def _write_lines(template: PromiseTemplate, lines: Sequence[tuple[rules.CleanTerm, int | None]]) -> None:
    TemplateTerm.objects.bulk_create(
        TemplateTerm(
            template=template,
            position=position,
            kind=term.kind,
            flexibility=term.flexibility,
            text=term.text,
            due_days=days,
            amount=term.amount,
        )
        for position, (term, days) in enumerate(lines, start=1)
    )
