"""Addresses of logging a contact."""

from django.urls import path

from touchpoints.log import views

urlpatterns = [
    path("interactions/new/", views.interaction_new, name="interaction_new"),
]
