"""What stands on a card and can be changed there: reading it as texts, checking what was typed, writing it field by field."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import QueryDict

from presence.hours.models import Calendar
from presence.kit import refusals
from presence.kit.forms import Plain
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from touchpoints.journeys import actions, ways
from touchpoints.journeys.document import Message
from touchpoints.journeys.models import EscapeHatch, MessageTemplate, Mode, Touchpoint
from touchpoints.map import clashes
from touchpoints.map.clashes import Clash, Edit
from touchpoints.map.forms import active_members

WORDS = {
    "name": "Name",
    "mode": "Mode",
    "owner": "Owner",
    "mode_reason": "Because",
    "hatch_member": "Who the customer reaches",
    "hatch_calendar": "In these hours",
    "hatch_reply_minutes": "Answers within",
    "message_subject": "Subject",
    "message_text": "First message",
}
JOINED = ("name", "mode_reason", "message_subject", "message_text")
HATCH = ("hatch_member", "hatch_calendar", "hatch_reply_minutes")
MESSAGE = ("message_subject", "message_text")
TRIES = 5


class InPlaceForm(Plain, forms.Form):
    """What stands on a card. Only what was sent is looked at: a key sends the mode alone."""

    name = forms.CharField(label="Name", max_length=120)
    mode = forms.ChoiceField(label="Mode", choices=Mode.choices)
    owner = forms.ChoiceField(label="Owner", required=False)
    mode_reason = forms.CharField(label="Because", max_length=300, required=False)
    hatch_member = forms.ChoiceField(label="Who can the customer reach?", required=False)
    hatch_calendar = forms.ChoiceField(label="In these hours", required=False)
    hatch_reply_minutes = forms.IntegerField(label="Answers within, in minutes", min_value=1, max_value=600_000, required=False)
    message_subject = forms.CharField(label="Subject", max_length=150, required=False)
    message_text = forms.CharField(label="First message", max_length=5000, required=False)

    def __init__(self, data: QueryDict, touchpoint: Touchpoint) -> None:
        sent = data.copy()
        for name in WORDS:
            if f"was-{name}" in data and name in data:
                sent[name] = clashes.chosen(data.get(f"keep-{name}", ""), mine=str(data[name]), theirs=str(data[f"was-{name}"]))
        super().__init__(sent)
        self.members = active_members(str(touchpoint.owner_id or ""))
        self.calendars = list(Calendar.rows())
        self.fields["owner"].choices = member_choices(self.members, "Nobody")  # type: ignore[attr-defined]
        self.fields["hatch_member"].choices = member_choices(self.members, "Nobody yet")  # type: ignore[attr-defined]
        self.fields["hatch_calendar"].choices = calendar_choices(self.calendars)  # type: ignore[attr-defined]
        for name in [name for name in self.fields if name not in sent]:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if bool(found.get("message_subject")) != bool(found.get("message_text")) and set(MESSAGE) <= set(self.fields):
            raise forms.ValidationError("A message needs a subject and a text. Write both, or none yet.")
        if found.get("hatch_member") and "hatch_reply_minutes" in found and not found["hatch_reply_minutes"]:
            raise forms.ValidationError("Say within how many minutes they answer, such as 240.")
        return found

    def edits(self) -> list[Edit]:
        return [
            Edit(name, _text(self.cleaned_data[name]), self._said("was", name), self._said("proposed", name))
            for name in self.fields
        ]

    def typed(self) -> dict[str, str]:
        """What the writer changed. What they only saw may be somebody else's by now, and is shown as that."""
        seen = {name: (self._said("was", name), self._said("proposed", name)) for name in self.fields}
        return {name: str(self.data[name]) for name in self.fields if _text(self.data[name]) not in seen[name]}

    def member(self, member_id: str) -> Membership | None:
        return next((one for one in self.members if str(one.pk) == member_id), None)

    def calendar(self, calendar_id: str) -> Calendar | None:
        return next((one for one in self.calendars if str(one.pk) == calendar_id), None)

    def _said(self, when: str, name: str) -> str | None:
        said = self.data.get(f"{when}-{name}")
        return None if said is None else _text(said)


class SomebodyWasFaster(refusals.Refusal):
    """Fields say something else by now than what their writer saw. Nothing was written."""

    def __init__(self, found: list[Clash]) -> None:
        super().__init__("Somebody else wrote here meanwhile. Choose what to keep, then save.")
        self.found = found


def saved(touchpoint: Touchpoint) -> dict[str, str]:
    """What a touchpoint says, in the texts that forms send."""
    hatch = EscapeHatch.rows().filter(touchpoint=touchpoint).first()
    message = MessageTemplate.rows().filter(touchpoint=touchpoint).first()
    return {
        "name": touchpoint.name,
        "mode": touchpoint.mode,
        "owner": str(touchpoint.owner_id or ""),
        "mode_reason": touchpoint.mode_reason,
        "hatch_member": str(hatch.member_id) if hatch else "",
        "hatch_calendar": str(hatch.calendar_id or "") if hatch else "",
        "hatch_reply_minutes": str(hatch.reply_minutes) if hatch else "",
        "message_subject": message.subject if message else "",
        "message_text": _text(message.text) if message else "",
    }


def write(*, by: Actor, touchpoint: Touchpoint, form: InPlaceForm) -> tuple[Touchpoint, list[str]]:
    """Write each field that still says what its writer saw. The touchpoint now, and which fields were written.

    Raises SomebodyWasFaster and what the verbs raise; then nothing is written.
    """
    edits = form.edits()
    for _ in range(TRIES):
        current = Touchpoint.rows().get(pk=touchpoint.pk)
        says = saved(current)
        writes, clashing = clashes.settle(edits, says)
        if clashing:
            raise SomebodyWasFaster(clashing)
        try:
            with transaction.atomic():
                done = _write(by, current, form, says, writes)
        except actions.StaleTouchpoint:
            continue  # another field was saved between the look and the lock: look again
        return done, list(writes)
    raise SomebodyWasFaster([])


def member_choices(members: list[Membership], nobody: str) -> list[tuple[str, str]]:
    return [("", nobody), *((str(one.pk), str(one)) for one in members)]


def calendar_choices(calendars: list[Calendar]) -> list[tuple[str, str]]:
    return [("", "The usual hours"), *((str(one.pk), one.name) for one in calendars if not one.is_usual)]


def _write(by: Actor, current: Touchpoint, form: InPlaceForm, says: dict[str, str], writes: dict[str, str]) -> Touchpoint:
    """The touchpoint's own fields first: that verb takes the lock and knows whether somebody came between."""
    values: dict[str, Any] = {name: text for name, text in writes.items() if name in ("name", "mode", "mode_reason")}
    if "owner" in writes:
        values["owner"] = form.member(writes["owner"])
    done = actions.change_touchpoint(by=by, touchpoint=current, expected_version=current.version, **values)
    now = says | writes
    if any(name in writes for name in HATCH):
        _write_hatch(by, done, form, now)
    if any(name in writes for name in MESSAGE):
        _write_message(by, done, now)
    return done


def _write_hatch(by: Actor, touchpoint: Touchpoint, form: InPlaceForm, now: dict[str, str]) -> None:
    member = form.member(now["hatch_member"])
    if member is None:
        ways.remove_hatch(by=by, touchpoint=touchpoint)
        return
    minutes, calendar = int(now["hatch_reply_minutes"]), form.calendar(now["hatch_calendar"])
    ways.set_hatch(by=by, touchpoint=touchpoint, member=member, reply_minutes=minutes, calendar=calendar)


def _write_message(by: Actor, touchpoint: Touchpoint, now: dict[str, str]) -> None:
    if now["message_subject"] and now["message_text"]:
        former = MessageTemplate.rows().filter(touchpoint=touchpoint).first()
        language = former.language if former else "en"
        message = Message(language=language, subject=now["message_subject"], text=now["message_text"])
        ways.set_message(by=by, touchpoint=touchpoint, message=message)
    else:
        ways.remove_message(by=by, touchpoint=touchpoint)


def _text(value: Any) -> str:
    """As it was typed: browsers send line ends of two characters."""
    return "" if value is None else str(value).replace("\r\n", "\n").strip()
