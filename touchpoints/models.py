"""The tables of this floor, from their rooms."""

from touchpoints.exchange.models import BroughtMap, MapTemplate
from touchpoints.interactions.models import Check, FormerVersion, Interaction, NewNotes
from touchpoints.journeys.models import EscapeHatch, Journey, MessageTemplate, Stage, Touchpoint
from touchpoints.journeys.published import ApprovedMessage, MapVersion, PendingChange, PublishedTouchpoint
from touchpoints.pictures.models import MapLink
from touchpoints.planner.models import Tradeoff
from touchpoints.playbooks.models import Playbook, PlaybookImport, PlaybookUse, PlaybookVersion
from touchpoints.said.models import Said
from touchpoints.simulator.models import Scenario

__all__ = [
    "ApprovedMessage",
    "BroughtMap",
    "Check",
    "EscapeHatch",
    "FormerVersion",
    "Interaction",
    "Journey",
    "MapLink",
    "MapTemplate",
    "MapVersion",
    "MessageTemplate",
    "NewNotes",
    "PendingChange",
    "Playbook",
    "PlaybookImport",
    "PlaybookUse",
    "PlaybookVersion",
    "PublishedTouchpoint",
    "Said",
    "Scenario",
    "Stage",
    "Touchpoint",
    "Tradeoff",
]
