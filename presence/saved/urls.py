"""Addresses of saved views."""

from django.urls import path

from presence.saved import views

urlpatterns = [
    path("views/", views.saved_views, name="saved_views"),
    path("views/new/", views.saved_view_new, name="saved_view_new"),
    path("views/<uuid:view_id>/", views.saved_view, name="saved_view"),
    path("views/<uuid:view_id>/removal/", views.saved_view_removal, name="saved_view_removal"),
]
