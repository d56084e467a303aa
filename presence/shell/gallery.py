"""`/kit`: every piece of the kit in all its states, with texts of real length. Served in local mode and in tests only.

`?theme=dark&density=compact&errors=1` choose how it looks. It reads no rows, so it also works without a database.
"""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from presence.kit import modes
from presence.kit.forms import Plain
from presence.kit.navigation import Entry, Group
from presence.kit.toasts import Toast
from presence.tenancy import access

NAVIGATION = [
    Group(
        "",
        [
            Entry("Today", "#today", "t", "home", "", bottom=True, count="7"),
            Entry("Customers", "#customers", "c", "people", "", bottom=True, current=True),
            Entry("Promises", "#promises", "p", "promise", "", bottom=False, count="3 unread"),
            Entry("Map", "#map", "m", "map", "", bottom=True),
            Entry("Handoffs", "#handoffs", "h", "handoff", "", bottom=False, count="2"),
            Entry("Metrics", "#metrics", "n", "metrics", "", bottom=False),
        ],
    ),
    Group("Your week", [Entry("Presence time", "#time", "", "clock", "", bottom=False, count="23%")]),
]


@dataclass
class SampleShell:
    """Stands in for presence.shell.context.Shell, so that the gallery needs neither a member nor a database."""

    theme: str
    density: str
    keys: str = "on"
    organization: Any = None
    home_url: str = "/"
    search_url: str = "/kit"
    preferences_url: str = "/kit"
    groups: list[Group] = field(default_factory=lambda: NAVIGATION)
    example_data: bool = True
    member: dict[str, str] = field(default_factory=lambda: {"name": "Ada Lindqvist", "place": "support", "initials": "AL"})

    @property
    def jumps(self) -> list[Entry]:
        return [entry for group in self.groups for entry in group.entries if entry.key]

    @property
    def bottom_entries(self) -> list[Entry]:
        return [entry for group in self.groups for entry in group.entries if entry.bottom]


class SampleForm(Plain, forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Customer’s name", max_length=120, help_text="As it stands on their contract.")
    email = forms.EmailField(label="E-mail")
    minutes = forms.IntegerField(label="Minutes", min_value=0, max_value=600, required=False)
    due = forms.DateField(label="Promised by", help_text="In your organization’s days.")
    kind = forms.ChoiceField(
        label="Kind of term",
        choices=[
            ("", "Choose one"),
            ("scope", "Scope"),
            ("service_level", "Service level"),
            ("exclusion", "What we will not do"),
        ],
    )
    note = forms.CharField(label="What was said", widget=forms.Textarea, required=False)
    mode = forms.ChoiceField(
        label="Who does this?",
        choices=[(mode.value, mode.word) for mode in modes.MODES.values()],
        widget=forms.RadioSelect,
        help_text="No choice means human-only.",
    )
    flexibility = forms.ChoiceField(
        label="May it move?", choices=[("fixed", "Fixed"), ("flexible", "Flexible")], widget=forms.RadioSelect
    )
    teams = forms.MultipleChoiceField(
        label="Read by",
        choices=[("sales", "Sales"), ("delivery", "Delivery"), ("support", "Support")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    told = forms.BooleanField(label="The customer was told", help_text="Needed for an amendment.", required=False)
    file = forms.FileField(label="CSV file", required=False, help_text="Up to 50 MB. UTF-8, UTF-16 or latin-1.")


@access.public
@require_safe
@transaction.non_atomic_requests
def gallery(request: HttpRequest) -> HttpResponse:
    wrong = {"name": "", "email": "ana.ruiz(at)harbor", "kind": "", "note": "She said the East clinic cannot wait."}
    form = SampleForm(wrong) if "errors" in request.GET else SampleForm(initial={"mode": "human_only"})
    context = {
        "shell": SampleShell(
            theme=request.GET.get("theme", "system"),
            density=request.GET.get("density", "comfortable"),
            organization={"name": "Fieldstone Care"},
        ),
        "form": form,
        "mode_field": form["mode"],
        "toasts_shown": [Toast("Judged kept: Two preventive visits a month.", undo_url="/kit")],
        "steps": [
            {"word": "Upload", "state": "done"},
            {"word": "Match columns", "state": "done"},
            {"word": "Preview", "state": "current"},
            {"word": "Result", "state": "todo"},
        ],
        "tabs": [
            {"word": "All customers", "url": "#all", "current": True, "count": 60},
            {"word": "Renewal in 60 days", "url": "#renewal", "count": 8},
            {"word": "Promise broken this month", "url": "#broken", "count": 5},
        ],
        "facts": [
            ("Care plan", "Gold since March 2024"),
            ("Owner", "Ben Okafor, delivery"),
            ("Their time", "15:42, Brussels"),
            ("Worth", "48,000 a year"),
        ],
        "last_contacts": [
            ("18 Nov", "Status update, sent automatically"),
            ("11 Nov", "Ben called, 12 min, felt cared for 5 of 5"),
            ("4 Nov", "Chair failure, answered late, recovered by phone"),
        ],
        "before": "A person answers urgent chair failures within 4 hours, Monday to Friday",
        "after": "A person answers urgent chair failures within 2 hours, Monday to Saturday",
        "command": 'curl -H "Authorization: Bearer pk_live_2f…" http://localhost:8000/api/v1/metrics/promise-kept-rate/',
    }
    return render(request, "shell/gallery.html", context)
