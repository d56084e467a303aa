"""The tables of this floor, from their rooms."""

from touchpoints.automations.models import Automation, AutomationTemplate, Event
from touchpoints.calendars.models import Appointment, MemberCalendar
from touchpoints.delivery.models import Delivery
from touchpoints.exchange.models import BroughtMap, MapTemplate
from touchpoints.followups.models import FollowUp
from touchpoints.handoffs.models import Handoff
from touchpoints.incoming.models import IncomingMail, MailSource
from touchpoints.interactions.models import Check, FormerVersion, Interaction, NewNotes
from touchpoints.journeys.models import EscapeHatch, Journey, MessageTemplate, Stage, Touchpoint
from touchpoints.journeys.published import ApprovedMessage, MapVersion, PendingChange, PublishedTouchpoint
from touchpoints.pictures.models import MapLink
from touchpoints.planner.models import Tradeoff
from touchpoints.playbooks.models import Playbook, PlaybookImport, PlaybookUse, PlaybookVersion
from touchpoints.presence.models import PresenceTarget, QualityNote
from touchpoints.reach.models import Probe, ReachPage
from touchpoints.said.models import Said
from touchpoints.sends.models import Message
from touchpoints.simulator.models import Scenario
from touchpoints.suppression.models import Suppression
from touchpoints.timer.models import Timer

__all__ = [
    "Appointment",
    "ApprovedMessage",
    "Automation",
    "AutomationTemplate",
    "BroughtMap",
    "Check",
    "Delivery",
    "EscapeHatch",
    "Event",
    "FollowUp",
    "FormerVersion",
    "Handoff",
    "IncomingMail",
    "Interaction",
    "Journey",
    "MailSource",
    "MapLink",
    "MapTemplate",
    "MapVersion",
    "MemberCalendar",
    "Message",
    "MessageTemplate",
    "NewNotes",
    "PendingChange",
    "Playbook",
    "PlaybookImport",
    "PlaybookUse",
    "PlaybookVersion",
    "PresenceTarget",
    "Probe",
    "PublishedTouchpoint",
    "QualityNote",
    "ReachPage",
    "Said",
    "Scenario",
    "Stage",
    "Suppression",
    "Timer",
    "Touchpoint",
    "Tradeoff",
]
