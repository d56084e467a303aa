"""Addresses of follow-ups."""

from django.urls import path

from touchpoints.followups import views

urlpatterns = [
    path("follow-ups/", views.followups, name="followups"),
    path("follow-ups/follow-ups.csv", views.followups_csv, name="followups_csv"),
    path("c/<uuid:customer_id>/follow-up/", views.followup_new, name="followup_new"),
    path("follow-ups/<uuid:followup_id>/edit/", views.followup_edit, name="followup_edit"),
    path("follow-ups/<uuid:followup_id>/done/", views.followup_done, name="followup_done"),
    path("follow-ups/<uuid:followup_id>/return/", views.followup_return, name="followup_return"),
]
