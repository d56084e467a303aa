"""The tables of this floor, from their rooms."""

from touchpoints.interactions.models import Check, FormerVersion, Interaction
from touchpoints.journeys.models import Journey, Stage, Touchpoint

__all__ = ["Check", "FormerVersion", "Interaction", "Journey", "Stage", "Touchpoint"]
