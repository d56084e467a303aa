"""Counting the rows of an import, and closing those that were not imported."""

from django.db.models import Case, Count, F, Value, When

from presence.imports.models import Import, ImportRow

Outcome, Verdict = ImportRow.Outcome, ImportRow.Verdict


def verdicts(source: Import) -> dict[str, int]:
    """Rows by what would happen to them."""
    return _counted(source, "verdict")


def outcomes(source: Import) -> dict[str, int]:
    """Rows by what happened to them."""
    return _counted(source, "outcome")


def _counted(source: Import, field: str) -> dict[str, int]:
    found = ImportRow.rows().filter(source=source).values(word=F(field)).annotate(count=Count("pk")).order_by("word")
    return {group["word"]: group["count"] for group in found}


def close_rows(source: Import) -> None:
    """Say of every row that was not imported why: a problem, a later row with its reference, or the end came first."""
    left = Case(
        When(verdict=Verdict.PROBLEM, then=Value(Outcome.SKIPPED)),
        When(verdict=Verdict.SUPERSEDED, then=Value(Outcome.SUPERSEDED)),
        default=Value(Outcome.NOT_REACHED),
    )
    ImportRow.rows().filter(source=source, outcome=Outcome.NONE).update(outcome=left)
