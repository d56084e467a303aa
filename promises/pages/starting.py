"""Ways to begin a promise: blank, from a template, from pasted text. Each leads to the ordinary form and saves nothing."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from presence.customers.models import Customer
from presence.kit.ids import new_id
from presence.tenancy.access import MemberRequest
from presence.tenancy.models import Role
from promises.pages import forms
from promises.pages.forms import PasteForm, PromiseForm, WholePromise
from promises.record.rules import Wording
from promises.templates import reading, rules

MONTH_FIRST = ("US",)


def is_asked(request: MemberRequest) -> bool:
    """Whether the person is still choosing what to begin with."""
    if request.method == "POST":
        return "pasted" in request.POST
    return request.GET.get("start") in ("template", "paste")


def answer(request: MemberRequest, customer: Customer) -> HttpResponse:
    """The templates to choose from; or the field to paste into, and after that the ordinary form with what was found."""
    context: dict[str, Any] = {"customer": customer, "tabs": tabs(request, customer)}
    if request.method != "POST" and request.GET.get("start") == "template":
        context |= {"templates": reading.offered(), "may_lead": request.member.may(Role.LEADER)}
        return render(request, "promises/templates/choose.html", context)
    form = PasteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        whole = _from_text(request, form.cleaned_data["pasted"])
        if whole is not None:
            return render(request, "promises/pages/form.html", context | {"form": whole, "is_pasted": True})
        form.add_error("pasted", "No line of this says what is promised. Paste the lines of the quote itself.")
    return render(request, "promises/templates/paste.html", context | {"form": form})


def begun(request: MemberRequest) -> WholePromise:
    """The form to begin with: a template's lines when the address names one, otherwise two empty lines."""
    chosen = request.GET.get("template", "")
    if not chosen:
        return WholePromise.shown(PromiseForm, {"id": new_id()}, forms.FIRST_TERMS)
    template = get_object_or_404(reading.offered(), pk=_id(chosen))
    terms = reading.terms(reading.lines_of(template), now=timezone.localtime())
    values = forms.shown_wording(reading.wording_of(template)) | {"id": new_id()}
    return WholePromise.shown(PromiseForm, values, forms.shown_terms(terms))


def tabs(request: MemberRequest, customer: Customer) -> list[dict[str, Any]]:
    """The three ways, of which one is taken."""
    taken = request.GET.get("start", "") or ("template" if request.GET.get("template") else "")
    return [
        {"word": word, "url": f"?customer={customer.pk}{start and f'&start={start}'}", "current": taken == start}
        for word, start in (("Blank", ""), ("Template", "template"), ("Pasted text", "paste"))
    ]


def _from_text(request: MemberRequest, text: str) -> WholePromise | None:
    """The form with what the text seems to promise; None when no line does."""
    proposed = rules.propose(
        text,
        today=timezone.localdate(),
        zone=timezone.get_current_timezone(),
        month_first=request.organization.country in MONTH_FIRST,
    )
    if not proposed:
        return None
    values = forms.shown_wording(Wording(title="", source="quote")) | {"id": new_id()}
    return WholePromise.shown(PromiseForm, values, forms.shown_terms(proposed))


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
