"""Check your map, publish it, and send yourself its mails first."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from presence.kit import ids, refusals, toasts, words
from presence.kit.forms import Plain
from presence.kit.moments import LocalMoment
from presence.tenancy import access, reactions
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.journeys import approvals, publishing
from touchpoints.journeys.models import Touchpoint
from touchpoints.journeys.published import MapVersion
from touchpoints.map import asking, checking
from touchpoints.map.checking import Check


class PublishForm(Plain, forms.Form):
    """How to publish. Without a time it begins at once; with nothing chosen all of it is published."""

    state = forms.CharField(widget=forms.HiddenInput, required=False)
    note = forms.CharField(label="What is new", max_length=300, required=False, help_text="Colleagues read it in the history.")
    effective_from = LocalMoment(label="Begins", required=False, help_text="Left empty, it begins at once.")
    only = forms.MultipleChoiceField(
        label="Publish only these", required=False, widget=forms.CheckboxSelectMultiple, help_text="None chosen: all of them."
    )

    def __init__(self, found: Check, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"state": found.state}, **kwargs)
        self.fields["only"].choices = [(str(one.id), "; ".join(one.sentences)) for one in found.changes]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "note": data["note"],
            "effective_from": data["effective_from"],
            "only": [UUID(one) for one in data["only"]] or None,
            "expected": data["state"] or None,
        }


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: MemberRequest) -> HttpResponse:
    """Look at everything on one page, then publish."""
    by = Actor.of(request.member)
    found = checking.check(by=by, organization=str(request.organization))
    form = PublishForm(found, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            version = publishing.publish(by=by, now=timezone.now(), **form.values())
        except publishing.NotReady:
            form.add_error(None, "Something is missing. See below what to do first.")
        except refusals.Refusal as refusal:
            form.add_error(None, refusal.words)
        else:
            _say_published(request, version)
            return redirect("map_versions")
        found = checking.check(by=by, organization=str(request.organization))
        form.data = _with_state(form, found)
    status = 422 if form.is_bound and request.htmx else 200
    return render(request, "touchpoints/map/check.html", {"check": found, "form": form}, status=status)


@access.member(Role.LEADER)
@require_POST
def ask(request: MemberRequest, touchpoint_id: UUID) -> HttpResponse:
    """Ask a second person about a touchpoint as it is drawn."""
    touchpoint = get_object_or_404(Touchpoint.rows(), pk=touchpoint_id)
    reason = asking.said(request, "reason")
    try:
        approvals.ask(by=Actor.of(request.member), now=timezone.now(), touchpoint=touchpoint, reason=reason)
    except refusals.Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
    else:
        toasts.say(request, f"Somebody else must agree to {touchpoint} now.")
    return redirect("map" if request.POST.get("next") == "map" else "map_check")


@access.member(Role.LEADER)
@require_POST
def test(request: MemberRequest, touchpoint_id: UUID) -> HttpResponse:
    """Send the mail of a touchpoint, as a customer would see it, to whoever asks."""
    mail = checking.mail_of(touchpoint_id, str(request.organization))
    if mail is None:
        raise Http404
    reactions.react(
        "letter.needed",
        occasion=f"map-test:{ids.new_id()}",
        to=request.member.user.email,
        subject=f"Test: {mail.subject}",
        text=mail.text,
    )
    toasts.say(request, f"The mail is on its way to {request.member.user.email}.")
    return redirect("map_check")


def _with_state(form: PublishForm, found: Check) -> QueryDict:
    """What was typed, with the state as it is now: who presses again has seen it."""
    data = cast(QueryDict, form.data).copy()
    data["state"] = found.state
    return data


def _say_published(request: MemberRequest, version: MapVersion) -> None:
    if version.is_waiting:
        at = words.moment(version.effective_from, zone=request.organization.zone, today=timezone.localdate())
        toasts.say(request, f"Version {version.number} begins {at}.", undo_url=reverse("map_cancel", args=[version.number]))
    else:
        toasts.say(request, f"Version {version.number} is published.", undo_url=reverse("map_back", args=[version.number]))
