"""Addresses of the outbox."""

from django.urls import path

from touchpoints.sends import views

urlpatterns = [
    path("sends/", views.sends, name="sends"),
    path("sends/outbox.csv", views.sends_csv, name="sends_csv"),
    path("sends/why/<uuid:customer_id>/", views.sends_why, name="sends_why"),
    path("sends/<uuid:message_id>/", views.send, name="send"),
    path("sends/<uuid:message_id>/body/", views.send_body, name="send_body"),
    path("sends/<uuid:message_id>/stop/", views.send_stop, name="send_stop"),
    path("sends/<uuid:message_id>/return/", views.send_return, name="send_return"),
    path("sends/<uuid:message_id>/retry/", views.send_retry, name="send_retry"),
    path("sends/<uuid:message_id>/resolution/", views.send_resolve, name="send_resolve"),
]
