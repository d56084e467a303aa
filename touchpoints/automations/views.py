"""Pages of automations: the list, one of them, its versions. Everybody reads, leaders write and switch."""

from uuid import UUID

from django import forms
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from presence.kit import csv
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.automations import activating, approving, history, listing, presenting, reading, switching
from touchpoints.automations.models import Automation


class Filters(forms.Form):
    """A value that is no choice is left out, so that an old link still opens."""

    view = forms.ChoiceField(required=False, choices=list(listing.VIEWS.items()))

    def view_wanted(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("view") or "used")


@access.member()
@require_safe
def automations(request: MemberRequest) -> HttpResponse:
    """Those in use, by name; other views as tabs."""
    wanted = Filters(request.GET).view_wanted()
    page = listing.page(wanted, after=request.GET.get("after", ""))
    context = {
        "lines": presenting.lines(page.rows, now=timezone.now()),
        "wanted": wanted,
        "tabs": [{"word": word, "url": f"?view={name}", "current": name == wanted} for name, word in listing.VIEWS.items()],
        "next_url": f"?view={wanted}&after={page.after}" if page.after else "",
        "first_url": f"?view={wanted}" if "after" in request.GET else "",
        "may_edit": request.member.may(Role.LEADER),
        "has_places": listing.has_places(),
    }
    return render(request, "touchpoints/automations/list.html", context)


@access.member()
@require_safe
def automations_csv(request: MemberRequest) -> FileResponse:
    """Every automation of a view with what it led to, for a spreadsheet."""
    rows = list(listing.rows(Filters(request.GET).view_wanted()))
    return csv.answer(listing.table(presenting.lines(rows, now=timezone.now())), filename="automations.csv")


@access.member()
@require_safe
def automation(request: MemberRequest, automation_id: UUID) -> HttpResponse:
    """What it does, to whom and in which words, what it led to, and what can be done with it."""
    found, now = find(automation_id), timezone.now()
    context = presenting.context_of(found, now=now)
    by = Actor.of(request.member)
    place = switching.place_of(found)
    context |= {
        "facts": presenting.facts(found, reached=context["results"].reached),
        "steps": presenting.steps(found, is_waiting=context["is_waiting"], place=place),
        "vague": presenting.vague(context["newest"]),
        "wider": presenting.wider(found),
        "place": place,
        "history": history.of(found)[:5],
        "call": activating.call(found, now=now),
        "may_edit": request.member.may(Role.LEADER),
        "may_not_approve": approving.why_not(found, by=by, now=now),
    }
    return render(request, "touchpoints/automations/page.html", context)


@access.member()
@require_safe
def automation_versions(request: MemberRequest, automation_id: UUID) -> HttpResponse:
    """Every version of its words, and what differs between the two that the address names."""
    found = find(automation_id)
    told = history.of(found)
    after = history.chosen(told, request.GET.get("to", ""), told[0])
    before = history.chosen(told, request.GET.get("from", ""), told[min(1, len(told) - 1)])
    context = {
        "automation": found,
        "history": told,
        "before": before,
        "after": after,
        "changes": history.differences(before, after),
    }
    return render(request, "touchpoints/automations/versions.html", context)


def find(automation_id: UUID) -> Automation:
    """The automation of an address, or 404."""
    found: Automation = get_object_or_404(reading.readable(), pk=automation_id)
    return found
