"""Verbs on automations: writing, changing, archiving. Switching is in switching.py, approving in approving.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from presence.audit import actions as audit
from presence.kit import refusals
from presence.tenancy import reactions
from presence.tenancy.actors import Actor
from touchpoints.automations import reading, rules, templates
from touchpoints.automations.models import Automation, AutomationTemplate, State
from touchpoints.automations.templates import Draft
from touchpoints.journeys.models import Touchpoint

CHANGEABLE = (
    "name", "touchpoint", "kind", "trigger", "trigger_details", "conditions", "stop_rules", "ramp", "not_after_minutes",
)  # fmt: skip
MEANT = ("touchpoint", "kind", "trigger", "trigger_details", "conditions")
"""What somebody approved beside the words: when, to whom and as what. Changing one of these takes the approval away."""


class NameTaken(refusals.Refusal):
    """Another automation has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is an automation “{name}” already. Give this one another name.", pointer="name")


class StaleAutomation(refusals.Refusal):
    """Somebody changed it after it was read. `automation` is how it stands now."""

    def __init__(self, automation: Automation) -> None:
        super().__init__(f"“{automation.name}” was changed by somebody else meanwhile. Compare and save again.")
        self.automation = automation


class Archived(refusals.Refusal):
    """An archived automation is only brought back."""

    def __init__(self, automation: Automation) -> None:
        super().__init__(f"“{automation.name}” is archived. Bring it back first.")


class WrongAutomation(refusals.Refusal):
    """Something about it cannot be."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All that an automation is, but for its words: what CHANGEABLE names."""

    name: str
    touchpoint: Touchpoint
    trigger: str
    trigger_details: dict[str, Any]
    kind: str = "service"
    conditions: dict[str, Any] | None = None
    stop_rules: dict[str, Any] | None = None
    ramp: int | None = 10
    not_after_minutes: int = 24 * 60


@transaction.atomic
def write(*, by: Actor, now: datetime, plan: Plan, drafts: Sequence[Draft], preset: str = "") -> Automation:
    """Write an automation that is off, with the first version of its words. Nothing is sent before somebody approves.

    Raises WrongAutomation, NameTaken, rules.InvalidRule, placeholders.WrongPlaceholder, markup.WrongMarkup.
    """
    values = _clean({name: getattr(plan, name) for name in CHANGEABLE})
    automation = Automation(**values, preset=preset, made_by_id=by.member_id, created_at=now, updated_at=now)
    _save(automation)
    _write_words(automation, _clean_drafts(drafts), number=1, by=by, now=now)
    audit.record(verb="automation.written", by=by, subject=automation, name=automation.name)
    return automation


@transaction.atomic
def change(
    *,
    by: Actor,
    now: datetime,
    automation: Automation,
    expected_version: int | None = None,
    drafts: Sequence[Draft] | None = None,
    **fields: Any,
) -> Automation:
    """Change the given fields of CHANGEABLE, and the words of all languages. Equal values change nothing.

    Other words wait for approval while the approved ones stay in force; another trigger, kind, touchpoint or condition takes
    the approval away and switches it off. Raises StaleAutomation, Archived and what `write` raises.
    """
    current = lock(automation)
    if expected_version is not None and current.version != expected_version:
        raise StaleAutomation(current)
    if current.state == State.ARCHIVED:
        raise Archived(current)
    changes = _changes(current, _clean({**_as_is(current), **fields}))
    words = _new_words(current, drafts) if drafts is not None else []
    if changes or words:
        _apply(current, changes, now)
        if words:
            _write_words(current, words, number=reading.newest_number(current) + 1, by=by, now=now)
        told = {name: [str(was), str(value)] for name, (was, value) in changes.items()}
        audit.record(
            verb="automation.changed", by=by, subject=current, name=current.name, changes=told, words_changed=bool(words)
        )
    return current


@transaction.atomic
def archive(*, by: Actor, now: datetime, automation: Automation) -> None:
    """End it: nothing is looked for and nothing that waits leaves. Twice archives once."""
    current = lock(automation)
    if current.state != State.ARCHIVED:
        move(current, State.ARCHIVED, now=now)
        reactions.react("automation.ended", automation_id=current.pk, words=f"“{current.name}” was archived.")
        audit.record(verb="automation.archived", by=by, subject=current, name=current.name)


@transaction.atomic
def restore(*, by: Actor, now: datetime, automation: Automation) -> None:
    """Bring an archived one back, switched off. Raises NameTaken when another took its name."""
    current = lock(automation)
    if current.state == State.ARCHIVED:
        move(current, State.OFF, now=now)
        audit.record(verb="automation.restored", by=by, subject=current, name=current.name)


def lock(automation: Automation) -> Automation:
    """The row, held until the transaction ends."""
    return reading.rows().select_for_update(of=("self",), no_key=True).get(pk=automation.pk)


def move(automation: Automation, state: State, *, now: datetime, why: str = "") -> None:
    """Write a state with its reason."""
    automation.state, automation.state_why = state, why[: rules.LONGEST_WHY]
    automation.version += 1
    automation.updated_at = now
    _save(automation)


def _clean(values: dict[str, Any]) -> dict[str, Any]:
    """Fields as they are stored."""
    name = " ".join(str(values["name"]).split())
    if not name or len(name) > rules.LONGEST_NAME or not name.isprintable():
        raise WrongAutomation(f"Give it a name of at most {rules.LONGEST_NAME} characters.", pointer="name")
    if values["touchpoint"].archived_at:
        raise WrongAutomation("This touchpoint is archived. Choose another one.", pointer="touchpoint")
    details = rules.details(values["trigger"], values["trigger_details"])
    return values | {
        "name": name,
        "trigger_details": rules.stored(details),
        "conditions": rules.stored(rules.conditions(values["conditions"] or {})),
        "stop_rules": rules.stored(rules.stop_rules(values["stop_rules"] or {})),
    }


def _clean_drafts(drafts: Sequence[Draft]) -> list[Draft]:
    """Raises WrongAutomation for words without subject or text, or a language twice."""
    cleaned = []
    for place, draft in enumerate(drafts):
        try:
            one = templates.clean(draft)
        except refusals.Refusal as refusal:
            raise type(refusal)(refusal.words, pointer=f"words/{place}/{refusal.pointer}") from refusal
        if not one.subject or not one.text:
            raise WrongAutomation(
                "Write a subject and a text.", pointer=f"words/{place}/{'text' if one.subject else 'subject'}"
            )
        cleaned.append(one)
    languages = [one.language for one in cleaned]
    if not cleaned or len(set(languages)) < len(languages):
        raise WrongAutomation("Write it in at least one language, and in each language once.", pointer="words")
    return cleaned


def _as_is(automation: Automation) -> dict[str, Any]:
    return {name: getattr(automation, name) for name in CHANGEABLE}


def _changes(current: Automation, wanted: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    before = _as_is(current)
    return {name: (before[name], value) for name, value in wanted.items() if before[name] != value}


def _new_words(current: Automation, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts when they say something else than the newest version; nothing otherwise."""
    cleaned = _clean_drafts(drafts)
    newest = reading.version(current, reading.newest_number(current))
    same = {one.language: (one.subject, one.text, one.html) for one in newest}
    return cleaned if same != {one.language: (one.subject, one.text, one.html) for one in cleaned} else []


def _apply(current: Automation, changes: dict[str, tuple[Any, Any]], now: datetime) -> None:
    for name, (_, value) in changes.items():
        setattr(current, name, value)
    if set(changes) & set(MEANT):
        current.template_number = current.approved_by = current.approved_at = None
        current.state, current.state_why = State.OFF, ""
    current.version += 1
    current.updated_at = now
    _save(current)


def _save(automation: Automation) -> None:
    """Raises NameTaken: the database knows of every other name."""
    try:
        with transaction.atomic():
            automation.save()
    except IntegrityError as error:
        if "automation_name_once" not in str(error):
            raise
        raise NameTaken(automation.name) from error


def _write_words(automation: Automation, drafts: Sequence[Draft], *, number: int, by: Actor, now: datetime) -> None:
    AutomationTemplate.objects.bulk_create(
        AutomationTemplate(
            automation=automation,
            number=number,
            language=draft.language,
            subject=draft.subject,
            text=draft.text,
            html=draft.html,
            sha256=templates.sha256(draft),
            written_by_id=by.member_id,
            created_at=now,
        )
        for draft in drafts
    )
