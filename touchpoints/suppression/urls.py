"""Addresses of the suppression room. The first two are the recipients' own (decisions.md 21)."""

from django.urls import path

from touchpoints.suppression import public, views

urlpatterns = [
    path("u/<str:token>", public.unsubscribe, name="unsubscribe"),
    path("u/<str:token>/now", public.unsubscribe_now, name="unsubscribe_now"),
    path("suppressions/", views.suppressions, name="suppressions"),
    path("suppressions/suppressions.csv", views.suppressions_csv, name="suppressions_csv"),
    path("suppressions/new/", views.suppression_new, name="suppression_new"),
    path("suppressions/<uuid:suppression_id>/lifting/", views.suppression_lifting, name="suppression_lifting"),
]
