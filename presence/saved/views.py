"""Pages of saved views. Everybody keeps their own; a team's are kept by its members and by leaders."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from presence.kit import refusals, toasts
from presence.saved import actions, lists, reading
from presence.saved.forms import MINE, ViewForm
from presence.saved.lists import SavedList
from presence.saved.models import SavedView
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor


@access.member()
@require_safe
def saved_views(request: MemberRequest) -> HttpResponse:
    """All of them, list by list."""
    seen = list(reading.of(request.member))
    groups = [(listed, [view for view in seen if view.listed == listed.key]) for listed in lists.every().values()]
    context = {"groups": [group for group in groups if group[1]], "lists": lists.every().values()}
    return render(request, "presence/saved/list.html", context)


@access.member()
@require_http_methods(["GET", "HEAD", "POST"])
def saved_view_new(request: MemberRequest) -> HttpResponse:
    """Give what the list shows a name. The address brings the filters."""
    asked = request.POST if "list" in request.POST else request.GET
    listed = lists.every().get(asked.get("list", ""))
    if listed is None:
        raise Http404
    filters = listed.understood(QueryDict(asked.get("query", "")))
    form = ViewForm(
        request.POST if request.method == "POST" else None, member=request.member, initial={"team": MINE, "pinned": True}
    )
    if form.is_valid() and (saved := _save(request, form, listed, filters)):
        toasts.say(request, f"“{saved.name}” is saved.")
        return _to(saved, listed)
    context = {"form": form, "listed": listed, "query": urlencode(filters)}
    return render(request, "presence/saved/new.html", context)


@access.member()
@require_http_methods(["GET", "HEAD", "POST"])
def saved_view(request: MemberRequest, view_id: UUID) -> HttpResponse:
    """Rename a view, pin it, or share it."""
    view, listed = _find(request, view_id)
    form = ViewForm.about(view, request.member, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.change(by=_by(request), now=timezone.now(), member=request.member, view=view, **form.values())
        except refusals.Refusal as refusal:
            form.add_error(refusal.pointer or None, refusal.words)
        else:
            toasts.say(request, f"“{view.name}” is saved.")
            return _to(view, listed)
    return render(request, "presence/saved/page.html", {"form": form, "view": view, "listed": listed})


@access.member()
@require_POST
def saved_view_removal(request: MemberRequest, view_id: UUID) -> HttpResponseRedirect:
    """Delete a view. The undo saves it again as it was."""
    view, listed = _find(request, view_id)
    actions.delete(by=_by(request), view=view)
    again = {"list": view.listed, "query": view.query, "name": view.name, "team": str(view.team_id or MINE)}
    again |= {"pinned": "on"} if view.pinned_at else {}
    toasts.say(request, f"“{view.name}” is deleted.", undo_url=reverse("saved_view_new"), undo_fields=again)
    return redirect(listed.url_name)


def _save(request: MemberRequest, form: ViewForm, listed: SavedList, filters: dict[str, str]) -> SavedView | None:
    given: dict[str, Any] = {"member": request.member, "listed": listed, "filters": filters, **form.values()}
    try:
        return actions.save(by=_by(request), now=timezone.now(), **given)
    except refusals.Refusal as refusal:
        form.add_error(refusal.pointer or None, refusal.words)
        return None


def _find(request: MemberRequest, view_id: UUID) -> tuple[SavedView, SavedList]:
    view = get_object_or_404(reading.of(request.member), pk=view_id)
    listed = lists.every().get(view.listed)
    if listed is None:
        raise Http404
    return view, listed


def _to(view: SavedView, listed: SavedList) -> HttpResponseRedirect:
    return redirect(f"{reverse(listed.url_name)}?{view.query}")


def _by(request: MemberRequest) -> Actor:
    return Actor.of(request.member)
