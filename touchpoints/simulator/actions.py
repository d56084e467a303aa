"""Making, changing and removing scenarios, and writing one's modes into the map's working copy."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from presence.audit import actions as audit
from presence.kit import refusals
from presence.tenancy.actors import Actor
from touchpoints.journeys import actions as journeys
from touchpoints.journeys.models import Touchpoint
from touchpoints.journeys.rules import ProtectedNeverAutomate
from touchpoints.simulator import assumptions
from touchpoints.simulator.models import Scenario

MOST_SCENARIOS = 50


class ScenarioTaken(refusals.Refusal):
    """Another scenario has the name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is already a scenario named “{name}”. Choose another name.", pointer="name")


class StaleScenario(refusals.Refusal):
    """Somebody else changed it meanwhile. `version` is the newest."""

    def __init__(self, version: int) -> None:
        super().__init__(
            "Somebody else changed this scenario meanwhile. What you wrote stands here; saving again replaces theirs."
        )
        self.version = version


class TooManyScenarios(refusals.Refusal):
    """A list that nobody can look through."""

    def __init__(self) -> None:
        super().__init__(f"There are {MOST_SCENARIOS} scenarios already. Delete one that is no longer needed.")


class NothingToApply(refusals.Refusal):
    """Every mode of the scenario is what the map says already."""

    def __init__(self) -> None:
        super().__init__("The map has these modes already, so nothing was changed.")


def make_scenario(*, by: Actor, name: str, content: assumptions.Scenario) -> Scenario:
    """Raises ScenarioTaken and TooManyScenarios."""
    if Scenario.rows().filter(removed_at=None).count() >= MOST_SCENARIOS:
        raise TooManyScenarios
    try:
        with transaction.atomic():
            made = Scenario.rows().create(name=name, document=content.document(), made_by_id=by.member_id)
            audit.record(verb="scenario.made", by=by, subject=made, name=name)
    except IntegrityError as error:
        raise ScenarioTaken(name) from error
    return made


def change_scenario(
    *, by: Actor, scenario: Scenario, expected_version: int, name: str, content: assumptions.Scenario
) -> Scenario:
    """Replace what it holds. The same again writes nothing. Raises StaleScenario and ScenarioTaken."""
    try:
        with transaction.atomic():
            row = Scenario.rows().select_for_update().get(pk=scenario.pk)
            if row.version != expected_version:
                raise StaleScenario(row.version)
            if (row.name, row.document) == (name, content.document()):
                return row
            row.name, row.document, row.version = name, content.document(), row.version + 1
            Scenario.rows().filter(pk=row.pk).update(name=name, document=row.document, version=row.version, updated_at=Now())
            audit.record(verb="scenario.changed", by=by, subject=row, name=name)
    except IntegrityError as error:
        raise ScenarioTaken(name) from error
    return row


@transaction.atomic
def remove_scenario(*, by: Actor, now: datetime, scenario: Scenario) -> None:
    if Scenario.rows().filter(pk=scenario.pk, removed_at=None).update(removed_at=now):
        audit.record(verb="scenario.removed", by=by, subject=scenario, name=scenario.name)


def return_scenario(*, by: Actor, scenario: Scenario) -> None:
    """Bring a removed one back. Raises ScenarioTaken when another one has its name since."""
    try:
        with transaction.atomic():
            if Scenario.rows().filter(pk=scenario.pk, removed_at__isnull=False).update(removed_at=None):
                audit.record(verb="scenario.returned", by=by, subject=scenario, name=scenario.name)
    except IntegrityError as error:
        raise ScenarioTaken(scenario.name) from error


@transaction.atomic
def apply_scenario(*, by: Actor, scenario: Scenario) -> dict[Touchpoint, str]:
    """Write its modes into the working copy; says the former mode of each touchpoint that changed.

    What is protected and would be automated stays as it is. Nothing is published. Raises NothingToApply.
    """
    wanted = assumptions.read_scenario(scenario.document).modes
    former = _write_modes(by=by, modes=wanted, reason=f"Scenario “{scenario.name}”")
    if not former:
        raise NothingToApply
    audit.record(verb="scenario.applied", by=by, subject=scenario, name=scenario.name, count=len(former))
    return former


@transaction.atomic
def take_back_scenario(*, by: Actor, scenario: Scenario, former: Mapping[str, str]) -> int:
    """Give touchpoints (by id) the modes they had, where they still have the scenario's; says how many got theirs back."""
    given = assumptions.read_scenario(scenario.document).modes
    still = Touchpoint.rows().filter(pk__in=list(former), archived_at=None)
    modes = {str(one.pk): former[str(one.pk)] for one in still if one.mode == given.get(str(one.pk))}
    changed = _write_modes(by=by, modes=modes, reason=f"Scenario “{scenario.name}” taken back")
    if changed:
        audit.record(verb="scenario.taken_back", by=by, subject=scenario, name=scenario.name, count=len(changed))
    return len(changed)


def _write_modes(*, by: Actor, modes: Mapping[str, str], reason: str) -> dict[Touchpoint, str]:
    found = {}
    for touchpoint in Touchpoint.rows().filter(archived_at=None).order_by("id"):
        mode = modes.get(str(touchpoint.pk), touchpoint.mode)
        if mode == touchpoint.mode:
            continue
        try:
            journeys.change_touchpoint(by=by, touchpoint=touchpoint, mode=mode, reason=reason)
        except ProtectedNeverAutomate:
            continue
        found[touchpoint] = touchpoint.mode
    return found
