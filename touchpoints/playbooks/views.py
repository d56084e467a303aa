"""Pages of playbooks: the list, one of them, putting it away. Everybody reads, leaders write."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from presence.kit import refusals, toasts
from presence.kit.moments import Day
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Role
from touchpoints.playbooks import actions, hanging, listing, reading, rules
from touchpoints.playbooks.models import Playbook


class Filters(forms.Form):
    """A value that is no choice is left out, so that an old link still opens."""

    q = forms.CharField(required=False, max_length=100)
    view = forms.ChoiceField(required=False, choices=list(listing.VIEWS.items()))
    touchpoint = forms.UUIDField(required=False)
    owner = forms.UUIDField(required=False)

    def wanted(self) -> listing.Wanted:
        self.is_valid()
        given = self.cleaned_data
        return listing.Wanted(
            view=given.get("view") or "used",
            q=given.get("q") or "",
            touchpoint=given.get("touchpoint"),
            owner=given.get("owner"),
        )


@access.member()
@require_safe
def playbooks(request: MemberRequest) -> HttpResponse:
    """Those in use, by name; other views as tabs."""
    wanted, today = Filters(request.GET).wanted(), timezone.localdate()
    page = listing.page(wanted, member=request.member, today=today, after=request.GET.get("after", ""))
    query = request.GET.copy()
    query.pop("after", None)
    context = {
        "page": page,
        "wanted": wanted,
        "tabs": [
            {"word": word, "url": f"?view={name}", "current": name == wanted.view} for name, word in listing.VIEWS.items()
        ],
        "touchpoints": hanging.placed().filter(archived_at=None),
        "owners": Membership.rows().filter(removed_at=None).select_related("user").order_by("user__name", "pk"),
        "query": query.urlencode(),
        "next_url": _after(query, page.after),
        "first_url": f"?{query.urlencode()}" if "after" in request.GET else "",
        "may_edit": request.member.may(Role.LEADER),
    }
    return render(request, "touchpoints/playbooks/list.html", context)


@access.member()
@require_safe
def playbook(request: MemberRequest, playbook_id: UUID) -> HttpResponse:
    """One playbook as it is said now, with its history."""
    found, today = find(playbook_id), timezone.localdate()
    content = reading.content_of(found)
    context = {
        "playbook": found,
        "content": content,
        "steps": rules.steps(content.reminders),
        "touchpoints": reading.touchpoints_of([found]).get(found.pk, []),
        "history": reading.history(found)[:5],
        "is_stale": found.archived_at is None and rules.is_stale(found.review_date, today),
        "next_date": today + rules.REVIEW_EVERY,
        "may_edit": request.member.may(Role.LEADER),
    }
    return render(request, "touchpoints/playbooks/page.html", context)


@access.member(Role.LEADER)
@require_POST
def playbook_archive(request: MemberRequest, playbook_id: UUID) -> HttpResponseRedirect:
    """Put it away, with the way back."""
    found = find(playbook_id)
    actions.archive(by=Actor.of(request.member), now=timezone.now(), playbook=found)
    toasts.say(request, f"“{found}” archived.", undo_url=reverse("playbook_return", args=[found.pk]))
    return redirect("playbooks")


@access.member(Role.LEADER)
@require_POST
def playbook_return(request: MemberRequest, playbook_id: UUID) -> HttpResponseRedirect:
    """Use an archived one again."""
    found = find(playbook_id)
    _say_or_refuse(request, f"“{found}” is back.", lambda by, now: actions.restore(by=by, now=now, playbook=found))
    return redirect("playbook", found.pk)


@access.member(Role.LEADER)
@require_POST
def playbook_review(request: MemberRequest, playbook_id: UUID) -> HttpResponseRedirect:
    """It was looked through and still holds: until the day that was sent, else for a quarter."""
    found = find(playbook_id)
    try:
        next_date = Day().clean(request.POST.get("until") or timezone.localdate() + rules.REVIEW_EVERY)
    except forms.ValidationError as error:
        toasts.say(request, " ".join(error.messages), urgent=True)
        return redirect("playbook", found.pk)
    undo = {"undo_url": reverse("playbook_review", args=[found.pk]), "undo_fields": {"until": found.review_date.isoformat()}}
    _say_or_refuse(
        request,
        f"“{found}” is to be looked through on {next_date:%-d %b %Y}.",
        lambda by, now: actions.review(by=by, now=now, playbook=found, next_date=next_date),
        **undo,
    )
    return redirect("playbook", found.pk)


def find(playbook_id: UUID) -> Playbook:
    """The playbook of an address, or 404."""
    return get_object_or_404(reading.readable(), pk=playbook_id)


def _say_or_refuse(request: MemberRequest, words: str, act: Any, **more: Any) -> None:
    try:
        act(Actor.of(request.member), timezone.now())
    except refusals.Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
    else:
        toasts.say(request, words, **more)


def _after(query: Any, after: str) -> str:
    if not after:
        return ""
    copy = query.copy()
    copy["after"] = after
    return f"?{copy.urlencode()}"
