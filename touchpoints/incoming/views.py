"""Pages of what came back, and of where it comes back to."""

from uuid import UUID

from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from presence.kit import csv, refusals, toasts, words
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.incoming import actions, boxes, listing
from touchpoints.incoming.forms import MailboxForm, ProviderForm
from touchpoints.incoming.models import IncomingMail, MailSource, Way


@access.member(Role.AGENT)
@require_safe
def incoming(request: MemberRequest) -> HttpResponse:
    """What came back, newest first; what nobody could place stands in front."""
    state = _state(request)
    page = listing.page(state, after=request.GET.get("after", ""))
    context = {
        "page": page,
        "state": state,
        "tabs": [{"word": word, "url": f"?state={name}", "current": name == state} for name, word in listing.STATES.items()],
        "next_url": f"?state={state}&after={page.after}" if page.after else "",
        "first_url": f"?state={state}" if "after" in request.GET else "",
        "has_source": MailSource.rows().filter(removed_at=None).exists(),
        "may_set_up": request.member.may(Role.LEADER),
    }
    return render(request, "touchpoints/incoming/list.html", context)


@access.member(Role.AGENT)
@require_safe
def incoming_csv(request: MemberRequest) -> FileResponse:
    """The same list, whole, for a spreadsheet."""
    return csv.answer(listing.exported(_state(request)), filename=f"incoming-{timezone.localdate()}.csv")


@access.member(Role.AGENT)
@require_POST
def incoming_settlement(request: MemberRequest, incoming_mail_id: UUID) -> HttpResponse:
    """Somebody has seen to it."""
    mail = get_object_or_404(IncomingMail.rows(), pk=incoming_mail_id)
    actions.settle(by=Actor.of(request.member), now=timezone.now(), mail=mail)
    toasts.say(request, "Done.", undo_url=reverse("incoming_return", args=[mail.pk]))
    return redirect("incoming")


@access.member(Role.AGENT)
@require_POST
def incoming_return(request: MemberRequest, incoming_mail_id: UUID) -> HttpResponse:
    """Put it back on the list."""
    actions.reopen(by=Actor.of(request.member), mail=get_object_or_404(IncomingMail.rows(), pk=incoming_mail_id))
    toasts.say(request, "Back on the list.")
    return redirect("incoming")


@access.member(Role.LEADER)
@require_safe
def mail_sources(request: MemberRequest) -> HttpResponse:
    """Where mail comes back to, and whether that works."""
    listed = MailSource.rows().filter(removed_at=None).select_related("made_by__user")
    return render(request, "touchpoints/incoming/sources.html", {"sources": listed})


@access.member(Role.LEADER)
@never_cache
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "HEAD", "POST"])
def mailbox_new(request: MemberRequest) -> HttpResponse:
    """Add a mailbox."""
    form = MailboxForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = actions.add_mailbox(by=Actor.of(request.member), **form.cleaned_data)
        except refusals.Refusal as refusal:
            form.add_error(None, refusal.words)
        else:
            toasts.say(request, f"{made.source} is added. Test whether it opens.")
            return redirect("mail_sources")
    return render(request, "touchpoints/incoming/mailbox.html", {"form": form})


@access.member(Role.LEADER)
@never_cache
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "HEAD", "POST"])
def provider_new(request: MemberRequest) -> HttpResponse:
    """Add a provider; the addresses it calls are in the answer to the POST, and nowhere else."""
    form = ProviderForm(request.POST if request.method == "POST" else None)
    made = None
    if form.is_valid():
        try:
            made = actions.add_provider(by=Actor.of(request.member), **form.cleaned_data)
        except refusals.Refusal as refusal:
            form.add_error(None, refusal.words)
    return render(request, "touchpoints/incoming/provider.html", {"form": form, "made": made})


@access.member(Role.LEADER)
@require_POST
@transaction.non_atomic_requests
def mailbox_test(request: MemberRequest, mail_source_id: UUID) -> HttpResponse:
    """Open the mailbox now, and say what happened."""
    with transaction.atomic():
        source = get_object_or_404(MailSource.rows(), pk=mail_source_id, way=Way.MAILBOX, removed_at=None)
    try:
        amount = boxes.test(source)
    except boxes.CannotLook as refusal:
        toasts.say(request, refusal.words, urgent=True)
    else:
        toasts.say(request, f"{source} opens. {words.count(amount, 'mail')} in it.")
    return redirect("mail_sources")


@access.member(Role.LEADER)
@require_POST
def mail_source_removal(request: MemberRequest, mail_source_id: UUID) -> HttpResponse:
    """Look no more."""
    source = get_object_or_404(MailSource.rows(), pk=mail_source_id)
    actions.remove(by=Actor.of(request.member), now=timezone.now(), source=source)
    toasts.say(request, f"{source} is removed. What came stays.")
    return redirect("mail_sources")


def _state(request: HttpRequest) -> str:
    given = request.GET.get("state", "")
    return given if given in listing.STATES else "open"
