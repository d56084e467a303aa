"""Addresses of the brief. It serves the customer's own page, because it reads every room that knows the customer."""

from django.urls import path

from touchpoints.brief import judgments, pop, views

urlpatterns = [
    path("pop", pop.pop, name="pop"),
    path("pop/", pop.pop_slash, name="pop_slash"),
    path("phone-system/", pop.phone_system, name="phone_system"),
    path("c/<uuid:customer_id>/", views.customer, name="customer"),
    path("c/<uuid:customer_id>/contact/", views.customer_contact, name="customer_contact"),
    path("c/<uuid:customer_id>/judgment/", judgments.judge, name="customer_judgment"),
    path("c/<uuid:customer_id>/judgment/reason/", judgments.explain, name="customer_judgment_reason"),
    path("c/<uuid:customer_id>/judgment/return/", judgments.take_back, name="customer_judgment_return"),
]
