"""The page behind the link in an invitation: join as who you are, sign in first, or make an account."""

from datetime import UTC, datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from presence.accounts import actions as accounts
from presence.accounts import limits
from presence.accounts.forms import NewPerson
from presence.accounts.models import User
from presence.kit import addresses, toasts
from presence.kit.views import too_many
from presence.members import invitations
from presence.members.models import Invitation
from presence.tenancy import access, scope


@access.public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    if limits.is_exhausted(request, "invitation"):
        return too_many(request)
    found = invitations.find(token, datetime.now(UTC))
    if found is None:
        return _answer_without_invitation(request, token)
    if request.user.is_authenticated:
        return _join_as(request, request.user, found)
    if User.objects.filter(email=found.email).exists():
        return _to_sign_in(request, found)
    return _join_as_new_person(request, found)


def _answer_without_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever used it, and sends the form twice or keeps the letter, is led to where it leads."""
    used = invitations.find_used(token, request.user) if request.user.is_authenticated else None
    if used:
        return HttpResponseRedirect(_home(used))
    limits.count(request, "invitation")
    return _gone(request)


def _join_as(request: HttpRequest, user: User, found: Invitation) -> HttpResponse:
    if found.email != user.email:
        return render(request, "presence/members/invitation_other.html", {"invitation": found}, status=403)
    if request.method != "POST":
        return render(request, "presence/members/invitation.html", {"invitation": found})
    try:
        _accept(request, user, found)
    except invitations.InvitationGone:
        return _gone(request)
    return HttpResponseRedirect(_home(found))


def _join_as_new_person(request: HttpRequest, found: Invitation) -> HttpResponse:
    form = NewPerson(request.POST if request.method == "POST" else None, email=found.email)
    if not form.is_valid():
        return render(request, "presence/members/invitation_new.html", {"invitation": found, "form": form})
    name, password = form.cleaned_data["name"], form.cleaned_data["password"]
    try:
        with transaction.atomic():  # no account without a place
            user = accounts.create_account(email=found.email, name=name, password=password)
            _accept(request, user, found)
    except accounts.AddressTaken:
        return _to_sign_in(request, found)
    except invitations.InvitationGone:
        return _gone(request)
    return accounts.sign_in(request, user, then=_home(found))


def _accept(request: HttpRequest, user: User, found: Invitation) -> None:
    """Somebody may have used or revoked the invitation since the page was opened: InvitationGone."""
    with scope.acting_for(found.organization_id):
        invitations.accept(invitation_id=found.pk, user=user, now=datetime.now(UTC))
    toasts.say(request, f"Welcome to {found.organization}.")


def _gone(request: HttpRequest) -> HttpResponse:
    """The same page for a token that is unknown, used, revoked, replaced or too old."""
    return render(request, "presence/members/invitation_gone.html", status=410)


def _to_sign_in(request: HttpRequest, found: Invitation) -> HttpResponse:
    toasts.say(request, f"Sign in as {found.email} to join {found.organization}.")
    sign_in = addresses.outer("account_login")
    return HttpResponseRedirect(f"{sign_in}?{urlencode({'next': request.path})}")


def _home(found: Invitation) -> str:
    return addresses.mounted(found.organization.slug)
