"""Addresses of the way to a person. `reach` is the customer's own page (decisions.md 21)."""

from django.urls import path

from touchpoints.reach import public

urlpatterns = [
    path("r/<str:token>", public.reach, name="reach"),
]
