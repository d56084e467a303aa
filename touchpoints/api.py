"""The touchpoints floor's part of the REST API."""

from typing import Any

from django.urls import path

from touchpoints.journeys import api as journeys

urlpatterns: list[Any] = [
    path("touchpoints/", journeys.Touchpoints.as_view(), name="api_touchpoints"),
    path("touchpoints/<uuid:id>/", journeys.OneTouchpoint.as_view(), name="api_touchpoint"),
]
