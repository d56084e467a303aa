"""Addresses of the brief. It serves the customer's own page, because it reads every room that knows the customer."""

from django.urls import path

from touchpoints.brief import views

urlpatterns = [path("c/<uuid:customer_id>/", views.customer, name="customer")]
