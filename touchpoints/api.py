"""The touchpoints floor's part of the REST API."""

from typing import Any

from django.urls import path

from touchpoints.automations import api as automations
from touchpoints.brief import api as brief
from touchpoints.exchange import api as exchange
from touchpoints.exchange import versions_api as versions
from touchpoints.followups import api as followups
from touchpoints.handoffs import api as handoffs
from touchpoints.interactions import api as interactions
from touchpoints.journeys import api as journeys
from touchpoints.playbooks import api as playbooks
from touchpoints.presence import api as presence
from touchpoints.said import api as said
from touchpoints.sends import api as sends
from touchpoints.simulator import api as simulator
from touchpoints.timer import api as timer

urlpatterns: list[Any] = [
    path("customers/lookup/", brief.Lookup.as_view(), name="api_customer_lookup"),
    path("map/", exchange.Map.as_view(), name="api_map"),
    path("touchpoints/", journeys.Touchpoints.as_view(), name="api_touchpoints"),
    path("touchpoints/<uuid:id>/", journeys.OneTouchpoint.as_view(), name="api_touchpoint"),
    path("playbooks/", playbooks.Playbooks.as_view(), name="api_playbooks"),
    path("playbooks/<uuid:id>/", playbooks.OnePlaybook.as_view(), name="api_playbook"),
    path("playbooks/<uuid:id>/versions/", playbooks.PlaybookVersions.as_view(), name="api_playbook_versions"),
    path("automations/", automations.Automations.as_view(), name="api_automations"),
    path("automations/<uuid:id>/", automations.OneAutomation.as_view(), name="api_automation"),
    path("automations/<uuid:id>/pause/", automations.OnePause.as_view(), name="api_automation_pause"),
    path("automations/<uuid:id>/resumption/", automations.OneResumption.as_view(), name="api_automation_resumption"),
    path("events/", automations.Events.as_view(), name="api_events"),
    path("map/simulation/", simulator.MapSimulation.as_view(), name="api_simulation"),
    path("map/versions/", versions.Versions.as_view(), name="api_map_versions"),
    path("map/versions/<uuid:id>/", versions.OneVersion.as_view(), name="api_map_version"),
    path("map/versions/<uuid:id>/reversion/", versions.Reversion.as_view(), name="api_map_reversion"),
    path("interactions/", interactions.Interactions.as_view(), name="api_interactions"),
    path("interactions/bulk/", interactions.Bulk.as_view(), name="api_interactions_bulk"),
    path("interactions/<uuid:id>/", interactions.OneInteraction.as_view(), name="api_interaction"),
    path("presence/", presence.MyPresence.as_view(), name="api_presence"),
    path("presence/targets/", presence.PresenceTargets.as_view(), name="api_presence_targets"),
    path("timers/", timer.Timers.as_view(), name="api_timers"),
    path("timers/<uuid:id>/", timer.OneTimer.as_view(), name="api_timer"),
    path("timers/<uuid:id>/stop/", timer.TimerStop.as_view(), name="api_timer_stop"),
    path("timers/<uuid:id>/discard/", timer.TimerDiscard.as_view(), name="api_timer_discard"),
    path("follow-ups/", followups.FollowUps.as_view(), name="api_follow_ups"),
    path("follow-ups/<uuid:id>/", followups.OneFollowUp.as_view(), name="api_follow_up"),
    path("follow-ups/<uuid:id>/completion/", followups.FollowUpCompletion.as_view(), name="api_follow_up_completion"),
    path("messages/", sends.Messages.as_view(), name="api_messages"),
    path("messages/<uuid:id>/", sends.OneMessage.as_view(), name="api_message"),
    path("handoffs/", handoffs.Handoffs.as_view(), name="api_handoffs"),
    path("handoffs/<uuid:id>/", handoffs.OneHandoff.as_view(), name="api_handoff"),
    path("handoffs/<uuid:id>/claim/", handoffs.HandoffClaim.as_view(), name="api_handoff_claim"),
    path("handoffs/<uuid:id>/reached/", handoffs.HandoffReached.as_view(), name="api_handoff_reached"),
    path("handoffs/<uuid:id>/handback/", handoffs.HandoffHandBack.as_view(), name="api_handoff_hand_back"),
    path("said/", said.AllSaid.as_view(), name="api_said"),
    path("said/<uuid:id>/dismissal/", said.OneDismissal.as_view(), name="api_said_dismissal"),
]
