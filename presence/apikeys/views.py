"""Keys for programs. For owners."""

import shlex
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from presence.apikeys import actions
from presence.apikeys.forms import KeyForm, RotationForm
from presence.apikeys.models import ApiKey
from presence.apikeys.rules import Scope
from presence.kit import navigation, toasts
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role

RATE = "/api/v1/metrics/promise-kept-rate/"


@access.member(Role.OWNER)
@require_safe
def api_keys(request: MemberRequest) -> HttpResponse:
    keys = ApiKey.objects.select_related("made_by__user").order_by("revoked_at", "-created_at", "-id")
    context = {"keys": keys, "now": datetime.now(UTC), "help_url": navigation.address("api_docs")}
    return render(request, "presence/apikeys/keys.html", context)


@access.member(Role.OWNER)
@never_cache
@require_http_methods(["GET", "POST"])
def api_key_new(request: MemberRequest) -> HttpResponse:
    form = KeyForm(request.POST if request.method == "POST" else None)
    made = _make(request, form) if form.is_valid() else None
    if made is None:
        return render(request, "presence/apikeys/key_new.html", {"form": form})
    return _show_once(request, *made)


@access.member(Role.OWNER)
@never_cache
@require_http_methods(["GET", "POST"])
def api_key_rotation(request: MemberRequest, id: UUID) -> HttpResponse:
    key = get_object_or_404(ApiKey, pk=id)
    form = RotationForm(request.POST if request.method == "POST" else None)
    made = _rotate(request, key, form) if form.is_valid() else None
    if made is None:
        return render(request, "presence/apikeys/key_rotation.html", {"form": form, "key": key})
    return _show_once(request, *made)


@access.member(Role.OWNER)
@require_POST
def api_key_revocation(request: MemberRequest, id: UUID) -> HttpResponse:
    key = get_object_or_404(ApiKey, pk=id)
    actions.revoke(by=Actor.of(request.member), key=key, now=datetime.now(UTC))
    toasts.say(request, f"The key {key.name} is revoked.")
    return redirect("api_keys")


def _make(request: MemberRequest, form: KeyForm) -> tuple[ApiKey, str] | None:
    by, expires_at = Actor.of(request.member), form.expires_at(datetime.now(UTC))
    name, scopes = form.cleaned_data["name"], form.cleaned_data["scopes"]
    try:
        return actions.make(by=by, member=request.member, name=name, scopes=scopes, expires_at=expires_at)
    except actions.KeyRefused as refusal:
        form.add_error(refusal.pointer or None, forms.ValidationError(refusal.words))
        return None


def _rotate(request: MemberRequest, key: ApiKey, form: RotationForm) -> tuple[ApiKey, str] | None:
    by, now = Actor.of(request.member), datetime.now(UTC)
    try:
        return actions.rotate(by=by, key=key, member=request.member, now=now, overlap=form.hours())
    except actions.KeyRefused as refusal:
        form.add_error(None, forms.ValidationError(refusal.words))
        return None


def _show_once(request: MemberRequest, key: ApiKey, text: str) -> HttpResponse:
    """The answer to the POST itself: after a redirect the text would have to be kept somewhere."""
    context: dict[str, Any] = {"key": key, "text": text}
    if Scope.METRICS_READ in actions.scopes_of(key):
        context |= {"call": _call(text, RATE)} | _call_for_days(text)
    return render(request, "presence/apikeys/key_made.html", context)


def _call_for_days(text: str) -> dict[str, Any]:
    """Imported history is often older than the 30 days a call answers by itself."""
    days: tuple[date, date] | None = import_string(settings.DAYS_WITH_DATA)()
    return {"days": days, "call_for_days": _call(text, f"{RATE}?from={days[0]}&to={days[1]}")} if days else {}


def _call(text: str, path: str) -> str:
    return f'curl -H "Authorization: Bearer {text}" {shlex.quote(settings.PRESENCE_URL.geturl() + path)}'
