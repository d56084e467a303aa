"""Addresses of automations."""

from django.urls import path

from touchpoints.automations import doing, editing, gallery, trial_views, views

urlpatterns = [
    path("automations/", views.automations, name="automations"),
    path("automations/automations.csv", views.automations_csv, name="automations_csv"),
    path("automations/new/", editing.automation_new, name="automation_new"),
    path("automations/ready/", gallery.automation_gallery, name="automation_gallery"),
    path("automations/<uuid:automation_id>/", views.automation, name="automation"),
    path("automations/<uuid:automation_id>/edit/", editing.automation_edit, name="automation_edit"),
    path("automations/<uuid:automation_id>/versions/", views.automation_versions, name="automation_versions"),
    path("automations/<uuid:automation_id>/dry-run/", trial_views.automation_trial, name="automation_trial"),
    path("automations/<uuid:automation_id>/dry-run.csv", trial_views.automation_trial_csv, name="automation_trial_csv"),
    path("automations/<uuid:automation_id>/preview/", trial_views.automation_preview, name="automation_preview"),
    path("automations/<uuid:automation_id>/frame/", trial_views.automation_frame, name="automation_frame"),
    path("automations/<uuid:automation_id>/test/", trial_views.automation_test, name="automation_test"),
    path("automations/<uuid:automation_id>/approval/", doing.automation_approval, name="automation_approval"),
    path("automations/<uuid:automation_id>/activation/", doing.automation_activation, name="automation_activation"),
    path("automations/<uuid:automation_id>/pause/", doing.automation_pause, name="automation_pause"),
    path("automations/<uuid:automation_id>/wider/", doing.automation_wider, name="automation_wider"),
    path("automations/<uuid:automation_id>/archive/", doing.automation_archive, name="automation_archive"),
    path("automations/<uuid:automation_id>/return/", doing.automation_return, name="automation_return"),
]
