"""Addresses of the promises floor."""

from django.urls import include, path

from promises.marks import views as marks
from promises.pages import agreeing, bulk, composing, templates, views

urlpatterns = [
    path("", include("promises.commitments.urls")),
    path("", include("promises.answers.urls")),
    path("promises/", views.promises, name="promises"),
    path("promises/bulk/", bulk.promises_bulk, name="promises_bulk"),
    path("promises/new/", composing.promise_new, name="promise_new"),
    path("promises/templates/", templates.promise_templates, name="promise_templates"),
    path("promises/templates/new/", templates.promise_template_new, name="promise_template_new"),
    path("promises/templates/<uuid:template_id>/", templates.promise_template, name="promise_template"),
    path("promises/templates/<uuid:template_id>/archive/", templates.promise_template_archive, name="promise_template_archive"),
    path("promises/templates/<uuid:template_id>/restore/", templates.promise_template_restore, name="promise_template_restore"),
    path("promises/promises.csv", views.promises_csv, name="promises_csv"),
    path("promises/<uuid:promise_id>/", views.promise, name="promise"),
    path("promises/<uuid:promise_id>/amendment/", composing.promise_amend, name="promise_amend"),
    path("promises/<uuid:promise_id>/comparison/", views.promise_comparison, name="promise_comparison"),
    path("promises/<uuid:promise_id>/review/", agreeing.promise_review, name="promise_review"),
    path("promises/<uuid:promise_id>/sign-offs/", agreeing.promise_sign_off, name="promise_sign_off"),
    path("promises/<uuid:promise_id>/agreement/", agreeing.promise_agreement, name="promise_agreement"),
    path("promises/<uuid:promise_id>/sending/", agreeing.promise_sending, name="promise_sending"),
    path("promises/<uuid:promise_id>/acknowledgements/", agreeing.promise_acknowledgement, name="promise_acknowledgement"),
    path("promises/<uuid:promise_id>/fulfillment/", views.promise_fulfillment, name="promise_fulfillment"),
    path("promises/<uuid:promise_id>/end/", views.promise_end, name="promise_end"),
    path("promises/<uuid:promise_id>/void/", views.promise_void, name="promise_void"),
    path("reminders/", marks.reminders_choice, name="reminders"),
]
