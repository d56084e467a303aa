"""Addresses of the suppression room. The first two are the recipients' own (decisions.md 21)."""

from django.urls import path

from touchpoints.suppression import public

urlpatterns = [
    path("u/<str:token>", public.unsubscribe, name="unsubscribe"),
    path("u/<str:token>/now", public.unsubscribe_now, name="unsubscribe_now"),
]
