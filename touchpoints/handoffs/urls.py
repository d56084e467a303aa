"""Addresses of handoffs."""

from django.urls import path

from touchpoints.handoffs import views

urlpatterns = [
    path("handoffs/", views.handoffs, name="handoffs"),
    path("handoffs/handoffs.csv", views.handoffs_csv, name="handoffs_csv"),
    path("handoffs/<uuid:handoff_id>/", views.handoff, name="handoff"),
    path("handoffs/<uuid:handoff_id>/claim/", views.handoff_claim, name="handoff_claim"),
    path("handoffs/<uuid:handoff_id>/release/", views.handoff_release, name="handoff_release"),
    path("handoffs/<uuid:handoff_id>/reached/", views.handoff_reached, name="handoff_reached"),
    path("handoffs/<uuid:handoff_id>/not-reached/", views.handoff_not_reached, name="handoff_not_reached"),
    path("handoffs/<uuid:handoff_id>/hand-back/", views.handoff_hand_back, name="handoff_hand_back"),
    path("handoffs/<uuid:handoff_id>/reopening/", views.handoff_reopening, name="handoff_reopening"),
    path("handoffs/<uuid:handoff_id>/customer/<uuid:customer_id>/", views.handoff_customer, name="handoff_customer"),
    path("c/<uuid:customer_id>/handoff/", views.handoff_new, name="handoff_new"),
]
