"""Addresses of the touchpoints floor, room by room."""

from django.urls import include, path

urlpatterns = [
    path("", include("touchpoints.suppression.urls")),
    path("", include("touchpoints.delivery.urls")),
    path("", include("touchpoints.incoming.urls")),
    path("", include("touchpoints.brief.urls")),
    path("", include("touchpoints.pictures.urls")),
    path("", include("touchpoints.simulator.urls")),
    path("", include("touchpoints.planner.urls")),
    path("", include("touchpoints.exchange.urls")),
    path("", include("touchpoints.map.urls")),
    path("", include("touchpoints.log.urls")),
    path("", include("touchpoints.interactions.urls")),
    path("", include("touchpoints.said.urls")),
    path("", include("touchpoints.sends.urls")),
    path("", include("touchpoints.timer.urls")),
    path("", include("touchpoints.calendars.urls")),
    path("", include("touchpoints.presence.urls")),
    path("", include("touchpoints.followups.urls")),
    path("", include("touchpoints.reach.urls")),
    path("", include("touchpoints.handoffs.urls")),
    path("", include("touchpoints.playbooks.urls")),
    path("", include("touchpoints.automations.urls")),
]
