"""Addresses of presence time."""

from django.urls import path

from touchpoints.presence import views

urlpatterns = [
    path("presence/", views.presence, name="presence_time"),
    path("presence/targets/", views.presence_targets, name="presence_targets"),
    path("presence/interactions/<uuid:interaction_id>/note/", views.quality_note, name="quality_note"),
]
