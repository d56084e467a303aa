"""Editing in place: what stands on a card changes where it stands. Without script the form's page does the same."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from presence.hours.models import Calendar
from presence.kit import refusals, toasts
from presence.kit.modes import mode_of
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.interactions.references import parse_id
from touchpoints.journeys import actions, advice, approvals, missing, versions
from touchpoints.journeys.models import Mode, Stage, Touchpoint
from touchpoints.map import asking, parts, suggestions, undoing
from touchpoints.map import hand as hands
from touchpoints.map.clashes import Clash
from touchpoints.map.forms import NameForm, active_members


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def hand(request: MemberRequest, touchpoint_id: UUID) -> HttpResponse:
    """The form in a card: GET opens it, POST saves it; `close` gives the plain card back."""
    found = get_object_or_404(Touchpoint.rows().filter(archived_at=None), pk=touchpoint_id)
    if request.method == "POST":
        return _save(request, found)
    if not request.htmx:
        return redirect("touchpoint_edit", found.pk)
    return parts.card(request, found.pk, hand=None if "close" in request.GET else _opened(request, found))


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


def _opened(request: MemberRequest, touchpoint: Touchpoint) -> parts.Hand:
    """The form as it begins: it says what is saved, and proposes what an automatic moment still lacks."""
    was = hands.saved(touchpoint)
    proposed = _proposed(request, touchpoint, was) if touchpoint.mode == Mode.AUTOMATE else {}
    members = active_members(was["owner"])
    return parts.Hand(
        says=was | proposed,
        was=was,
        proposed=proposed,
        owners=hands.member_choices(members, "Nobody"),
        people=hands.member_choices(members, "Nobody yet"),
        calendars=hands.calendar_choices(list(Calendar.rows())),
        meaning=mode_of(touchpoint.mode).meaning,
        advice=advice.advise(mode=touchpoint.mode, name=touchpoint.name, intent=touchpoint.intent),
        second=missing.second_persons([versions.moment(touchpoint)]).get(touchpoint.pk),
    )


def _proposed(request: MemberRequest, touchpoint: Touchpoint, was: dict[str, str]) -> dict[str, str]:
    """Whoever automates is whom the customer reaches, until they say otherwise."""
    found: dict[str, str] = {}
    if not was["hatch_member"]:
        found |= {"hatch_member": str(request.member.pk), "hatch_reply_minutes": str(suggestions.REPLY_MINUTES)}
    if not was["message_subject"]:
        subject, text = suggestions.message(touchpoint.key, touchpoint.name)
        found |= {"message_subject": subject, "message_text": text}
    return found


def _save(request: MemberRequest, found: Touchpoint) -> HttpResponse:
    form = hands.InPlaceForm(request.POST, found)
    if not form.is_valid():
        return _refuse(request, found, form, problems=[str(words) for errors in form.errors.values() for words in errors])
    marker = undoing.newest(found)
    try:
        current, fields = hands.write(by=Actor.of(request.member), touchpoint=found, form=form)
        has_asked = _ask(request, current)
    except hands.SomebodyWasFaster as clash:
        return _refuse(request, found, form, clashing=clash.found)
    except refusals.Refusal as refusal:
        return _refuse(request, found, form, problems=[refusal.words])
    if has_asked:
        toasts.say(request, f"Somebody else must agree to {current} now.")
    elif fields:
        undoing.offer(request, _said(current, fields), current, after=marker)
    if not request.htmx:
        return _map(request, current)
    return parts.card(request, current.pk, hand=_opened(request, current) if "stay" in request.POST else None)


def _ask(request: MemberRequest, touchpoint: Touchpoint) -> bool:
    """Ask a second person, when that was pressed or a reason for them was typed. Says whether somebody was asked."""
    reason = asking.said(request, "reason")
    if not reason and "ask" not in request.POST:
        return False
    approvals.ask(by=Actor.of(request.member), now=timezone.now(), touchpoint=touchpoint, reason=reason)
    return True


def _refuse(
    request: MemberRequest,
    found: Touchpoint,
    form: hands.InPlaceForm,
    *,
    problems: Sequence[str] = (),
    clashing: Sequence[Clash] = (),
) -> HttpResponse:
    """The card with everything that was typed; beside it what somebody else saved, or what is wrong."""
    current = Touchpoint.rows().get(pk=found.pk)
    if not request.htmx:
        toasts.say(request, " ".join(problems) or "Somebody else wrote here meanwhile. Nothing was saved.", urgent=True)
        return _map(request, current)
    now = _opened(request, current)
    clashes = [_told(one, now) for one in clashing]
    reason = asking.said(request, "reason")
    said = replace(now, says=now.says | form.typed(), clashes=clashes, problems=list(problems), reason=reason)
    return parts.card(request, current.pk, hand=said, status=409 if clashing else 422)


def _told(clash: Clash, now: parts.Hand) -> parts.TwoTexts:
    mine, theirs = (_word(clash.field, value, now) for value in (clash.mine, clash.theirs))
    may_both = clash.field in hands.JOINED and bool(clash.mine and clash.theirs)
    return parts.TwoTexts(clash.field, hands.WORDS[clash.field], mine, theirs, may_both)


def _word(field: str, value: str, now: parts.Hand) -> str:
    named: dict[str, dict[str, Any]] = {
        "owner": dict(now.owners),
        "hatch_member": dict(now.people),
        "hatch_calendar": dict(now.calendars),
    }
    return mode_of(value).word if field == "mode" else str(named.get(field, {}).get(value, value))


def _said(touchpoint: Touchpoint, fields: list[str]) -> str:
    if fields == ["mode"]:
        return f"{touchpoint}: {mode_of(touchpoint.mode).word.lower()}."
    return f"{touchpoint} saved."


def _map(request: MemberRequest, touchpoint: Touchpoint | None = None, *, status: int = 200) -> HttpResponse:
    key = touchpoint.key if touchpoint else ""
    if request.htmx:
        return parts.changed(request, key=key, status=status)
    return HttpResponseRedirect(reverse("map") + (f"#card-{key}" if key else ""))
