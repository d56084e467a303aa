"""The gallery: maps to begin with, and those saved here."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from presence.kit import refusals, toasts
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.exchange import gallery, templates
from touchpoints.exchange.forms import TemplateForm
from touchpoints.exchange.models import MapTemplate
from touchpoints.exchange.views import say_brought
from touchpoints.journeys import document as documents
from touchpoints.journeys.document import Document


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def map_templates(request: MemberRequest) -> HttpResponse:
    """What comes with the product, what was saved here, and a form that saves the map as it is drawn."""
    form = TemplateForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            saved = templates.save(by=Actor.of(request.member), **form.cleaned_data)
        except refusals.Refusal as refusal:
            form.add_error("name", refusal.words)
        else:
            toasts.say(request, f"The map is saved as {saved}, without people.")
            return redirect("map_templates")
    ready = [(one, _amount(one.document)) for one in gallery.READY.values()]
    kept = [(one, _amount(documents.load(one.document))) for one in _saved()]
    context = {"ready": ready, "saved": kept, "form": form}
    return render(request, "touchpoints/exchange/gallery.html", context)


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def ready_template(request: MemberRequest, ready: str) -> HttpResponse:
    """A map that comes with the product; a POST begins with it."""
    found = gallery.READY.get(ready)
    if found is None:
        raise Http404
    if request.method == "POST":
        return _begin(request, found.document, found.name)
    return _show(request, found.document, name=found.name, about=found.about)


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def saved_template(request: MemberRequest, map_template_id: UUID) -> HttpResponse:
    """A map saved here; a POST begins with it."""
    template = get_object_or_404(_saved(), pk=map_template_id)
    document = documents.load(template.document)
    if request.method == "POST":
        return _begin(request, document, template.name)
    return _show(request, document, name=template.name, about=template.about, template=template)


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def map_template_name(request: MemberRequest, map_template_id: UUID) -> HttpResponse:
    """Call a saved map something else."""
    template = get_object_or_404(_saved(), pk=map_template_id)
    said = {"name": template.name, "about": template.about}
    form = TemplateForm(request.POST if request.method == "POST" else None, initial=said)
    if form.is_valid():
        try:
            templates.rename(by=Actor.of(request.member), template=template, **form.cleaned_data)
        except refusals.Refusal as refusal:
            form.add_error("name", refusal.words)
        else:
            toasts.say(request, f"{form.cleaned_data['name']} saved.")
            return redirect("saved_template", template.pk)
    return render(request, "touchpoints/exchange/rename.html", {"form": form, "template": template})


@access.member(Role.LEADER)
@require_POST
def map_template_deletion(request: MemberRequest, map_template_id: UUID) -> HttpResponse:
    """Offer a saved map no more, with the way back."""
    template = get_object_or_404(_saved(), pk=map_template_id)
    templates.delete(by=Actor.of(request.member), now=timezone.now(), template=template)
    toasts.say(request, f"{template} deleted.", undo_url=reverse("map_template_return", args=[template.pk]))
    return redirect("map_templates")


@access.member(Role.LEADER)
@require_POST
def map_template_return(request: MemberRequest, map_template_id: UUID) -> HttpResponse:
    """Offer it again."""
    template = get_object_or_404(MapTemplate.rows(), pk=map_template_id)
    try:
        templates.restore(by=Actor.of(request.member), template=template)
    except refusals.Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
    else:
        toasts.say(request, f"{template} is back.")
    return redirect("map_templates")


def _saved() -> QuerySet[MapTemplate]:
    return MapTemplate.rows().filter(deleted_at=None)


def _amount(document: Document) -> int:
    return sum(1 for _moment in document.moments())


def _begin(request: MemberRequest, document: Document, name: str) -> HttpResponse:
    replace = request.POST.get("how") == "replace"
    by, now = Actor.of(request.member), timezone.now()
    brought = templates.begin_with(by=by, now=now, document=document, name=name, replace=replace)
    say_brought(request, brought)
    return redirect("map")


def _show(request: MemberRequest, document: Document, **more: object) -> HttpResponse:
    return render(request, "touchpoints/exchange/template.html", {"document": document, "amount": _amount(document)} | more)
