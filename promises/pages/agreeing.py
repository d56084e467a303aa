"""What people do with a written promise: ask for sign-off, sign or refuse, agree, send, and say that they have read it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from presence.kit import navigation, refusals, toasts
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from promises.agreement import actions as agreement
from promises.agreement import sending
from promises.marks import actions as marks
from promises.pages import whole
from promises.pages.forms import SignOffForm
from promises.record.models import Promise


@access.member(Role.AGENT)
@require_POST
def promise_review(request: MemberRequest, promise_id: UUID) -> HttpResponse:
    """Ask delivery and support for their word."""
    return _do(request, promise_id, agreement.ask, "Delivery and support are asked to sign off.", **_read(request))


@access.member(Role.AGENT)
@require_POST
def promise_sign_off(request: MemberRequest, promise_id: UUID) -> HttpResponse:
    """Sign for a team, or refuse with reasons; what is wrong in the form stands on the page of the promise."""
    row = whole.find(promise_id)
    form = SignOffForm(request.POST)
    if not form.is_valid():
        return whole.answer(request, row, refused=form)
    try:
        said = _say(request, row, form)
    except refusals.Refusal as refusal:
        form.add_error("comment" if refusal.pointer in ("reason", "comment") else None, refusal.words)
        return whole.answer(request, row, refused=form)
    navigation.forget_counts(request.member)
    toasts.say(request, said)
    return redirect("promise", row.pk)


@access.member(Role.AGENT)
@require_POST
def promise_agreement(request: MemberRequest, promise_id: UUID) -> HttpResponse:
    """Make it binding, in the words of the revision that was on the page."""
    return _do(request, promise_id, agreement.agree, "Agreed. It is binding now.", **_read(request))


@access.member(Role.AGENT)
@require_POST
def promise_sending(request: MemberRequest, promise_id: UUID) -> HttpResponse:
    """Write down that the customer was sent the revision that was on the page."""
    return _do(request, promise_id, sending.send, "Marked as sent.", **_read(request))


@access.member()
@require_POST
def promise_acknowledgement(request: MemberRequest, promise_id: UUID) -> HttpResponse:
    """I have read this revision."""
    number = _read(request)["expected_number"]
    answer = _do(request, promise_id, marks.acknowledge, f"You have read revision {number}.", number=number)
    navigation.forget_counts(request.member)
    return answer


def _say(request: MemberRequest, row: Promise, form: SignOffForm) -> str:
    """What is said on the next page."""
    given = form.cleaned_data
    by, now = Actor.of(request.member), timezone.now()
    number = given["number"]
    if given["verdict"] == "signed":
        agreement.sign(by=by, now=now, promise=row, side=given["side"], comment=given["comment"], expected_number=number)
        return f"Signed off for {given['side']}."
    agreement.refuse(by=by, now=now, promise=row, side=given["side"], reason=given["comment"], expected_number=number)
    return "Refused. Your reasons stand on the promise."


def _do(request: MemberRequest, promise_id: UUID, verb: Any, words: str, **given: Any) -> HttpResponseRedirect:
    row = whole.find(promise_id)
    try:
        verb(by=Actor.of(request.member), now=timezone.now(), promise=row, **given)
    except refusals.Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
    else:
        toasts.say(request, words)
    return redirect("promise", row.pk)


def _read(request: MemberRequest) -> dict[str, int]:
    """The revision that was on the page; 0, which no revision has, when the page said none."""
    text = request.POST.get("number", "")
    return {"expected_number": int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0}
