"""Pages of calendar feeds, and the feed itself, which knows nobody but its token."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from presence.kit import addresses, refusals, toasts
from presence.kit.forms import Plain
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from promises.commitments import feeds as actions
from promises.commitments.models import Feed


class FeedForm(Plain, forms.Form):
    """What a new feed shows."""

    whose = forms.ChoiceField(label="What does it show?", choices=Feed.Whose, widget=forms.RadioSelect, initial=Feed.Whose.MINE)
    names = forms.BooleanField(
        required=False, label="Name customers", help_text="Whoever can see your calendar then sees who your customers are."
    )


@access.member()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feeds(request: MemberRequest) -> HttpResponse:
    """The member's own feeds, and the form for another. Its address is in the answer to the POST, and nowhere else."""
    form = FeedForm(request.POST if request.method == "POST" else None)
    token = _make(request, form) if form.is_valid() else ""
    own = Feed.rows().filter(member=request.member, revoked_at=None).order_by("-created_at", "-id")
    context: dict[str, Any] = {"feeds": own, "form": FeedForm() if token else form}
    context["url"] = addresses.public("feed", token=token) if token else ""
    return render(request, "promises/commitments/feeds.html", context)


@access.member()
@require_POST
def feed_revocation(request: MemberRequest, feed_id: UUID) -> HttpResponse:
    """Calendars that ask for it get nothing from now on."""
    feed = get_object_or_404(Feed.rows(), pk=feed_id, member=request.member)
    actions.revoke(by=Actor.of(request.member), now=timezone.now(), feed=feed)
    toasts.say(request, "The feed is revoked. Calendars get nothing from it any more.")
    return redirect("feeds")


@access.public
@never_cache
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar. A token that is unknown, revoked or of somebody who left is not found, all alike."""
    text = actions.read(token, now=timezone.now())
    if text is None:
        raise Http404
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="commitments.ics"'
    return response


def _make(request: MemberRequest, form: FeedForm) -> str:
    try:
        _feed, token = actions.make(by=Actor.of(request.member), member=request.member, **form.cleaned_data)
    except refusals.Refusal as refusal:
        form.add_error(None, refusal.words)
        return ""
    return token
