"""Automations and events over REST. A key writes, pauses and resumes; only a person approves, in the browser."""

from collections.abc import Sequence
from datetime import UTC
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from django.urls import reverse
from msgspec import UNSET

from presence.customers.models import Customer
from presence.kit.api import json, problems
from presence.kit.api.calls import Call, Reply
from presence.kit.api.operations import operation
from presence.kit.api.pages import Page
from presence.kit.api.queries import NoQuery
from presence.kit.api.views import ApiView
from presence.tenancy import callers, lookups
from promises.record.models import Promise
from touchpoints.automations import actions, events, models, presenting, reading, rules, shapes, switching, values
from touchpoints.automations.actions import Plan
from touchpoints.automations.templates import Draft
from touchpoints.journeys.models import Touchpoint

TRIGGERS = ("event", "date", "no_reply", "schedule")
SHAPES: dict[str, Any] = {
    "event": shapes.EventTrigger,
    "date": shapes.DateTrigger,
    "no_reply": shapes.SilenceTrigger,
    "schedule": shapes.ScheduleTrigger,
}
EVENT_EXAMPLE = {
    "key": "visit-booked",
    "external_ref": "V-2041",
    "customer": "0190a6f0-0000-7000-8000-000000000000",
    "occurred_at": "2026-11-21T09:30:00Z",
    "appointment": {"starts_at": "2026-12-01T13:00:00Z", "place": "12 Quay Street"},
}


class AutomationView(ApiView):
    tag = "automations"
    refusals: ClassVar = {
        actions.NameTaken: problems.Conflict,
        actions.Archived: problems.Conflict,
        actions.StaleAutomation: problems.Stale,
        switching.CannotRun: problems.Conflict,
        actions.WrongAutomation: problems.Invalid,
        rules.InvalidRule: problems.Invalid,
    }


class Automations(AutomationView):
    @operation(
        name="list_automations",
        summary="List automations",
        scope="messages:read",
        query=shapes.AutomationQuery,
        answer=Page[shapes.Automation],
    )
    def get(self, call: Call[shapes.AutomationQuery]) -> Reply:
        """Newest first, archived ones only when asked for."""
        rows = reading.readable()
        rows = rows.filter(state=call.query.state) if call.query.state else rows.exclude(state=models.State.ARCHIVED)
        return call.page(rows, order=["-id"], shape=_shapes)

    @operation(
        name="create_automation",
        summary="Write an automation",
        scope="messages:write",
        body=shapes.NewAutomation,
        answer=shapes.Automation,
        status=201,
        has_etag=True,
        conflicts=True,
        example={
            "name": "Renewal note",
            "touchpoint": "0190a6f0-0000-7000-8000-000000000000",
            "date": {"date": "renewal", "days": -7},
            "words": [{"subject": "Your renewal", "text": "Hello {{ contact.first_name | there }}, it is near."}],
        },
    )
    def post(self, call: Call[NoQuery], body: shapes.NewAutomation) -> Reply:
        """It is off, and a person approves it in the browser before anything is sent. 409 when another has its name."""
        trigger, details = _trigger(body)
        plan = Plan(
            name=body.name,
            touchpoint=lookups.named(Touchpoint.rows(), body.touchpoint, pointer="/touchpoint", noun="touchpoint"),
            kind=body.kind,
            trigger=trigger,
            trigger_details=details,
            conditions=_plain(body.conditions),
            stop_rules=_plain(body.stop_rules),
            ramp=body.ramp,
            not_after_minutes=body.worth_minutes,
        )
        row = actions.write(by=callers.actor(call), now=call.now, plan=plan, drafts=_drafts(body.words))
        return Reply(_read(row.pk), status=201, location=call.url(reverse("api_automation", args=[row.pk])))


class OneAutomation(AutomationView):
    @operation(
        name="get_automation", summary="Read an automation", scope="messages:read", answer=shapes.Automation, has_etag=True
    )
    def get(self, call: Call[NoQuery], id: UUID) -> Reply:
        """Its `ETag` is what a change needs."""
        return Reply(_read(id))

    @operation(
        name="change_automation",
        summary="Change an automation",
        scope="messages:write",
        body=shapes.AutomationChange,
        answer=shapes.Automation,
        if_match="required",
        has_etag=True,
        conflicts=True,
        example={"ramp": 100},
    )
    def patch(self, call: Call[NoQuery], body: shapes.AutomationChange, id: UUID) -> Reply:
        """Fields that are absent stay as they are. `If-Match` is needed."""
        row = lookups.one(models.Automation.rows().select_for_update(no_key=True), id)
        call.require_match(_read(id))
        drafts = None if body.words is UNSET else _drafts(body.words)
        actions.change(by=callers.actor(call), now=call.now, automation=row, drafts=drafts, **_changed(body))
        return Reply(_read(id))


class OnePause(AutomationView):
    @operation(
        name="pause_automation",
        summary="Pause an automation",
        scope="messages:write",
        body=shapes.Pause,
        answer=shapes.Automation,
        example={"why": "The price list is being changed."},
    )
    def post(self, call: Call[NoQuery], body: shapes.Pause, id: UUID) -> Reply:
        """Hold back what waits and look for nothing new. Pausing twice pauses once; one that is not on stays as it is."""
        row = lookups.one(models.Automation.rows(), id)
        switching.pause(by=callers.actor(call), now=call.now, automation=row, why=body.why)
        return Reply(_read(id))


class OneResumption(AutomationView):
    @operation(
        name="resume_automation",
        summary="Resume an automation",
        scope="messages:write",
        answer=shapes.Automation,
        conflicts=True,
    )
    def post(self, call: Call[NoQuery], id: UUID) -> Reply:
        """Go on after a pause or a stop. 409 while something is missing; a first switching on is a person's, in the browser."""
        row = lookups.one(reading.readable(), id)
        switching.resume(by=callers.actor(call), now=call.now, automation=row)
        return Reply(_read(id))


class Events(AutomationView):
    refusals: ClassVar = {events.OthersPromise: problems.Invalid}

    @operation(
        name="send_event",
        summary="Say that something happened",
        scope="signals:write",
        body=shapes.NewEvent,
        answer=shapes.Event,
        status=201,
        may_exist=True,
        has_address=False,
        example=EVENT_EXAMPLE,
    )
    def post(self, call: Call[NoQuery], body: shapes.NewEvent) -> Reply:
        """Automations with this key answer it within a minute. 200 when it was said before, with what was said then."""
        customer = lookups.named(Customer.rows().filter(erased_at=None), body.customer, pointer="/customer", noun="customer")
        promise = None
        if body.promise:
            promise = lookups.named(Promise.rows(), body.promise, pointer="/promise", noun="promise")
        event, is_new = events.receive(
            by=callers.actor(call),
            key=body.key,
            external_ref=body.external_ref,
            customer=customer,
            occurred_at=body.occurred_at,
            address=body.email or "",
            promise=promise,
            facts=_facts(body),
        )
        told = shapes.Event(
            id=event.pk,
            key=event.key,
            external_ref=event.external_ref,
            customer=event.customer_id,
            occurred_at=json.utc(event.occurred_at),
        )
        return Reply(told, status=201 if is_new else 200)


def _facts(body: shapes.NewEvent) -> dict[str, str]:
    given = {"event.text": body.text, "event.reference": body.external_ref}
    if body.appointment:
        ends = body.appointment.ends_at
        if ends and ends <= body.appointment.starts_at:
            raise problems.invalid("/appointment/ends_at", "invalid", "It ends before it begins.")
        given |= {
            values.STARTS: body.appointment.starts_at.astimezone(UTC).isoformat(),
            values.ENDS: ends.astimezone(UTC).isoformat() if ends else "",
            "appointment.place": body.appointment.place,
        }
    return given


def _trigger(body: Any) -> tuple[str, dict[str, Any]]:
    """The one trigger that is given. Raises Invalid for none or several."""
    given = [(name, getattr(body, name)) for name in TRIGGERS if getattr(body, name) not in (None, UNSET)]
    if len(given) != 1:
        raise problems.invalid(
            "/event" if not given else f"/{given[1][0]}", "invalid", "Give one of event, date, no_reply and schedule."
        )
    name, details = given[0]
    return name, {key: value for key, value in _plain(details).items() if value not in (None, [])}


def _changed(body: shapes.AutomationChange) -> dict[str, Any]:
    """What the verb takes: given fields only."""
    names = {"name": "name", "kind": "kind", "ramp": "ramp", "worth_minutes": "not_after_minutes"}
    given: dict[str, Any] = {}
    for name, field in names.items():
        if getattr(body, name) is not UNSET:
            given[field] = getattr(body, name)
    for name in ("conditions", "stop_rules"):
        if getattr(body, name) is not UNSET:
            given[name] = _plain(getattr(body, name))
    if body.touchpoint is not UNSET:
        given["touchpoint"] = lookups.named(Touchpoint.rows(), body.touchpoint, pointer="/touchpoint", noun="touchpoint")
    if any(getattr(body, name) is not UNSET for name in TRIGGERS):
        given["trigger"], given["trigger_details"] = _trigger(body)
    return given


def _drafts(words: Sequence[shapes.Words]) -> list[Draft]:
    return [Draft(one.language, one.subject, one.text, one.html) for one in words]


def _plain(value: Any) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(value)
    return plain


def _read(id: UUID) -> shapes.Automation:
    return _shapes([lookups.one(reading.readable(), id)])[0]


def _shapes(rows: Sequence[models.Automation]) -> list[shapes.Automation]:
    names = presenting.Names()
    return [_shape(row, names) for row in rows]


def _shape(row: models.Automation, names: presenting.Names) -> shapes.Automation:
    number = reading.newest_number(row)
    words = reading.version(row, number)
    triggers: dict[str, Any] = dict.fromkeys(TRIGGERS)
    triggers[row.trigger] = msgspec.convert(row.trigger_details, SHAPES[row.trigger])
    return shapes.Automation(
        id=row.pk,
        name=row.name,
        touchpoint=row.touchpoint_id,
        kind=row.kind,  # type: ignore[arg-type]  # checked by the database
        state=row.state,  # type: ignore[arg-type]  # checked by the database
        state_why=row.state_why,
        sentence=names.sentence(row, words[0].subject if words else ""),
        **triggers,
        conditions=msgspec.convert(row.conditions, shapes.Conditions),
        stop_rules=msgspec.convert(row.stop_rules, shapes.StopRules),
        ramp=row.ramp,
        worth_minutes=row.not_after_minutes,
        words=[shapes.Words(language=one.language, subject=one.subject, text=one.text, html=one.html) for one in words],  # type: ignore[arg-type]
        words_number=number,
        approved_words=row.template_number,
        approved_at=json.utc(row.approved_at) if row.approved_at else None,
        version=row.version,
        created_at=json.utc(row.created_at),
        updated_at=json.utc(row.updated_at),
    )
