"""Editing in place: a card's name, mode, owner and reason change where they stand. Without script the form's page does it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from presence.kit import refusals, toasts
from presence.kit.forms import Plain
from presence.kit.modes import mode_of
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Role
from touchpoints.interactions.references import parse_id
from touchpoints.journeys import actions
from touchpoints.journeys.models import Mode, Stage, Touchpoint
from touchpoints.map import clashes, parts, undoing
from touchpoints.map.clashes import Clash, Edit
from touchpoints.map.forms import NameForm, active_members

WORDS = {"name": "Name", "mode": "Mode", "owner": "Owner", "mode_reason": "Because"}
JOINED = ("name", "mode_reason")
TRIES = 5


class InPlaceForm(Plain, forms.Form):
    """What stands on a card. Only what was sent is looked at: a key sends the mode alone."""

    name = forms.CharField(label="Name", max_length=120)
    mode = forms.ChoiceField(label="Mode", choices=Mode.choices)
    owner = forms.ChoiceField(label="Owner", required=False)
    mode_reason = forms.CharField(label="Because", max_length=300, required=False)

    def __init__(self, data: QueryDict, touchpoint: Touchpoint) -> None:
        sent = data.copy()
        for name in WORDS:
            if f"was-{name}" in data and name in data:
                sent[name] = clashes.chosen(data.get(f"keep-{name}", ""), mine=str(data[name]), theirs=str(data[f"was-{name}"]))
        super().__init__(sent)
        self.members = active_members(str(touchpoint.owner_id or ""))
        self.fields["owner"].choices = owner_choices(self.members)  # type: ignore[attr-defined]
        for name in [name for name in self.fields if name not in sent]:
            del self.fields[name]

    def edits(self) -> list[Edit]:
        return [Edit(name, self.cleaned_data[name], self.data.get(f"was-{name}")) for name in self.fields]

    def typed(self) -> dict[str, str]:
        """What the writer changed. What they only saw may be somebody else's by now, and is shown as that."""
        return {name: str(self.data[name]) for name in self.fields if self.data[name] != self.data.get(f"was-{name}")}

    def values(self, writes: dict[str, str]) -> dict[str, Any]:
        """What the actions take."""
        if "owner" not in writes:
            return dict(writes)
        return writes | {"owner": next((one for one in self.members if str(one.pk) == writes["owner"]), None)}


class SomebodyWasFaster(refusals.Refusal):
    """Fields say something else by now than what their writer saw. Nothing was written."""

    def __init__(self, found: list[Clash]) -> None:
        super().__init__("Somebody else wrote here meanwhile. Choose what to keep, then save.")
        self.found = found


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def hand(request: MemberRequest, touchpoint_id: UUID) -> HttpResponse:
    """The form in a card: GET opens it, POST saves it; `close` gives the plain card back."""
    found = get_object_or_404(Touchpoint.rows().filter(archived_at=None), pk=touchpoint_id)
    if request.method == "POST":
        return _save(request, found)
    if not request.htmx:
        return redirect("touchpoint_edit", found.pk)
    return parts.card(request, found.pk, hand=None if "close" in request.GET else opened(found))


@access.member(Role.LEADER)
@require_POST
def card_new(request: MemberRequest) -> HttpResponse:
    """A new touchpoint by its name alone, at the end of a stage. It is human-only until somebody chooses."""
    stage = get_object_or_404(Stage.rows(), pk=parse_id(request.POST.get("stage", "")))
    form = NameForm(request.POST)
    if not form.is_valid():
        toasts.say(request, str(form.errors["name"][0]), urgent=True)
        return _map(request, status=422)
    by = Actor.of(request.member)
    added = actions.add_touchpoint(by=by, name=form.cleaned_data["name"], stage=stage, owner=request.member)
    undoing.offer(request, f"{added} added.", added)
    return _map(request, added)


def opened(touchpoint: Touchpoint, **more: Any) -> parts.Hand:
    """The form as it begins: it says what is saved."""
    says = saved(touchpoint)
    owners = owner_choices(active_members(says["owner"]))
    return parts.Hand(says, says, owners, mode_of(touchpoint.mode).meaning, **more)


def saved(touchpoint: Touchpoint) -> dict[str, str]:
    """What a touchpoint says, in the words that forms send."""
    return {
        "name": touchpoint.name,
        "mode": touchpoint.mode,
        "owner": str(touchpoint.owner_id or ""),
        "mode_reason": touchpoint.mode_reason,
    }


def owner_choices(members: list[Membership]) -> list[tuple[str, str]]:
    return [("", "Nobody"), *((str(one.pk), str(one)) for one in members)]


def _save(request: MemberRequest, found: Touchpoint) -> HttpResponse:
    form = InPlaceForm(request.POST, found)
    if not form.is_valid():
        problems = [str(words) for errors in form.errors.values() for words in errors]
        return _refuse(request, found, form, problems=problems)
    try:
        current, fields = _write(request, found, form)
    except SomebodyWasFaster as clash:
        return _refuse(request, found, form, clashing=clash.found)
    except refusals.Refusal as refusal:
        return _refuse(request, found, form, problems=[refusal.words])
    if fields:
        undoing.offer(request, _said(current, fields), current)
    if not request.htmx:
        return _map(request, current)
    return parts.card(request, current.pk, hand=opened(current) if "stay" in request.POST else None)


def _write(request: MemberRequest, found: Touchpoint, form: InPlaceForm) -> tuple[Touchpoint, list[str]]:
    """Write each field that still says what its writer saw; the touchpoint now, and which fields were written."""
    by, edits = Actor.of(request.member), form.edits()
    for _ in range(TRIES):
        current = Touchpoint.rows().get(pk=found.pk)
        writes, clashing = clashes.settle(edits, saved(current))
        if clashing:
            raise SomebodyWasFaster(clashing)
        try:
            values = form.values(writes)
            done = actions.change_touchpoint(by=by, touchpoint=current, expected_version=current.version, **values)
        except actions.StaleTouchpoint:
            continue  # another field was saved between the look and the lock: look again
        return done, list(writes)
    raise SomebodyWasFaster([])


def _refuse(
    request: MemberRequest,
    found: Touchpoint,
    form: InPlaceForm,
    *,
    problems: Sequence[str] = (),
    clashing: Sequence[Clash] = (),
) -> HttpResponse:
    """The card with everything that was typed; beside it what somebody else saved, or what is wrong."""
    current = Touchpoint.rows().get(pk=found.pk)
    if not request.htmx:
        toasts.say(request, " ".join(problems) or "Somebody else wrote here meanwhile. Nothing was saved.", urgent=True)
        return _map(request, current)
    now = opened(current)
    said = replace(now, says=now.says | form.typed(), clashes=[_told(one, now) for one in clashing], problems=list(problems))
    return parts.card(request, current.pk, hand=said, status=409 if clashing else 422)


def _told(clash: Clash, hand: parts.Hand) -> parts.TwoTexts:
    return parts.TwoTexts(
        clash.field, WORDS[clash.field], _word(clash.field, clash.mine, hand), _word(clash.field, clash.theirs, hand),
        clash.field in JOINED and bool(clash.mine and clash.theirs),
    )  # fmt: skip


def _word(field: str, value: str, hand: parts.Hand) -> str:
    if field == "mode":
        return mode_of(value).word
    return dict(hand.owners).get(value, "") if field == "owner" else value


def _said(touchpoint: Touchpoint, fields: list[str]) -> str:
    if fields == ["mode"]:
        return f"{touchpoint}: {mode_of(touchpoint.mode).word.lower()}."
    return f"{touchpoint} saved."


def _map(request: MemberRequest, touchpoint: Touchpoint | None = None, *, status: int = 200) -> HttpResponse:
    key = touchpoint.key if touchpoint else ""
    if request.htmx:
        return parts.changed(request, key=key, status=status)
    return HttpResponseRedirect(reverse("map") + (f"#card-{key}" if key else ""))
