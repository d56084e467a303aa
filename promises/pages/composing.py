"""Pages where a promise is written and amended. What happens when two people amend at once is in `promises.pages.conflicts`."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from presence.customers import search
from presence.customers.models import Customer
from presence.kit import refusals, rowforms, toasts
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from promises.pages import conflicts, forms, presenting, starting
from promises.pages.forms import AmendmentForm, PromiseForm, WholePromise
from promises.record import actions, reading
from promises.record.chain import StoredRevision
from promises.record.models import Promise, Revision


@access.member(Role.AGENT)
@require_http_methods(["GET", "HEAD", "POST"])
def promise_new(request: MemberRequest) -> HttpResponse:
    """Write a promise to the customer that the address names: from nothing, from a template, or from pasted text."""
    customer = _customer(request)
    if customer is None:
        return _choose_customer(request)
    if starting.is_asked(request):
        return starting.answer(request, customer)
    if request.method != "POST":
        whole = starting.begun(request)
    elif pressed := rowforms.pressed(request.POST, "terms"):
        whole = _regrouped(request, PromiseForm, *pressed)
    else:
        whole = WholePromise.posted(PromiseForm, request.POST)
        promise = _write(request, whole, customer) if whole.is_valid() else None
        if promise:
            return redirect("promise", promise.pk)
    return _show(request, whole, customer=customer)


@access.member(Role.AGENT)
@require_http_methods(["GET", "HEAD", "POST"])
def promise_amend(request: MemberRequest, promise_id: UUID) -> HttpResponse:
    """Append a revision; when somebody else did meanwhile, both stand side by side and nothing is lost."""
    promise = get_object_or_404(Promise.rows().select_related("customer"), pk=promise_id)
    if promise.state not in actions.OPEN:
        toasts.say(request, actions.PromiseClosed(promise).words, urgent=True)
        return redirect("promise", promise.pk)
    current = reading.current([promise.pk])[promise.pk]
    conflict = conflicts.read(request.POST, promise.pk, current)
    if request.method != "POST":
        whole = conflicts.filled(presenting.version_of(current), current.number)
    elif pressed := rowforms.pressed(request.POST, "terms"):
        whole = _regrouped(request, AmendmentForm, *pressed)
    elif conflict and "start" in request.POST:
        whole = conflict.started_from(request.POST["start"])
    else:
        whole = WholePromise.posted(AmendmentForm, request.POST)
        try:
            revision = _amend(request, whole, promise) if whole.is_valid() else None
        except actions.StaleRevision as stale:
            conflict = conflicts.between(request.POST.dict(), promise.pk, stale.current)
            whole = conflict.started_from("both")
        else:
            if revision:
                return redirect("promise", promise.pk)
    return _show(request, whole, customer=promise.customer, promise=promise, current=current, conflict=conflict)


def _write(request: MemberRequest, whole: WholePromise, customer: Customer) -> Promise | None:
    """The promise, or None when it was refused and the form says why."""
    given = whole.form.cleaned_data
    by, now = Actor.of(request.member), timezone.now()
    try:
        promise = actions.write(
            by=by,
            now=now,
            customer=customer,
            id=given["id"],
            external_ref=given["external_ref"],
            terms=whole.lines(),
            **whole.wording(),
        )
    except actions.AlreadyWritten as twice:
        return twice.promise
    except refusals.Refusal as refusal:
        whole.refuse(refusal)
        return None
    toasts.say(request, "Promise written. It is a draft until somebody agrees it.")
    return promise


def _amend(request: MemberRequest, whole: WholePromise, promise: Promise) -> Revision | None:
    """The revision, or None when it was refused and the form says why. Raises StaleRevision."""
    given = whole.form.cleaned_data
    by, now = Actor.of(request.member), timezone.now()
    try:
        revision = actions.amend(
            by=by,
            now=now,
            promise=promise,
            expected_number=given["expected_number"] or 0,
            reason=given["reason"],
            customer_told_at=given["customer_told_at"],
            terms=whole.lines(),
            **whole.wording(),
        )
    except actions.StaleRevision:
        raise
    except refusals.Refusal as refusal:
        whole.refuse(refusal)
        return None
    toasts.say(request, f"Revision {revision.number} written.")
    return revision


def _regrouped(request: MemberRequest, kind: type[PromiseForm], verb: str, place: int) -> WholePromise:
    """A button of the terms was pressed: the same form with a group more, fewer or elsewhere."""
    terms, at = rowforms.changed(forms.typed_terms(request.POST), verb, place)
    return WholePromise.shown(kind, request.POST.dict(), terms, fresh=at, verb=verb)


def _show(
    request: MemberRequest,
    whole: WholePromise,
    *,
    customer: Customer,
    promise: Promise | None = None,
    current: StoredRevision | None = None,
    conflict: conflicts.Conflict | None = None,
) -> HttpResponse:
    context = {"form": whole, "customer": customer, "promise": promise, "current": current, "conflict": conflict}
    if promise is None:
        context["tabs"] = starting.tabs(request, customer)
    if request.htmx:
        return render(request, "promises/pages/_terms.html", context, status=422 if whole.errors else 200)
    return render(request, "promises/pages/form.html", context, status=409 if conflict else 200)


def _customer(request: MemberRequest) -> Customer | None:
    """The customer that the address names; None when it names none. Another organization's is as good as none."""
    try:
        customer_id = UUID(request.GET.get("customer", ""))
    except ValueError:
        return None
    return get_object_or_404(Customer.rows(), pk=customer_id)


def _choose_customer(request: MemberRequest) -> HttpResponse:
    query = request.GET.get("q", "")
    found: list[Any] = search.find(query, limit=20)
    context = {"q": query, "found": found, "template": request.GET.get("template", ""), "start": request.GET.get("start", "")}
    return render(request, "promises/pages/choose_customer.html", context)
