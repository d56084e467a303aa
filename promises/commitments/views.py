"""Pages of commitments: the list of what is due, and what is done with a row of it."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from presence.customers.models import Customer
from presence.kit import csv, refusals, toasts, words
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from promises.commitments import actions, forms, listing, standing
from promises.commitments.forms import DoneForm, Filters, NewTimeForm
from promises.record import opinions, reading
from promises.record.models import Commitment


@access.member()
@require_safe
def commitments(request: MemberRequest) -> HttpResponse:
    """What is due, most at risk first; its address holds whose, when and the place."""
    wanted = Filters(request.GET).wanted()
    page = listing.page(wanted, reader=request.member, now=timezone.now(), after=request.GET.get("after", ""))
    context = {
        "page": page,
        "wanted": wanted,
        "tabs": [
            {"word": word, "url": _address(request, who=who), "current": who == wanted.who} for who, word in listing.WHO.items()
        ],
        "when": listing.WHEN.items(),
        "customer": Customer.rows().filter(pk=wanted.customer).first() if wanted.customer else None,
        "query": request.GET.urlencode(),
        "next_url": _address(request, after=page.after) if page.after else "",
        "first_url": _address(request, after="") if "after" in request.GET else "",
        "may_write": request.member.may(Role.AGENT),
        "any_open": any(row["is_open"] for row in page.rows),
    }
    return render(request, "promises/commitments/list.html", context)


@access.member()
@require_safe
def commitments_csv(request: MemberRequest) -> FileResponse:
    """The same list, whole, for a spreadsheet."""
    rows = listing.exported(Filters(request.GET).wanted(), reader=request.member, now=timezone.now())
    return csv.answer(rows, filename=f"commitments-{timezone.localdate()}.csv")


@access.member(Role.AGENT)
@require_POST
def commitments_done(request: MemberRequest) -> HttpResponse:
    """The row whose button was pressed, or all that are ticked, are done now."""
    ids = forms.chosen(request.POST)
    if not ids:
        toasts.say(request, "Tick the commitments that are done first.", urgent=True)
        return _back(request)
    marked = actions.finish_many(by=_by(request), now=timezone.now(), ids=ids)
    if marked:
        undo = {"undo": " ".join(str(row.pk) for row in marked), "back": request.POST.get("back", "")}
        toasts.say(request, _said(marked), undo_url=reverse("commitments_return"), undo_fields=undo)
    else:
        toasts.say(request, "Nothing changed: somebody marked it before you.", urgent=True)
    return _back(request)


@access.member(Role.AGENT)
@require_POST
def commitments_return(request: MemberRequest) -> HttpResponse:
    """Not done after all."""
    opened = actions.reopen_many(by=_by(request), now=timezone.now(), ids=forms.chosen(request.POST))
    if opened:
        toasts.say(request, f"{words.count(opened, 'commitment')} open again.")
    else:
        toasts.say(request, actions.NotDone().words, urgent=True)
    return _back(request)


@access.member(Role.AGENT)
@require_http_methods(["GET", "HEAD", "POST"])
def commitment_done(request: MemberRequest, commitment_id: UUID) -> HttpResponse:
    """It was done at another time than now."""
    row = _commitment(commitment_id)
    form = DoneForm(request.POST if request.method == "POST" else None, initial={"done_at": timezone.now()})
    if form.is_valid():
        try:
            done = actions.finish(by=_by(request), now=timezone.now(), commitment=row, done_at=form.cleaned_data["done_at"])
        except refusals.Refusal as refusal:
            form.add_error(refusal.pointer or None, refusal.words)
        else:
            undo = {"undo": str(row.pk)}
            toasts.say(request, _said([done]), undo_url=reverse("commitments_return"), undo_fields=undo)
            return redirect("commitments")
    return render(request, "promises/commitments/done.html", _context(row, form))


@access.member(Role.AGENT)
@require_http_methods(["GET", "HEAD", "POST"])
def commitment_renegotiation(request: MemberRequest, commitment_id: UUID) -> HttpResponse:
    """Agree another time: an amendment of the promise."""
    row = _commitment(commitment_id)
    form = NewTimeForm(request.POST if request.method == "POST" else None, initial={"customer_told_at": timezone.now()})
    if form.is_valid():
        try:
            revision = actions.renegotiate(by=_by(request), now=timezone.now(), commitment=row, **form.cleaned_data)
        except refusals.Refusal as refusal:
            form.add_error(refusal.pointer if refusal.pointer in form.fields else None, refusal.words)
        else:
            counted = "renegotiated" if form.cleaned_data["customer_told_at"] <= row.due_at else "not kept"
            toasts.say(request, f"New time in revision {revision.number}. The former one counts as {counted}.")
            return redirect("promise", row.promise_id)
    return render(request, "promises/commitments/renegotiation.html", _context(row, form))


def _context(row: Commitment, form: Any) -> dict[str, Any]:
    current = reading.current([row.promise_id])[row.promise_id]
    said = opinions.of([row.term_key]).get((row.term_key, row.due_at))
    return {
        "commitment": row,
        "form": form,
        "text": next((term.text for term in current.terms if term.key == row.term_key), ""),
        "title": current.title,
        "told": standing.tell(row, said, now=timezone.now()),
    }


def _said(marked: list[Commitment]) -> str:
    late = sum(row.done_at is not None and row.done_at > row.due_at for row in marked)
    if len(marked) == 1:
        return "Done late: it counts as not kept." if late else "Done in time: it counts as kept."
    return f"{words.number(len(marked))} commitments done" + (
        f", {words.number(late)} of them late." if late else ", all in time."
    )


def _by(request: MemberRequest) -> Actor:
    return Actor.of(request.member)


def _commitment(commitment_id: UUID) -> Commitment:
    return get_object_or_404(Commitment.rows().select_related("promise__customer"), pk=commitment_id)


def _address(request: MemberRequest, **changed: str) -> str:
    """The same list with something else asked for; a change begins at its first page."""
    query = request.GET.copy()
    query.pop("after", None)
    for name, value in changed.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return "?" + query.urlencode()


def _back(request: MemberRequest) -> HttpResponseRedirect:
    """To the list as it was asked for."""
    query = QueryDict(request.POST.get("back", "")).urlencode()
    return redirect(f"{reverse('commitments')}{'?' + query if query else ''}")
