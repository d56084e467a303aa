"""What the wizard's pages share: finding the import, the step indicator, where an import in a given state is looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from presence.imports.models import Import
from presence.kit import refusals, toasts

State = Import.State
WORDS = ("Upload", "Match columns", "Match values", "Preview", "Import")
_PAGES = {State.UPLOADED: "import_columns", State.MATCHED: "import_values", State.CHECKED: "import_preview"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step as the indicator shows it."""

    word: str
    state: str


def steps(current: int) -> Sequence[Step]:
    """The indicator with the step of this place (from 0) as the current one; beyond the last all are done."""
    return [Step(word, "done" if n < current else "current" if n == current else "todo") for n, word in enumerate(WORDS)]


def find(import_id: UUID) -> Import:
    """The organization's import with this id, or 404: another organization's is the same as none."""
    found: Import = get_object_or_404(Import.rows().select_related("made_by__user"), pk=import_id)
    return found


def address(source: Import) -> str:
    """Where to look at an import in its state: the step that comes next, or its own page."""
    return reverse(_PAGES.get(State(source.state), "import_page"), args=[source.pk])


def lead_on(source: Import) -> HttpResponse:
    return HttpResponseRedirect(address(source))


def answer_refusal(request: HttpRequest, source: Import, refusal: refusals.Refusal) -> HttpResponse:
    """Say why not, on the page where the import now stands."""
    source.refresh_from_db()
    toasts.say(request, refusal.words, urgent=True)
    return lead_on(source)


def parse_id(text: str) -> UUID | None:
    """An id from an address, or None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
