"""Pages of who gets no automated mail: the list, adding an address, and lifting an entry with a reason."""

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from presence.kit import csv, refusals, toasts
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.suppression import actions, listing, reading
from touchpoints.suppression.forms import ALL, EntryForm, LiftForm
from touchpoints.suppression.models import Suppression, Why

LONGEST_SEARCH = 254


@access.member(Role.AGENT)
@require_safe
def suppressions(request: MemberRequest) -> HttpResponse:
    """Who gets no automated mail, newest first."""
    why, text = _wanted(request)
    page = listing.page(why, text, after=request.GET.get("after", ""))
    query = urlencode({"why": why, "q": text})
    context = {
        "page": page,
        "why": why,
        "q": text,
        "whys": [(str(one.value), one.label) for one in Why],
        "query": query,
        "next_url": f"?{query}&{urlencode({'after': page.after})}" if page.after else "",
        "first_url": f"?{query}" if "after" in request.GET else "",
    }
    return render(request, "touchpoints/suppression/list.html", context)


@access.member(Role.LEADER)
@require_safe
def suppressions_csv(request: MemberRequest) -> FileResponse:
    """The same list, whole, for a spreadsheet."""
    return csv.answer(listing.exported(*_wanted(request)), filename=f"no-mail-{timezone.localdate()}.csv")


@access.member(Role.AGENT)
@require_http_methods(["GET", "HEAD", "POST"])
def suppression_new(request: MemberRequest) -> HttpResponse:
    """Somebody asked on the phone."""
    form = (
        EntryForm(request.POST) if request.method == "POST" else EntryForm(initial={"address": request.GET.get("address", "")})
    )
    if form.is_valid():
        given = form.cleaned_data
        kind = "" if given["kind"] == ALL else given["kind"]
        try:
            actions.suppress(
                by=Actor.of(request.member), address=given["address"], kind=kind, why=Why.BY_HAND, words=given["words"]
            )
        except refusals.Refusal as refusal:
            form.add_error(refusal.pointer or None, refusal.words)
        else:
            toasts.say(request, "From now on nothing of it leaves for this address.")
            return redirect("suppressions")
    return render(request, "touchpoints/suppression/new.html", {"form": form})


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def suppression_lifting(request: MemberRequest, suppression_id: UUID) -> HttpResponse:
    """Let mail go there again, with a reason that stays in the log."""
    row = get_object_or_404(Suppression.rows(), pk=suppression_id)
    form = LiftForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.lift(by=Actor.of(request.member), row=row, reason=form.cleaned_data["reason"])
        except refusals.Refusal as refusal:
            form.add_error(refusal.pointer or None, refusal.words)
        else:
            toasts.say(request, "Lifted. Mail may go to this address again.")
            return redirect("suppressions")
    return render(request, "touchpoints/suppression/lift.html", {"form": form, "row": row, "said": reading.said(row)})


def _wanted(request: HttpRequest) -> tuple[str, str]:
    """Reason and text from the address; what is no reason asks for all."""
    why = request.GET.get("why", "")
    text = " ".join(request.GET.get("q", "").replace("\x00", "").encode(errors="ignore").decode().split())[:LONGEST_SEARCH]
    return (why if why in Why.values else ""), text
