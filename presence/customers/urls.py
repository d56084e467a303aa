"""Addresses of the customers room. `customer`, a customer's own page, is served by touchpoints/brief."""

from django.urls import path

from presence.customers import choosing, lifecycle, views

urlpatterns = [
    path("c/", views.customers, name="customers"),
    path("c/bulk/", choosing.customers_bulk, name="customers_bulk"),
    path("c/new/", views.customer_new, name="customer_new"),
    path("c/customers.csv", views.customers_csv, name="customers_csv"),
    path("c/<uuid:customer_id>/edit/", views.customer_edit, name="customer_edit"),
    path("c/<uuid:customer_id>/removal/", views.customer_removal, name="customer_removal"),
    path("c/<uuid:customer_id>/merge/", lifecycle.customer_merge, name="customer_merge"),
    path("c/<uuid:customer_id>/erasure/", lifecycle.customer_erasure, name="customer_erasure"),
    path("c/<uuid:customer_id>/contacts/<uuid:contact_id>/erasure/", lifecycle.contact_erasure, name="contact_erasure"),
    path("merges/<uuid:merge_id>/undo/", lifecycle.merge_undo, name="merge_undo"),
    path("search/", views.search, name="search"),
]
