"""Pages of an organization's promise templates. Everybody reads, agents begin promises with them, leaders write them."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from presence.kit import refusals, rowforms, toasts
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from promises.pages import forms
from promises.pages.forms import TemplateForm, WholeTemplate
from promises.record import reading as record
from promises.record.models import Promise
from promises.record.rules import Wording, wording_of
from promises.templates import actions, reading, ready
from promises.templates.actions import Line
from promises.templates.models import PromiseTemplate


@access.member()
@require_safe
def promise_templates(request: MemberRequest) -> HttpResponse:
    """The templates in use, and those put away."""
    context = {
        "templates": reading.offered(),
        "archived": reading.archived(),
        "ready": ready.READY.values(),
        "may_write": request.member.may(Role.AGENT),
        "may_lead": request.member.may(Role.LEADER),
    }
    return render(request, "promises/templates/list.html", context)


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def promise_template_new(request: MemberRequest) -> HttpResponse:
    """Write a template: from nothing, from one of the three ready ones, or from a promise."""
    if request.method != "POST":
        whole = _begun(request)
    elif pressed := rowforms.pressed(request.POST, "terms"):
        whole = _regrouped(request, *pressed)
    else:
        whole = WholeTemplate.posted(TemplateForm, request.POST)
        if whole.is_valid() and _write(request, whole):
            return redirect("promise_templates")
    return _show(request, whole)


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def promise_template(request: MemberRequest, template_id: UUID) -> HttpResponse:
    """Change a template; when somebody else did meanwhile, both stand on the page."""
    template = get_object_or_404(PromiseTemplate.rows(), pk=template_id)
    theirs: PromiseTemplate | None = None
    if request.method != "POST":
        whole = _filled(template.name, reading.wording_of(template), reading.lines_of(template), template.version)
    elif pressed := rowforms.pressed(request.POST, "terms"):
        whole = _regrouped(request, *pressed)
    else:
        whole = WholeTemplate.posted(TemplateForm, request.POST)
        try:
            if whole.is_valid() and _change(request, whole, template):
                return redirect("promise_templates")
        except actions.StaleTemplate as stale:
            theirs = stale.current
            whole = WholeTemplate.shown(
                TemplateForm, request.POST.dict() | {"expected_number": theirs.version}, forms.typed_terms(request.POST)
            )
    return _show(request, whole, template=template, theirs=theirs)


@access.member(Role.LEADER)
@require_POST
def promise_template_archive(request: MemberRequest, template_id: UUID) -> HttpResponseRedirect:
    """Offer it no more; one press brings it back."""
    template = get_object_or_404(PromiseTemplate.rows(), pk=template_id)
    actions.archive(by=Actor.of(request.member), now=timezone.now(), template=template)
    undo = reverse("promise_template_restore", args=[template.pk])
    toasts.say(request, f"“{template.name}” is archived.", undo_url=undo)
    return redirect("promise_templates")


@access.member(Role.LEADER)
@require_POST
def promise_template_restore(request: MemberRequest, template_id: UUID) -> HttpResponseRedirect:
    """Offer it again."""
    template = get_object_or_404(PromiseTemplate.rows(), pk=template_id)
    try:
        actions.restore(by=Actor.of(request.member), template=template)
    except actions.NameTaken as refusal:
        toasts.say(request, refusal.words, urgent=True)
    else:
        toasts.say(request, f"“{template.name}” is offered again.")
    return redirect("promise_templates")


def _begun(request: MemberRequest) -> WholeTemplate:
    if chosen := ready.READY.get(request.GET.get("ready", "")):
        return _filled(chosen.name, chosen.wording, chosen.lines)
    if source := _promise(request.GET.get("promise", "")):
        current = record.current([source.pk])[source.pk]
        lines = [Line(term.kind, term.text or "", term.flexibility, None, term.amount) for term in current.terms]
        return _filled((current.title or "")[: actions.LONGEST_NAME], wording_of(current), lines)
    return WholeTemplate.shown(TemplateForm, {}, forms.FIRST_TERMS)


def _filled(name: str, wording: Wording, lines: Any, version: int = 0) -> WholeTemplate:
    values = forms.shown_wording(wording) | {"name": name, "expected_number": version}
    return WholeTemplate.shown(TemplateForm, values, forms.shown_lines(lines))


def _promise(text: str) -> Promise | None:
    """The promise that the address names; another organization's is as good as none."""
    try:
        return Promise.rows().filter(pk=UUID(text)).first()
    except ValueError:
        return None


def _regrouped(request: MemberRequest, verb: str, place: int) -> WholeTemplate:
    terms, at = rowforms.changed(forms.typed_terms(request.POST), verb, place)
    return WholeTemplate.shown(TemplateForm, request.POST.dict(), terms, fresh=at, verb=verb)


def _write(request: MemberRequest, whole: WholeTemplate) -> bool:
    try:
        template = actions.write(by=Actor.of(request.member), now=timezone.now(), **_given(whole))
    except refusals.Refusal as refusal:
        whole.refuse(refusal)
        return False
    toasts.say(request, f"Template “{template.name}” written. Promises can begin with it now.")
    return True


def _change(request: MemberRequest, whole: WholeTemplate, template: PromiseTemplate) -> bool:
    """Raises StaleTemplate."""
    expected = whole.form.cleaned_data["expected_number"] or 0
    by, now = Actor.of(request.member), timezone.now()
    try:
        actions.change(by=by, now=now, template=template, expected_version=expected, **_given(whole))
    except actions.StaleTemplate:
        raise
    except refusals.Refusal as refusal:
        whole.refuse(refusal)
        return False
    toasts.say(request, "Template changed. Promises written with it stay as they are.")
    return True


def _given(whole: WholeTemplate) -> dict[str, Any]:
    return {
        "name": whole.form.cleaned_data["name"],
        "wording": Wording(**whole.wording()),
        "lines": whole.template_lines(),
    }


def _show(
    request: MemberRequest,
    whole: WholeTemplate,
    *,
    template: PromiseTemplate | None = None,
    theirs: PromiseTemplate | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {"form": whole, "template": template, "theirs": theirs}
    if theirs is not None:
        context["their_lines"] = reading.lines_of(theirs)
    if request.htmx:
        return render(request, "promises/pages/_terms.html", context, status=422 if whole.errors else 200)
    return render(request, "promises/templates/form.html", context, status=409 if theirs else 200)
