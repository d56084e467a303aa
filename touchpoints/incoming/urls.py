"""Addresses of what comes back. Providers call the two that begin with `hooks`."""

from django.urls import path

from touchpoints.incoming import hooks, views

urlpatterns = [
    path("incoming/", views.incoming, name="incoming"),
    path("incoming/incoming.csv", views.incoming_csv, name="incoming_csv"),
    path("incoming/<uuid:incoming_mail_id>/settlement/", views.incoming_settlement, name="incoming_settlement"),
    path("incoming/<uuid:incoming_mail_id>/return/", views.incoming_return, name="incoming_return"),
    path("incoming/sources/", views.mail_sources, name="mail_sources"),
    path("incoming/sources/mailbox/", views.mailbox_new, name="mailbox_new"),
    path("incoming/sources/provider/", views.provider_new, name="provider_new"),
    path("incoming/sources/<uuid:mail_source_id>/test/", views.mailbox_test, name="mailbox_test"),
    path("incoming/sources/<uuid:mail_source_id>/removal/", views.mail_source_removal, name="mail_source_removal"),
    path("hooks/<str:token>/events", hooks.hook_events, name="hook_events"),
    path("hooks/<str:token>/mail", hooks.hook_mails, name="hook_mails"),
]
