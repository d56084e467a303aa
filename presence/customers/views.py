"""Pages of the customers room: the list, the form and the search. A customer's own page is `touchpoints.brief`."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from presence.customers import actions, choosing, conflicts, forms, listing
from presence.customers import search as searching
from presence.customers.models import Customer
from presence.kit import csv, filters, refusals, rowforms, toasts
from presence.kit.ids import new_id
from presence.saved import reading as saved
from presence.tenancy import access, bulk
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role

FOUND_ON_PAGE, FOUND_WHILE_TYPING, BESIDE_WHILE_TYPING = 50, 8, 3


@access.member()
@require_safe
def customers(request: MemberRequest) -> HttpResponse:
    """The list; its address holds search, filters, order and place."""
    asked = forms.Filters(request.GET)
    wanted = asked.wanted()
    now, today = timezone.now(), timezone.localdate()
    listed = listing.page(wanted, now=now, today=today, after=request.GET.get("after", ""))
    context = {
        "listed": listed,
        "wanted": wanted,
        "choices": forms.FilterChoices(wanted),
        "shelf": saved.shelf(request.member, forms.SAVED.key, asked, _tabs(request, wanted)),
        "next_url": filters.address(request.GET, after=listed.after) if listed.after else "",
        "first_url": filters.address(request.GET) if "after" in request.GET else "",
        "csv_query": request.GET.urlencode(),
        "bulk": bulk.offered(request, choosing.BATCH),
        "may_write": request.member.may(Role.AGENT),
        "today": today,
    }
    return render(request, "presence/customers/list.html", context)


@access.member()
@require_safe
def customers_csv(request: MemberRequest) -> FileResponse:
    """The same list, whole, for a spreadsheet."""
    wanted = forms.Filters(request.GET).wanted()
    today = timezone.localdate()
    rows = listing.exported(wanted, now=timezone.now(), today=today)
    return csv.answer(rows, filename=f"customers-{today}.csv")


@access.member(Role.AGENT)
@require_http_methods(["GET", "HEAD", "POST"])
def customer_new(request: MemberRequest) -> HttpResponse:
    """Add a customer."""
    if request.method != "POST":
        blank = {"id": new_id(), "owner": request.member.pk, "name": request.GET.get("name", "")}
        return _show(request, forms.WholeCustomer.shown(blank, [_first_contact(request)]))
    if pressed := rowforms.pressed(request.POST, "contacts"):
        return _regroup(request, *pressed)
    whole = forms.WholeCustomer.posted(request.POST)
    if whole.is_valid():
        try:
            customer = actions.add(by=Actor.of(request.member), id=whole.form.cleaned_data["id"], **whole.values())
        except actions.AlreadyAdded as twice:
            return redirect("customer", twice.customer.pk)
        except refusals.Refusal as refusal:
            whole.refuse(refusal)
        else:
            toasts.say(request, f"{customer} added.")
            return redirect("customer", customer.pk)
    return _show(request, whole)


@access.member(Role.AGENT)
@require_http_methods(["GET", "HEAD", "POST"])
def customer_edit(request: MemberRequest, customer_id: UUID) -> HttpResponse:
    """Change a customer; when somebody else did meanwhile, both versions stand side by side."""
    customer = get_object_or_404(Customer.rows(), pk=customer_id)
    if request.method != "POST":
        shown = forms.WholeCustomer.shown(forms.written(customer), forms.written_contacts(customer))
        return _show(request, shown, customer=customer)
    if pressed := rowforms.pressed(request.POST, "contacts"):
        return _regroup(request, *pressed, customer=customer)
    if "take" in request.POST:
        return _show_conflict(request, conflicts.take_theirs(request.POST.dict(), request.POST["take"], customer), customer)
    whole = forms.WholeCustomer.posted(request.POST)
    if whole.is_valid():
        expected = whole.form.cleaned_data["version"]
        try:
            actions.change(by=Actor.of(request.member), customer=customer, expected_version=expected, **whole.values())
        except actions.StaleCustomer as stale:
            return _show_conflict(request, request.POST.dict(), stale.customer)
        except refusals.Refusal as refusal:
            whole.refuse(refusal)
        else:
            toasts.say(request, f"{whole.form.cleaned_data['name']} saved.")
            return redirect("customer", customer.pk)
    return _show(request, whole, customer=customer)


@access.member(Role.AGENT)
@require_POST
def customer_removal(request: MemberRequest, customer_id: UUID) -> HttpResponse:
    """Delete a customer without history."""
    customer = get_object_or_404(Customer.rows(), pk=customer_id)
    try:
        actions.remove(by=Actor.of(request.member), customer=customer)
    except actions.CustomerHasHistory as refusal:
        toasts.say(request, refusal.words, urgent=True)
        return redirect("customer_edit", customer.pk)
    toasts.say(request, f"{customer} deleted.")
    return redirect("customers")


@access.member()
@require_safe
def search(request: MemberRequest) -> HttpResponse:
    """Search as you type: options for the field's list, or a page of matches without script."""
    query = request.GET.get("q", "")
    found = searching.find(query, FOUND_WHILE_TYPING if request.htmx else FOUND_ON_PAGE)
    beside = searching.find_beside(query, BESIDE_WHILE_TYPING if request.htmx else FOUND_ON_PAGE)
    template = "presence/customers/_matches.html" if request.htmx else "presence/customers/search.html"
    context = {"q": query, "found": found, "beside": beside, "short": len(query.strip()) < searching.SHORTEST}
    return render(request, template, context | {"may_write": request.member.may(Role.AGENT)})


def _show(request: MemberRequest, whole: forms.WholeCustomer, *, customer: Customer | None = None, **more: Any) -> HttpResponse:
    context: dict[str, Any] = {"form": whole, "customer": customer, "zones": forms.ZONES, "segments": listing.segments()}
    context |= {"may_merge": request.member.may(Role.LEADER), "may_erase": request.member.may(Role.OWNER)}
    status = 422 if request.htmx and whole.errors else 200
    return render(request, "presence/customers/form.html", context | more, status=status)


def _regroup(request: MemberRequest, verb: str, place: int, *, customer: Customer | None = None) -> HttpResponse:
    """A button of the contacts was pressed: the same form with a group more, fewer or elsewhere."""
    contacts, at = rowforms.changed(forms.typed_contacts(request.POST), verb, place)
    whole = forms.WholeCustomer.shown(request.POST.dict(), contacts, fresh=at, verb=verb)
    if request.htmx:
        return render(request, "presence/customers/_contacts.html", {"form": whole})
    return _show(request, whole, customer=customer)


def _show_conflict(request: MemberRequest, data: dict[str, Any], customer: Customer) -> HttpResponse:
    """What was typed, ready to be saved over the newer version, beside what somebody else saved."""
    data = data | {"version": str(customer.version)}
    whole = forms.WholeCustomer.shown(data, forms.typed_contacts(data))
    response = _show(request, whole, customer=customer, differences=conflicts.differences(data, customer), conflict=True)
    response.status_code = 409
    return response


def _first_contact(request: MemberRequest) -> dict[str, str]:
    """A blank contact, or the number or address that a search did not find."""
    return {field: request.GET.get(name, "") for field, name in (("phones", "phone"), ("emails", "email"))}


def _tabs(request: MemberRequest, wanted: listing.Wanted) -> list[dict[str, Any]]:
    """Saved views everybody has."""
    views = [
        ("All", "", listing.Wanted()),
        ("Mine", f"owner={request.member.pk}", listing.Wanted(owner=request.member.pk)),
        ("Renewal soon", "renewal=90&sort=renewal", listing.Wanted(renewal="90", order=listing.ORDERS["renewal"])),
    ]
    return [{"word": word, "url": f"?{query}", "current": view == wanted} for word, query, view in views]
