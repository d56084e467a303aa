"""Addresses of the simulator."""

from django.urls import path

from touchpoints.simulator import views

urlpatterns = [
    path("map/simulator/", views.scenarios, name="scenarios"),
    path("map/simulator/new/", views.scenario_new, name="scenario_new"),
    path("map/simulator/compare/", views.scenario_comparison, name="scenario_comparison"),
    path("map/simulator/<uuid:scenario_id>/", views.scenario, name="scenario"),
    path("map/simulator/<uuid:scenario_id>/draft/", views.scenario_draft, name="scenario_draft"),
    path("map/simulator/<uuid:scenario_id>/draft/return/", views.scenario_undraft, name="scenario_undraft"),
    path("map/simulator/<uuid:scenario_id>/removal/", views.scenario_removal, name="scenario_removal"),
    path("map/simulator/<uuid:scenario_id>/return/", views.scenario_return, name="scenario_return"),
]
