"""Pages of looking before it sends: the dry run, the frame with one customer's mail, and a test to oneself."""

from uuid import UUID

from csp.decorators import csp_replace
from django import forms
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from presence.audit import actions as audit
from presence.customers.models import Customer
from presence.kit import csv, toasts
from presence.tenancy import access, reactions
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.automations import framing, presenting, reading, rules, trying, views
from touchpoints.automations.framing import Framed
from touchpoints.automations.models import Automation, AutomationTemplate
from touchpoints.delivery import trying as delivery

IN_A_FRAME = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "sandbox": [""],
}
SHOWN = {"": "Everybody found", "would": "Would have got it", "not": "Would not"}


class TrialFilters(forms.Form):
    """Which part of a dry run, and which page of it."""

    show = forms.ChoiceField(required=False, choices=list(SHOWN.items()))
    page = forms.IntegerField(required=False, min_value=1, max_value=100_000)


class PreviewFilters(forms.Form):
    """Which words, for whom."""

    number = forms.IntegerField(required=False, min_value=1, max_value=1_000_000)
    language = forms.CharField(required=False, max_length=8)
    customer = forms.UUIDField(required=False)


@access.member()
@require_safe
def automation_trial(request: MemberRequest, automation_id: UUID) -> HttpResponse:
    """Who would have got it in the last 90 days, and why others not."""
    found, now = views.find(automation_id), timezone.now()
    tried, filters = trying.past(found, now=now), TrialFilters(request.GET)
    filters.is_valid()
    shown, number = filters.cleaned_data.get("show") or "", filters.cleaned_data.get("page") or 1
    rows = [one for one in tried.rows if not shown or one.would_get == (shown == "would")]
    begins = (number - 1) * trying.PAGE
    context = {
        **presenting.context_of(found, now=now),
        "run": tried,
        "expected": trying.expected(found, now=now) if trying.is_foreseen(found) else None,
        "rows": rows[begins : begins + trying.PAGE],
        "show": shown,
        "tabs": [{"word": word, "url": f"?show={name}", "current": name == shown} for name, word in SHOWN.items()],
        "next_url": f"?show={shown}&page={number + 1}" if begins + trying.PAGE < len(rows) else "",
        "previous_url": f"?show={shown}&page={number - 1}" if number > 1 else "",
    }
    return render(request, "touchpoints/automations/trial.html", context)


@access.member()
@require_safe
def automation_trial_csv(request: MemberRequest, automation_id: UUID) -> FileResponse:
    """The whole dry run for a spreadsheet."""
    found = views.find(automation_id)
    return csv.answer(trying.table(trying.past(found, now=timezone.now())), filename="dry-run.csv")


@access.member()
@require_safe
def automation_preview(request: MemberRequest, automation_id: UUID) -> HttpResponse:
    """The mail as a real customer would read it: subject and text, and the HTML in a frame that can do nothing."""
    found = views.find(automation_id)
    version, words, customer = _asked(request, found)
    told = trying.mail(words, customer, found, to=request.member.user.email, now=timezone.now())
    asked = rules.conditions(found.conditions)
    context = {
        "automation": found,
        "words": words,
        "version": version,
        "customer": customer,
        "customers": _offered(asked),
        "told": told,
        "height": framing.height(told.text),
    }
    return render(request, "touchpoints/automations/preview.html", context)


@access.member()
@require_safe
@xframe_options_sameorigin
@csp_replace(IN_A_FRAME)  # type: ignore[untyped-decorator]  # django-csp has no types
def automation_frame(request: MemberRequest, automation_id: UUID) -> HttpResponse:
    """The inside of the frame: the HTML part as it would be sent, and nothing else."""
    found = views.find(automation_id)
    _, words, customer = _asked(request, found)
    return HttpResponse(trying.mail(words, customer, found, to=request.member.user.email, now=timezone.now()).html)


@access.member(Role.LEADER)
@require_POST
def automation_test(request: MemberRequest, automation_id: UUID) -> HttpResponse:
    """Send these words to whoever asks, at their own address."""
    found = views.find(automation_id)
    _, words, customer = _asked(request, found)
    if request.organization.is_example:
        toasts.say(request, delivery.ExampleNeverSends().words, urgent=True)
        return redirect("automation_preview", found.pk)
    now = timezone.now()
    told = trying.mail(words, customer, found, to=request.member.user.email, now=now)
    _send(told, request.member.user.email, occasion=f"automation-test:{found.pk}:{now:%Y%m%d%H%M%S%f}")
    audit.record(verb="automation.tested", by=Actor.of(request.member), subject=found, name=found.name)
    toasts.say(request, f"A test is on its way to {request.member.user.email}.")
    return redirect("automation", found.pk)


def _send(told: Framed, address: str, *, occasion: str) -> None:
    reactions.react(
        "letter.needed",
        occasion=occasion,
        to=address,
        subject=f"Test: {told.subject}",
        text=told.text,
        html=told.html,
    )


def _asked(request: MemberRequest, found: Automation) -> tuple[list[AutomationTemplate], AutomationTemplate, Customer | None]:
    """The version, its words in the language, and the customer that were named; else the newest, the first, none."""
    filters = PreviewFilters(request.GET if request.method in ("GET", "HEAD") else request.POST)
    filters.is_valid()
    given = filters.cleaned_data
    version = reading.version(found, given.get("number") or 0) or reading.version(found, reading.newest_number(found))
    words = next((one for one in version if one.language == given.get("language")), version[0])
    customer = Customer.rows().filter(pk=given["customer"], erased_at=None).first() if given.get("customer") else None
    return version, words, customer


def _offered(asked: rules.Conditions) -> list[Customer]:
    """Some customers to look at it with."""
    rows = Customer.rows().filter(erased_at=None)
    if asked.segments:
        rows = rows.filter(segment__in=asked.segments)
    return list(rows.order_by("name", "pk")[:50])
