"""The ground floor's part of the REST API."""

from django.urls import path

from presence.customers import api as customers

urlpatterns = [
    path("customers/", customers.Customers.as_view(), name="api_customers"),
    path("customers/<uuid:id>/", customers.OneCustomer.as_view(), name="api_customer"),
]
