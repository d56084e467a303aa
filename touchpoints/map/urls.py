"""Addresses of the map room."""

from django.urls import path

from touchpoints.map import asking, check, drifting, history, inplace, outline, releases, views

urlpatterns = [
    path("map/", views.index, name="map"),
    path("map/new/", views.touchpoint_new, name="touchpoint_new"),
    path("map/drift/", drifting.page, name="map_drift"),
    path("map/cards/", inplace.card_new, name="map_card_new"),
    path("map/history/", history.page, name="map_history"),
    path("map/history/<uuid:entry_id>/undo/", history.undo, name="map_undo"),
    path("map/check/", check.page, name="map_check"),
    path("map/versions/", releases.index, name="map_versions"),
    path("map/versions/<int:number>/", releases.one, name="map_version"),
    path("map/versions/<int:number>/revert/", releases.revert, name="map_revert"),
    path("map/versions/<int:number>/back/", releases.back, name="map_back"),
    path("map/versions/<int:number>/cancel/", releases.cancel, name="map_cancel"),
    path("map/approvals/", asking.page, name="map_approvals"),
    path("map/approvals/<uuid:pendingchange_id>/", asking.approve, name="map_approval"),
    path("map/approvals/<uuid:pendingchange_id>/refusal/", asking.decline, name="map_refusal"),
    path("map/outline/", outline.page, name="map_outline"),
    path("map/outline/journeys/", outline.journey_new, name="journey_new"),
    path("map/outline/<uuid:journey_id>/stages/", outline.stage_new, name="stage_new"),
    path("map/outline/<slug:kind>/<uuid:part_id>/name/", outline.rename, name="outline_rename"),
    path("map/outline/<slug:kind>/<uuid:part_id>/place/", outline.move, name="outline_move"),
    path("map/outline/<slug:kind>/<uuid:part_id>/removal/", outline.remove, name="outline_removal"),
    path("map/<uuid:touchpoint_id>/", views.touchpoint, name="touchpoint"),
    path("map/<uuid:touchpoint_id>/edit/", views.touchpoint_edit, name="touchpoint_edit"),
    path("map/<uuid:touchpoint_id>/ask/", check.ask, name="map_ask"),
    path("map/<uuid:touchpoint_id>/test/", check.test, name="map_test"),
    path("map/<uuid:touchpoint_id>/hand/", inplace.hand, name="touchpoint_hand"),
    path("map/<uuid:touchpoint_id>/place/", views.touchpoint_place, name="touchpoint_place"),
    path("map/<uuid:touchpoint_id>/archive/", views.touchpoint_archive, name="touchpoint_archive"),
    path("map/<uuid:touchpoint_id>/return/", views.touchpoint_return, name="touchpoint_return"),
]
