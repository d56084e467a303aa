"""Addresses of keys."""

from django.urls import path

from presence.apikeys import views

urlpatterns = [
    path("keys/", views.api_keys, name="api_keys"),
    path("keys/new/", views.api_key_new, name="api_key_new"),
    path("keys/<uuid:id>/rotation/", views.api_key_rotation, name="api_key_rotation"),
    path("keys/<uuid:id>/revocation/", views.api_key_revocation, name="api_key_revocation"),
]
