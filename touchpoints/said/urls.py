"""Addresses of what was said but not recorded."""

from django.urls import path

from touchpoints.said import views

urlpatterns = [
    path("said/", views.said, name="said"),
    path("said/said.csv", views.said_csv, name="said_csv"),
    path("said/<uuid:said_id>/proposal/", views.said_proposal, name="said_proposal"),
    path("said/<uuid:said_id>/dismissal/", views.said_dismissal, name="said_dismissal"),
    path("said/<uuid:said_id>/return/", views.said_return, name="said_return"),
]
