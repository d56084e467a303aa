"""Addresses of the planner."""

from django.urls import path

from touchpoints.planner import views

urlpatterns = [
    path("map/planner/", views.planner, name="planner"),
    path("map/planner/quality/", views.planner_quality, name="planner_quality"),
    path("map/planner/peak/", views.planner_peak, name="planner_peak"),
]
