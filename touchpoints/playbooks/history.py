"""The versions of a playbook: what each said, what differs between any two, and having an older one back."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from presence.kit import refusals, toasts
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.playbooks import actions, comparison, reading, rules, views
from touchpoints.playbooks.models import Playbook, PlaybookVersion

LARGEST = 2_000_000_000


@access.member()
@require_safe
def playbook_versions(request: MemberRequest, playbook_id: UUID) -> HttpResponse:
    """Every version, newest first, and what differs between the two that the address names."""
    found = views.find(playbook_id)
    history = reading.history(found)
    by_number = {entry.version.number: entry.version for entry in history}
    after = by_number.get(_number(request, "to"), history[0].version)
    before = by_number.get(_number(request, "from"), by_number.get(after.number - 1, after))
    context = {
        "playbook": found,
        "history": history,
        "before": before,
        "after": after,
        "changes": comparison.compare(before.content, after.content),
        "may_edit": request.member.may(Role.LEADER) and found.archived_at is None,
    }
    return render(request, "touchpoints/playbooks/versions.html", context)


@access.member()
@require_safe
def playbook_version(request: MemberRequest, playbook_id: UUID, number: int) -> HttpResponse:
    """What one version said."""
    found = views.find(playbook_id)
    version = _version(found, number)
    context = {
        "playbook": found,
        "version": version,
        "content": version.content,
        "steps": rules.steps(version.content.reminders),
        "may_restore": request.member.may(Role.LEADER) and found.archived_at is None and number != found.number,
    }
    return render(request, "touchpoints/playbooks/version.html", context)


@access.member(Role.LEADER)
@require_POST
def playbook_restoration(request: MemberRequest, playbook_id: UUID, number: int) -> HttpResponseRedirect:
    """Say again what this version said. Undo says again what was said before."""
    found = views.find(playbook_id)
    _version(found, number)
    try:
        changed = actions.restore_version(by=Actor.of(request.member), now=timezone.now(), playbook=found, number=number)
    except refusals.Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
        return redirect("playbook", found.pk)
    if changed.number == found.number:
        toasts.say(request, f"Version {number} says what the playbook says already.")
    else:
        undo = reverse("playbook_restoration", args=[found.pk, found.number])
        toasts.say(request, f"It says what version {number} said, as version {changed.number}.", undo_url=undo)
    return redirect("playbook", found.pk)


def _version(found: Playbook, number: int) -> PlaybookVersion:
    if number > LARGEST:
        raise Http404
    return get_object_or_404(PlaybookVersion.rows().select_related("written_by__user"), playbook=found, number=number)


def _number(request: MemberRequest, name: str) -> int:
    given = request.GET.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0
