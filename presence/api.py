"""The ground floor's part of the REST API."""

from django.urls import path

from presence.customers import api as customers
from presence.customers import lifecycle_api as lifecycle
from presence.reference import views as reference

urlpatterns = [
    path("docs/", reference.docs, name="api_docs"),
    path("openapi.json", reference.openapi, name="api_openapi"),
    path("customers/", customers.Customers.as_view(), name="api_customers"),
    path("customers/<uuid:id>/", customers.OneCustomer.as_view(), name="api_customer"),
    path("customers/<uuid:id>/merge/", lifecycle.CustomerMerge.as_view(), name="api_customer_merge"),
    path("customers/<uuid:id>/erasure/", lifecycle.CustomerErasure.as_view(), name="api_customer_erasure"),
    path("contacts/<uuid:id>/erasure/", lifecycle.ContactErasure.as_view(), name="api_contact_erasure"),
]
