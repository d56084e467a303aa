"""Pages of bringing guidelines in: a file or pasted text, what was found, what became of it."""

from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from presence.kit import refusals, toasts
from presence.kit.forms import Plain
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.playbooks import exporting, guidelines, hanging, importing, listing, rules, views
from touchpoints.playbooks.importing import Choice
from touchpoints.playbooks.models import PlaybookImport


class GuidelinesForm(Plain, forms.Form):
    """A file, or its text."""

    file = forms.FileField(
        label="JSON file",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".json,application/json", "data-most-bytes": guidelines.LARGEST}),
    )
    text = forms.CharField(label="Or paste its text", required=False, strip=False, widget=forms.Textarea(attrs={"rows": 6}))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("file") and not (given.get("text") or "").strip() and not self.errors:
            self.add_error("file", "Choose a JSON file, or paste its text below.")
        return given

    def raw(self) -> bytes:
        file = self.cleaned_data["file"]
        raw: bytes = file.read(guidelines.LARGEST + 1) if file else self.cleaned_data["text"].encode()
        return raw

    def source(self) -> str:
        return "file" if self.cleaned_data["file"] else "text"

    def name(self) -> str:
        file = self.cleaned_data["file"]
        return rules.speakable(file.name) if file else "Pasted text"


SAMPLE = """{
  "Refunds": {
    "subflows": {
      "Start a refund": {
        "instructions": ["Ask for the reason first."],
        "actions": [
          {"text": "Look the order up", "subtext": ["By number, or by name and date"]},
          {"text": "Offer a refund or a voucher"}
        ]
      }
    }
  }
}"""


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def playbook_import_new(request: MemberRequest) -> HttpResponse:
    """Step 1: a file or its text. Nothing is written before step 2."""
    form = GuidelinesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            by, now = Actor.of(request.member), timezone.now()
            row = importing.start(by=by, now=now, file_name=form.name(), raw=form.raw())
            return redirect("playbook_import", row.pk)
        except refusals.Refusal as refusal:
            form.add_error(form.source(), refusal.words)
    ran = PlaybookImport.rows().filter(ran_at__isnull=False).order_by("-created_at", "-id")[:5]
    status = 422 if form.errors and request.htmx else 200
    return render(request, "touchpoints/playbooks/import_new.html", {"form": form, "ran": ran, "sample": SAMPLE}, status=status)


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def playbook_import(request: MemberRequest, playbook_import_id: UUID) -> HttpResponse:
    """Step 2: what was found, to choose from. Step 3: what became of it."""
    row = get_object_or_404(PlaybookImport.rows(), pk=playbook_import_id)
    if row.ran_at:
        context = {"source": row, "results": importing.results_of(row), "made": len(row.made)}
        return render(request, "touchpoints/playbooks/import_done.html", context)
    if request.method != "POST":
        return _preview(request, row, _first_choice(row))
    chosen = _typed(request)
    if "choose" in request.POST:
        return _preview(request, row, _chosen_again(row, chosen, request.POST["choose"]))
    choices = _choices(row, chosen)
    try:
        by, now = Actor.of(request.member), timezone.now()
        review_date = timezone.localdate() + rules.REVIEW_EVERY
        importing.run(by=by, now=now, source=row, choices=choices, review_date=review_date, owner=request.member)
    except refusals.Refusal as refusal:
        return _preview(request, row, chosen, refused=refusal.words)
    toasts.say(request, "Brought in.", undo_url=reverse("playbook_import_undo", args=[row.pk]))
    return redirect("playbook_import", row.pk)


@access.member(Role.LEADER)
@require_POST
def playbook_import_undo(request: MemberRequest, playbook_import_id: UUID) -> HttpResponseRedirect:
    """Put away what it wrote."""
    row = get_object_or_404(PlaybookImport.rows(), pk=playbook_import_id)
    gone, kept = importing.undo(by=Actor.of(request.member), now=timezone.now(), source=row)
    words = f"{gone} playbooks archived again." if gone != 1 else "1 playbook archived again."
    toasts.say(request, f"{words} {kept} changed since then and stay." if kept else words)
    return redirect("playbook_import", row.pk)


@access.member()
@require_safe
def playbooks_json(request: MemberRequest) -> HttpResponse:
    """The same list, whole, as a file that can be brought in again."""
    wanted = views.Filters(request.GET).wanted()
    rows = list(listing.every(wanted, member=request.member, today=timezone.localdate()))
    answer = JsonResponse(exporting.document(rows), json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="playbooks-{timezone.localdate()}.json"'
    return answer


Chosen = dict[int, str | None]  # place of a candidate → id of its touchpoint or "", None when it is left out


def _first_choice(row: PlaybookImport) -> Chosen:
    """All that can be written; what names a touchpoint of the map by its key hangs there, first come."""
    ids = {touchpoint.key: str(touchpoint.pk) for touchpoint in hanging.placed().filter(archived_at=None)}
    free = dict(ids)
    chosen: Chosen = {}
    for place, candidate in enumerate(importing.found_in(row)):
        key = next((key for key in candidate.touchpoints if key in free), "")
        chosen[place] = None if candidate.problem else free.pop(key, "")
    return chosen


def _typed(request: MemberRequest) -> Chosen:
    chosen: Chosen = {}
    for name, value in request.POST.dict().items():
        kind, _, place = name.partition("-")
        if kind == "on" and place.isascii() and place.isdigit() and len(place) < 5:
            chosen[int(place)] = value if request.POST.get(f"take-{place}") else None
    return chosen


def _chosen_again(row: PlaybookImport, chosen: Chosen, wanted: str) -> Chosen:
    """After "all", "none", or the button of one flow was pressed: its candidates all, or none when all were chosen."""
    found = importing.found_in(row)
    flow = wanted.removeprefix("flow:") if wanted.startswith("flow:") else None
    places = [place for place, one in enumerate(found) if not one.problem and (flow is None or one.flow == flow)]
    fill = wanted == "all" or (flow is not None and not all(chosen.get(place) is not None for place in places))
    return chosen | {place: (chosen.get(place) or "") if fill else None for place in places}


def _choices(row: PlaybookImport, chosen: Chosen) -> list[Choice]:
    """What was chosen, as the verb takes it; a touchpoint that is none hangs nothing."""
    touchpoints = {str(touchpoint.pk): touchpoint for touchpoint in hanging.placed().filter(archived_at=None)}
    able = [place for place, one in enumerate(importing.found_in(row)) if not one.problem]
    return [Choice(place, touchpoints.get(chosen[place] or "")) for place in able if chosen.get(place) is not None]


def _preview(request: MemberRequest, row: PlaybookImport, chosen: Chosen, *, refused: str = "") -> HttpResponse:
    found = [
        {
            "place": place,
            "flow": one.flow,
            "content": one.content,
            "steps": rules.steps(one.content.reminders),
            "problem": one.problem,
            "taken": chosen.get(place) is not None,
            "on": chosen.get(place) or "",
        }
        for place, one in enumerate(importing.found_in(row))
    ]
    context = {
        "source": row,
        "flows": [(flow, list(rows)) for flow, rows in groupby(found, key=lambda one: one["flow"])],
        "found": len(found),
        "taken": sum(bool(one["taken"]) for one in found),
        "touchpoints": [(str(touchpoint.pk), touchpoint.name) for touchpoint in hanging.placed().filter(archived_at=None)],
        "refused": refused,
    }
    return render(
        request, "touchpoints/playbooks/import_preview.html", context, status=422 if refused and request.htmx else 200
    )
