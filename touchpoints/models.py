"""The tables of this floor, from their rooms."""

from touchpoints.interactions.models import Check, FormerVersion, Interaction, NewNotes
from touchpoints.journeys.models import Journey, Stage, Touchpoint
from touchpoints.said.models import Said
from touchpoints.simulator.models import Scenario

__all__ = ["Check", "FormerVersion", "Interaction", "Journey", "NewNotes", "Said", "Scenario", "Stage", "Touchpoint"]
