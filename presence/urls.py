"""Every address. Pages of an organization are mounted below `/o/<slug>/` by presence/tenancy/middleware.py."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
]
