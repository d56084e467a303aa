"""Pages of the promises floor: the list, a promise, and what is done with it. Writing one is in `promises.pages.composing`."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from presence.customers.models import Customer
from presence.kit import csv, refusals, toasts
from presence.kit import filters as addresses
from presence.saved import reading as saved
from presence.tenancy import access, bulk
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from promises.answers import attention
from promises.pages import bulk as choosing
from promises.pages import comparison, filters, forms, listing, presenting, whole
from promises.record import actions, reading


@access.member()
@require_safe
def promises(request: MemberRequest) -> HttpResponse:
    """The list, due first; its address holds search, filters, order and place."""
    asked = filters.Filters(request.GET)
    wanted = asked.wanted(request.member)
    page = listing.page(wanted, now=timezone.now(), after=request.GET.get("after", ""))
    context = {
        "page": page,
        "wanted": wanted,
        "customer": Customer.rows().filter(pk=wanted.customer).first() if wanted.customer else None,
        "attention": None if wanted.narrows or "after" in request.GET else attention.disputes(request.member),
        "choices": filters.Choices(wanted),
        "shelf": saved.shelf(request.member, filters.SAVED.key, asked, filters.tabs(request.member, wanted)),
        "next_url": addresses.address(request.GET, after=page.after) if page.after else "",
        "first_url": addresses.address(request.GET) if "after" in request.GET else "",
        "csv_query": request.GET.urlencode(),
        "bulk": bulk.offered(request, choosing.BATCH),
        "may_write": request.member.may(Role.AGENT),
    }
    return render(request, "promises/pages/list.html", context)


@access.member()
@require_safe
def promises_csv(request: MemberRequest) -> FileResponse:
    """The same list, whole, for a spreadsheet."""
    rows = listing.exported(filters.Filters(request.GET).wanted(request.member), now=timezone.now())
    return csv.answer(rows, filename=f"promises-{timezone.localdate()}.csv")


@access.member()
@require_safe
def promise(request: MemberRequest, promise_id: UUID) -> HttpResponse:
    """The current text, the boundary, and every revision with what it changed."""
    return whole.answer(request, whole.find(promise_id))


@access.member()
@require_safe
def promise_comparison(request: MemberRequest, promise_id: UUID) -> HttpResponse:
    """What differs between any two revisions, chosen by number."""
    row = whole.find(promise_id)
    history = {revision.number: revision for revision in reading.history(row.pk)}
    before = history.get(_number(request.GET.get("from"), max(1, row.current_number - 1)))
    after = history.get(_number(request.GET.get("to"), row.current_number))
    if before is None or after is None:
        raise Http404
    changes = comparison.compare(presenting.version_of(before), presenting.version_of(after))
    context = {
        "promise": row,
        "title": history[row.current_number].title,
        "numbers": list(history),
        "before": before,
        "after": after,
        "changes": presenting.in_words(changes),
        "sides": request.GET.get("view") == "sides",
    }
    return render(request, "promises/pages/comparison.html", context)


@access.member(Role.AGENT)
@require_POST
def promise_fulfillment(request: MemberRequest, promise_id: UUID) -> HttpResponse:
    """Everything agreed was done."""
    return _settle(request, promise_id, actions.fulfill, "Marked as fulfilled.")


@access.member(Role.AGENT)
@require_POST
def promise_end(request: MemberRequest, promise_id: UUID) -> HttpResponse:
    """The agreement has run out."""
    return _settle(request, promise_id, actions.end, "Marked as ended.")


@access.member(Role.AGENT)
@require_http_methods(["GET", "HEAD", "POST"])
def promise_void(request: MemberRequest, promise_id: UUID) -> HttpResponse:
    """Say why it was never good."""
    row = whole.find(promise_id)
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _settle(request, promise_id, actions.void, "Marked as void.", reason=form.cleaned_data["reason"])
    title = reading.current([row.pk])[row.pk].title
    return render(request, "promises/pages/void.html", {"promise": row, "title": title, "form": form})


def _settle(request: MemberRequest, promise_id: UUID, verb: Any, words: str, **given: Any) -> HttpResponseRedirect:
    row = whole.find(promise_id)
    try:
        verb(by=Actor.of(request.member), now=timezone.now(), promise=row, **given)
    except refusals.Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
    else:
        toasts.say(request, words)
    return redirect("promise", row.pk)


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else default
