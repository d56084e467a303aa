"""Pages of one's own calendars. Another member's calendar is as good as none, whatever their role."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from presence.kit import csv, refusals, toasts
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.calendars import actions, forms, looking, reading
from touchpoints.calendars.models import MemberCalendar
from touchpoints.interactions.models import PresenceKind

NOT_AGAIN_WITHIN = timedelta(seconds=30)


@access.member(Role.AGENT)
@require_safe
def calendars(request: MemberRequest) -> HttpResponse:
    """One's own calendars, what they ask, and what counted of each appointment."""
    now = timezone.now()
    after = request.GET.get("after", "")
    shown, next_mark = reading.page(request.member, now=now, after=after)
    context = {
        "calendars": [(one, reading.left_out(one)) for one in reading.of(request.member).select_related("touchpoint")],
        "questions": [] if after else reading.open_questions(request.member, now),
        "shown": shown,
        "kinds": PresenceKind.choices,
        "next_url": f"?after={next_mark}" if next_mark else "",
        "first_url": "?" if after else "",
    }
    return render(request, "touchpoints/calendars/list.html", context)


@access.member(Role.AGENT)
@require_safe
def appointments_csv(request: MemberRequest) -> FileResponse:
    """One's own appointments with customers, whole."""
    now = timezone.now()
    return csv.answer(reading.exported(request.member, now=now), filename=f"appointments-{timezone.localdate()}.csv")


@access.member(Role.AGENT)
@never_cache
@sensitive_post_parameters("address")
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.non_atomic_requests
def calendar_new(request: MemberRequest) -> HttpResponse:
    """Subscribe, and read it for the first time."""
    with transaction.atomic():
        form = forms.SubscriptionForm(request.POST if request.method == "POST" else None)
        made = _subscribed(request, form) if form.is_valid() else None
        if made is None:
            status = 422 if form.is_bound and request.htmx else 200
            return render(request, "touchpoints/calendars/new.html", {"form": form}, status=status)
    return _read_now(request, made)


@access.member(Role.AGENT)
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_file(request: MemberRequest) -> HttpResponse:
    """Bring a file."""
    form = forms.FileForm(request.POST, request.FILES) if request.method == "POST" else forms.FileForm()
    if form.is_valid():
        now, draft = timezone.now(), MemberCalendar(member=request.member)
        draft.organization = request.organization
        try:
            found = looking.read(form.raw(), calendar=draft, now=now)
            made = actions.add_file(by=Actor.of(request.member), now=now, member=request.member, found=found, **form.about())
        except refusals.Refusal as refusal:
            form.add_error("file", refusal.words)
        else:
            toasts.say(request, f"{made} is read.")
            return redirect("member_calendars")
    status = 422 if form.is_bound and request.htmx else 200
    return render(request, "touchpoints/calendars/file.html", {"form": form}, status=status)


@access.member(Role.AGENT)
@never_cache
@sensitive_post_parameters("address")
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_edit(request: MemberRequest, member_calendar_id: UUID) -> HttpResponse:
    """What it is called, and what its appointments are. The address can be replaced, and is never shown."""
    row = _mine(request, member_calendar_id)
    form = forms.ChangeForm(request.POST if request.method == "POST" else None, calendar=row)
    if form.is_valid():
        about = form.about() | {"address": form.cleaned_data.get("address", "")}
        try:
            actions.change(by=Actor.of(request.member), now=timezone.now(), calendar=row, **about)
        except refusals.Refusal as refusal:
            form.add_error(None, refusal.words)
        else:
            toasts.say(request, "Saved. The last 90 days are counted anew.")
            return redirect("member_calendars")
    status = 422 if form.is_bound and request.htmx else 200
    return render(request, "touchpoints/calendars/edit.html", {"form": form, "calendar": row}, status=status)


@access.member(Role.AGENT)
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_again(request: MemberRequest, member_calendar_id: UUID) -> HttpResponse:
    """A newer file of the same calendar: it adds and changes, and withdraws nothing."""
    row = _mine(request, member_calendar_id, way=MemberCalendar.Way.FILE)
    form = forms.AgainForm(request.POST, request.FILES) if request.method == "POST" else forms.AgainForm()
    if form.is_valid():
        now = timezone.now()
        try:
            found = looking.read(form.raw(), calendar=row, now=now)
            actions.take(by=Actor.of(request.member), now=now, calendar=row, found=found)
        except refusals.Refusal as refusal:
            form.add_error("file", refusal.words)
        else:
            toasts.say(request, f"{row} is read again.")
            return redirect("member_calendars")
    status = 422 if form.is_bound and request.htmx else 200
    return render(request, "touchpoints/calendars/again.html", {"form": form, "calendar": row}, status=status)


@access.member(Role.AGENT)
@require_POST
@transaction.non_atomic_requests
def calendar_refresh(request: MemberRequest, member_calendar_id: UUID) -> HttpResponse:
    """Read a subscription now, whole."""
    with transaction.atomic():
        row = _mine(request, member_calendar_id, way=MemberCalendar.Way.ADDRESS)
    if row.tried_at and timezone.now() - row.tried_at < NOT_AGAIN_WITHIN:
        toasts.say(request, "It was read a moment ago. Wait half a minute.")
        return redirect("member_calendars")
    return _read_now(request, row)


@access.member(Role.AGENT)
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_removal(request: MemberRequest, member_calendar_id: UUID) -> HttpResponse:
    """Remove it, once it is said what becomes of the time that counted."""
    row = _mine(request, member_calendar_id)
    form = forms.RemovalForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        keep = form.cleaned_data["counted"] == "keep"
        actions.remove(by=Actor.of(request.member), now=timezone.now(), calendar=row, keep=keep)
        toasts.say(request, f"{row} is removed. What counted {'stays' if keep else 'is withdrawn'}.")
        return redirect("member_calendars")
    status = 422 if form.is_bound and request.htmx else 200
    return render(request, "touchpoints/calendars/removal.html", {"form": form, "calendar": row}, status=status)


@access.member(Role.AGENT)
@require_POST
def appointment_answer(request: MemberRequest, appointment_id: UUID) -> HttpResponse:
    """Whether it was with this customer, and as what it counts. Every answer can be taken back."""
    row = get_object_or_404(reading.appointments(request.member).select_related("calendar"), pk=appointment_id)
    form = forms.AnswerForm(request.POST)
    if not form.is_valid():
        toasts.say(request, "That is no answer. Choose one of the buttons.", urgent=True)
        return redirect("member_calendars")
    said, before = form.cleaned_data["answer"], {"answer": row.answer, "presence_kind": row.presence_kind}
    kind = form.cleaned_data["presence_kind"]
    try:
        actions.answer(by=Actor.of(request.member), now=timezone.now(), appointment=row, said=said, presence_kind=kind)
    except refusals.Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
    else:
        toasts.say(request, _SAID[said], undo_url=reverse("appointment_answer", args=[row.pk]), undo_fields=before)
    return redirect("member_calendars")


_SAID = {"yes": "It counts.", "no": "It does not count.", "": "Counted anew."}


@sensitive_variables("form", "address")
def _subscribed(request: MemberRequest, form: forms.SubscriptionForm) -> MemberCalendar | None:
    address = form.cleaned_data["address"]
    try:
        made = actions.subscribe(by=Actor.of(request.member), member=request.member, address=address, **form.about())
    except refusals.Refusal as refusal:
        form.add_error(None, refusal.words)
        return None
    return _mine(request, made.pk)


def _read_now(request: MemberRequest, row: MemberCalendar) -> HttpResponse:
    """Read it outside of a transaction, and say how that went."""
    problem = looking.refresh(by=Actor.of(request.member), now=timezone.now(), calendar=row, whole=True)
    toasts.say(request, f"{row} could not be read. {problem}" if problem else f"{row} is read.", urgent=bool(problem))
    return redirect("member_calendars")


def _mine(request: MemberRequest, id: UUID, **more: str) -> MemberCalendar:
    rows = reading.of(request.member).select_related("member__user", "organization", "touchpoint")
    return get_object_or_404(rows, pk=id, **more)
