"""Who works here, in which role and team. For owners."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from presence.kit import toasts
from presence.kit.refusals import Refusal
from presence.members import actions, invitations
from presence.members.forms import InviteForm, PlaceForm, TeamForm
from presence.members.models import Invitation
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Role, Team


@access.member(Role.OWNER)
@require_safe
def members(request: MemberRequest) -> HttpResponse:
    present = Membership.objects.select_related("user", "team").filter(removed_at=None).order_by("user__name", "user__email")
    waiting = Invitation.objects.select_related("team").filter(accepted_at=None, revoked_at=None).order_by("-created_at")
    context = {"members": present, "invitations": waiting, "teams": Team.rows(), "now": datetime.now(UTC)}
    return render(request, "presence/members/members.html", context)


@access.member(Role.OWNER)
@require_http_methods(["GET", "POST"])
def member_new(request: MemberRequest) -> HttpResponse:
    form = InviteForm(request.POST if request.method == "POST" else None, initial={"role": Role.AGENT})
    if form.is_valid() and _invite(request, form):
        toasts.say(request, f"An invitation goes to {form.cleaned_data['email']}.")
        return redirect("members")
    return render(request, "presence/members/member_new.html", {"form": form})


@access.member(Role.OWNER)
@require_http_methods(["GET", "POST"])
def member(request: MemberRequest, id: UUID) -> HttpResponse:
    shown = get_object_or_404(Membership.objects.select_related("user", "team"), pk=id, removed_at=None)
    form = PlaceForm.about(shown, request.POST if request.method == "POST" else None)
    if form.is_valid() and _place(request, shown, form):
        toasts.say(request, f"{shown.user} is saved.")
        return redirect("members")
    return render(request, "presence/members/member.html", {"form": form, "shown": shown})


@access.member(Role.OWNER)
@require_POST
def member_removal(request: MemberRequest, id: UUID) -> HttpResponse:
    leaving = get_object_or_404(Membership.objects.select_related("user"), pk=id)
    remove = partial(actions.remove_member, by=Actor.of(request.member), member=leaving, now=datetime.now(UTC))
    answer = _act(request, remove, f"{leaving.user} is no longer a member.")
    return answer if leaving.is_active or leaving.pk != request.member.pk else HttpResponseRedirect("/")


@access.member(Role.OWNER)
@require_POST
def invitation_letter(request: MemberRequest, id: UUID) -> HttpResponse:
    """Send it again."""
    invitation = get_object_or_404(Invitation, pk=id)
    resend = partial(invitations.resend, by=Actor.of(request.member), now=datetime.now(UTC), invitation=invitation)
    return _act(request, resend, f"Another letter goes to {invitation.email}.")


@access.member(Role.OWNER)
@require_POST
def invitation_revocation(request: MemberRequest, id: UUID) -> HttpResponse:
    invitation = get_object_or_404(Invitation, pk=id)
    revoke = partial(invitations.revoke, by=Actor.of(request.member), now=datetime.now(UTC), invitation=invitation)
    return _act(request, revoke, f"The invitation of {invitation.email} is revoked.")


@access.member(Role.OWNER)
@require_http_methods(["GET", "POST"])
def team_new(request: MemberRequest) -> HttpResponse:
    form = TeamForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _try(form, partial(actions.add_team, by=Actor.of(request.member), name=form.cleaned_data["name"])):
        toasts.say(request, f"The team {form.cleaned_data['name']} is added.")
        return redirect("members")
    return render(request, "presence/members/team.html", {"form": form})


@access.member(Role.OWNER)
@require_http_methods(["GET", "POST"])
def team(request: MemberRequest, id: UUID) -> HttpResponse:
    shown = get_object_or_404(Team, pk=id)
    form = TeamForm(request.POST if request.method == "POST" else None, initial={"name": shown.name})
    if form.is_valid():
        rename = partial(actions.rename_team, by=Actor.of(request.member), team=shown, name=form.cleaned_data["name"])
        if _try(form, rename):
            toasts.say(request, "The team is renamed.")
            return redirect("members")
    return render(request, "presence/members/team.html", {"form": form, "shown": shown})


@access.member(Role.OWNER)
@require_POST
def team_removal(request: MemberRequest, id: UUID) -> HttpResponse:
    leaving = get_object_or_404(Team, pk=id)
    delete = partial(actions.delete_team, by=Actor.of(request.member), team=leaving)
    return _act(request, delete, f"The team {leaving.name} is deleted.")


def _invite(request: MemberRequest, form: InviteForm) -> bool:
    wished = form.cleaned_data
    place = {"role": Role(wished["role"]), "team": wished["team"]}
    invite = partial(invitations.invite, by=Actor.of(request.member), now=datetime.now(UTC), email=wished["email"], **place)
    return _try(form, invite)


def _place(request: MemberRequest, shown: Membership, form: PlaceForm) -> bool:
    def place() -> None:
        actions.change_team(by=Actor.of(request.member), member=shown, team=form.cleaned_data["team"])
        actions.change_role(by=Actor.of(request.member), member=shown, role=Role(form.cleaned_data["role"]))

    return _try(form, place)


def _try(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do it all or nothing; the words of a refusal go into the form."""
    try:
        with transaction.atomic():
            act()
    except Refusal as refusal:
        form.add_error(refusal.pointer or None, forms.ValidationError(refusal.words))
        return False
    return True


def _act(request: MemberRequest, act: Callable[[], object], words: str) -> HttpResponse:
    """Do it, say so or say why not, and go back to the list."""
    try:
        act()
    except Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
    else:
        toasts.say(request, words)
    return redirect("members")
