"""Pages of what was said but not recorded."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from presence.customers.models import Customer
from presence.kit import csv, refusals, toasts
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.said import actions, listing
from touchpoints.said.forms import ProposalForm
from touchpoints.said.models import Said

# What people say most; anything else is typed.
REASONS = ("Not a commitment", "It is in a promise already", "It is done already", "The customer’s wish, not our word")


@access.member()
@require_safe
def said(request: MemberRequest) -> HttpResponse:
    """Notes that sound like a commitment, newest first."""
    state, customer = _state(request), _customer(request)
    page = listing.page(state, customer.pk if customer else None, after=request.GET.get("after", ""))
    narrowed = f"&customer={customer.pk}" if customer else ""
    context = {
        "page": page,
        "state": state,
        "customer": customer,
        "tabs": [
            {"word": word, "url": f"?state={name}{narrowed}", "current": name == state} for name, word in listing.STATES.items()
        ],
        "query": f"state={state}{narrowed}",
        "next_url": f"?state={state}{narrowed}&after={page.after}" if page.after else "",
        "first_url": f"?state={state}{narrowed}" if "after" in request.GET else "",
        "reasons": REASONS,
        "may_write": request.member.may(Role.AGENT),
    }
    return render(request, "touchpoints/said/list.html", context)


@access.member()
@require_safe
def said_csv(request: MemberRequest) -> FileResponse:
    """The same list, whole, for a spreadsheet."""
    customer = _customer(request)
    rows = listing.exported(_state(request), customer.pk if customer else None)
    return csv.answer(rows, filename=f"said-{timezone.localdate()}.csv")


@access.member(Role.AGENT)
@require_http_methods(["GET", "HEAD", "POST"])
def said_proposal(request: MemberRequest, said_id: UUID) -> HttpResponse:
    """Make a term of it, with everything filled in that the note tells."""
    row = _said(said_id)
    form = ProposalForm(request.POST if request.method == "POST" else None, said=row)
    promise = _propose(request, row, form) if form.is_valid() else None
    if promise:
        toasts.say(request, "Recorded. The note is linked to its term.")
        return redirect("promise", promise.pk)
    context = {"said": row, "form": form, "pieces": listing.marked(row.interaction.note), "at": row.occurred_at}
    return render(request, "touchpoints/said/proposal.html", context)


@access.member(Role.AGENT)
@require_POST
def said_dismissal(request: MemberRequest, said_id: UUID) -> HttpResponse:
    """It is no commitment, for this reason."""
    row = _said(said_id)
    reason = request.POST.get("reason", "") or request.POST.get("other", "")
    try:
        actions.dismiss(by=Actor.of(request.member), now=timezone.now(), said=row, reason=reason)
    except refusals.Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
    else:
        toasts.say(request, "Dismissed.", undo_url=reverse("said_return", args=[row.pk]))
    return redirect("said")


@access.member(Role.AGENT)
@require_POST
def said_return(request: MemberRequest, said_id: UUID) -> HttpResponse:
    """Put a dismissed one on the list again."""
    actions.bring_back(by=Actor.of(request.member), said=_said(said_id))
    toasts.say(request, "Back on the list.")
    return redirect("said")


def _propose(request: MemberRequest, row: Said, form: ProposalForm) -> Any:
    try:
        return actions.propose(by=Actor.of(request.member), now=timezone.now(), said=row, term=form.term(), **form.chosen())
    except refusals.Refusal as refusal:
        field = refusal.pointer.rpartition("/")[2]
        form.add_error(field if field in form.fields else None, refusal.words)
        return None


def _said(said_id: UUID) -> Said:
    return get_object_or_404(Said.rows().select_related("interaction__customer"), pk=said_id)


def _state(request: HttpRequest) -> str:
    given = request.GET.get("state", "")
    return given if given in listing.STATES else "open"


def _customer(request: HttpRequest) -> Customer | None:
    """The customer that the address names; what is no id, or nobody's, narrows nothing."""
    try:
        customer_id = UUID(request.GET.get("customer", ""))
    except ValueError:
        return None
    return Customer.rows().filter(pk=customer_id).first()
