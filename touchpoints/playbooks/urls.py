"""Addresses of playbooks."""

from django.urls import path

from touchpoints.playbooks import editing, history, import_views, views

urlpatterns = [
    path("playbooks/", views.playbooks, name="playbooks"),
    path("playbooks/playbooks.json", import_views.playbooks_json, name="playbooks_json"),
    path("playbooks/new/", editing.playbook_new, name="playbook_new"),
    path("playbooks/import/", import_views.playbook_import_new, name="playbook_import_new"),
    path("playbooks/import/<uuid:playbook_import_id>/", import_views.playbook_import, name="playbook_import"),
    path("playbooks/import/<uuid:playbook_import_id>/undo/", import_views.playbook_import_undo, name="playbook_import_undo"),
    path("playbooks/<uuid:playbook_id>/", views.playbook, name="playbook"),
    path("playbooks/<uuid:playbook_id>/edit/", editing.playbook_edit, name="playbook_edit"),
    path("playbooks/<uuid:playbook_id>/archive/", views.playbook_archive, name="playbook_archive"),
    path("playbooks/<uuid:playbook_id>/return/", views.playbook_return, name="playbook_return"),
    path("playbooks/<uuid:playbook_id>/review/", views.playbook_review, name="playbook_review"),
    path("playbooks/<uuid:playbook_id>/versions/", history.playbook_versions, name="playbook_versions"),
    path("playbooks/<uuid:playbook_id>/versions/<int:number>/", history.playbook_version, name="playbook_version"),
    path(
        "playbooks/<uuid:playbook_id>/versions/<int:number>/restoration/",
        history.playbook_restoration,
        name="playbook_restoration",
    ),
]
