"""Pages of the interactions room: the list, one interaction with its history, and correcting it. Logging is touchpoints/log."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from presence.kit import csv, toasts
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.interactions import actions, choices, forms, history, judging, listing, recorded, rules, told
from touchpoints.interactions.models import Interaction

OFFERED = ("touchpoint", "team", "handled_by")


@access.member()
@require_safe
def interactions(request: MemberRequest) -> HttpResponse:
    """The list; its address holds filters and place, so every number elsewhere can lead here."""
    now, today = timezone.now(), timezone.localdate()
    wanted = listing.read(request.GET, today=today)
    page = listing.page(wanted, now=now, after=request.GET.get("after", ""))
    span = None if page.rows else recorded.days()
    context = {
        "wanted": wanted,
        "rows": page.rows,
        "next_url": f"?{wanted.query(after=page.after)}" if page.after else "",
        "first_url": f"?{wanted.query()}" if "after" in request.GET else "",
        "csv_url": f"{reverse('interactions_csv')}?{wanted.query()}",
        "selects": [*choices.fields(wanted.chosen, OFFERED), choices.verdicts(wanted.verdict)],
        "chips": [
            *choices.chips(wanted.chosen, OFFERED, lambda rest: replace(wanted, chosen=rest).query()),
            *choices.counted_chips(wanted.counted, replace(wanted, counted="").query()),
        ],
        "kept_filters": _kept(wanted),
        "days": choices.days_word(wanted.window, today=today),
        "recorded": choices.where_data_is(span, today=today),
        "may_write": request.member.may(Role.AGENT),
        "may_import": request.member.may(Role.LEADER),
    }
    return render(request, "touchpoints/interactions/list.html", context, status=422 if wanted.problem else 200)


@access.member()
@require_safe
def interactions_csv(request: MemberRequest) -> FileResponse:
    """The same list, whole, for a spreadsheet."""
    today = timezone.localdate()
    wanted = listing.read(request.GET, today=today)
    rows = listing.exported(wanted, now=timezone.now(), reader_id=request.member.pk)
    return csv.answer(rows, filename=f"interactions-{today}.csv")


@access.member()
@require_safe
def interaction(request: MemberRequest, interaction_id: UUID) -> HttpResponse:
    """What was recorded, how it was judged, and everything it said before."""
    found = _find(interaction_id)
    outcome = rules.as_of(outcome=found.outcome, promised_by=found.promised_by, now=timezone.now())
    context = {
        "interaction": found,
        "verdict": told.verdict(outcome, found.promised_by),
        "facts": history.facts(found, reader_id=request.member.pk),
        "checks": judging.shown(judging.checks_of(found)),
        "versions": history.versions(found, reader_id=request.member.pk),
        "may_write": request.member.may(Role.AGENT),
    }
    return render(request, "touchpoints/interactions/page.html", context)


@access.member(Role.AGENT)
@require_http_methods(["GET", "HEAD", "POST"])
def interaction_edit(request: MemberRequest, interaction_id: UUID) -> HttpResponse:
    """Correct an interaction; what it said stays in its history."""
    found = _find(interaction_id)
    if found.deleted_at is not None:
        return redirect("interaction", found.pk)
    targets = judging.targets(found.customer, found)
    hides = not rules.may_see_minutes(found.member_id, request.member.pk)
    posted = request.POST if request.method == "POST" else None
    form = forms.InteractionForm(posted, initial=forms.written(found, targets), targets=targets, hides_minutes=hides)
    if posted is not None and form.is_valid():
        try:
            actions.correct(
                by=Actor.of(request.member),
                now=timezone.now(),
                interaction=found,
                expected_version=form.cleaned_data["version"],
                row=form.row(customer_id=found.customer_id, kept=found),
            )
        except actions.NotTaken as refusal:
            form.refuse(refusal.problems)
        except actions.StaleInteraction as stale:
            return _show_conflict(request, form, stale.interaction)
        else:
            return _lead_back(request, found, "Corrected.")
    return _show(request, form, interaction=found)


@access.member(Role.AGENT)
@require_POST
def interaction_removal(request: MemberRequest, interaction_id: UUID) -> HttpResponse:
    """Delete an interaction at once, with the way back."""
    found = _find(interaction_id)
    actions.delete(by=Actor.of(request.member), now=timezone.now(), interaction=found)
    toasts.say(request, "Interaction deleted.", undo_url=reverse("interaction_return", args=[found.pk]))
    return redirect("interaction_list")


@access.member(Role.AGENT)
@require_POST
def interaction_return(request: MemberRequest, interaction_id: UUID) -> HttpResponse:
    """Bring a deleted interaction back."""
    found = _find(interaction_id)
    actions.restore(by=Actor.of(request.member), now=timezone.now(), interaction=found)
    toasts.say(request, "Interaction is back.")
    return redirect("interaction", found.pk)


def _kept(wanted: listing.Wanted) -> dict[str, str]:
    """What was asked for that no field shows, to be asked for again."""
    hidden = {name: value for name, value in wanted.chosen.given.items() if name not in OFFERED}
    return hidden | ({"counted": wanted.counted} if wanted.counted else {})


def _find(interaction_id: UUID) -> Interaction:
    named = ("customer", "touchpoint", "member__user", "team")
    return get_object_or_404(Interaction.rows().select_related(*named), pk=interaction_id)


def _show(
    request: MemberRequest,
    form: forms.InteractionForm,
    *,
    interaction: Interaction,
    **more: Any,
) -> HttpResponse:
    context = {"form": form, "customer": interaction.customer, "interaction": interaction, "now": timezone.now()}
    status = 422 if form.is_bound and request.htmx else 200
    return render(request, "touchpoints/interactions/form.html", context | more, status=status)


def _show_conflict(request: MemberRequest, form: forms.InteractionForm, current: Interaction) -> HttpResponse:
    """What was typed, ready to be saved over the newer version, beside what somebody else saved."""
    form.data = {name: request.POST[name] for name in request.POST} | {"version": str(current.version)}
    newest = history.versions(current, reader_id=request.member.pk)[0]
    answer = _show(request, form, interaction=current, conflict=newest)
    answer.status_code = 409
    return answer


def _lead_back(request: MemberRequest, made: Interaction, words: str) -> HttpResponseRedirect:
    address = reverse("interaction", args=[made.pk])
    toasts.say(request, words)
    return HttpResponseRedirect(address)
