"""Addresses of the interactions room."""

from django.urls import path

from touchpoints.interactions import views

urlpatterns = [
    path("interactions/", views.interactions, name="interaction_list"),
    path("interactions/interactions.csv", views.interactions_csv, name="interactions_csv"),
    path("interactions/<uuid:interaction_id>/", views.interaction, name="interaction"),
    path("interactions/<uuid:interaction_id>/edit/", views.interaction_edit, name="interaction_edit"),
    path("interactions/<uuid:interaction_id>/removal/", views.interaction_removal, name="interaction_removal"),
    path("interactions/<uuid:interaction_id>/return/", views.interaction_return, name="interaction_return"),
]
