"""Addresses of the answers room. `promise_of_customer` is the customer's own page (decisions.md 21)."""

from django.urls import path

from promises.answers import public, views

urlpatterns = [
    path("promise/<str:token>", public.promise_of_customer, name="promise_of_customer"),
    path("promises/<uuid:promise_id>/links/new/", views.promise_link_new, name="promise_link_new"),
    path(
        "promises/<uuid:promise_id>/links/<uuid:link_id>/revocation/",
        views.promise_link_revocation,
        name="promise_link_revocation",
    ),
    path(
        "promises/<uuid:promise_id>/answers/<uuid:answer_id>/resolution/",
        views.dispute_resolution,
        name="dispute_resolution",
    ),
]
