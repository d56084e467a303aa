"""Addresses of the way to a person. `reach` is the customer's own page (decisions.md 21)."""

from django.urls import path

from touchpoints.reach import public, views

urlpatterns = [
    path("r/<str:token>", public.reach, name="reach"),
    path("reach/", views.reach_settings, name="reach_settings"),
    path("reach/address/", views.reach_address, name="reach_address"),
    path("reach/probe/", views.reach_probe, name="reach_probe"),
]
