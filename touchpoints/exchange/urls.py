"""Addresses of files and templates of the map."""

from django.urls import path

from touchpoints.exchange import drawing, starting, views

urlpatterns = [
    path("map/map.csv", views.map_csv, name="map_csv"),
    path("map/map.json", views.map_json, name="map_json"),
    path("map/import/", views.map_import, name="map_import"),
    path("map/import/<uuid:brought_map_id>/undo/", views.brought_map_undo, name="brought_map_undo"),
    path("map/versions/<int:number>/draw/", drawing.draw, name="map_draw"),
    path("map/templates/", starting.map_templates, name="map_templates"),
    path("map/templates/<slug:ready>/", starting.ready_template, name="ready_template"),
    path("map/templates/saved/<uuid:map_template_id>/", starting.saved_template, name="saved_template"),
    path("map/templates/saved/<uuid:map_template_id>/name/", starting.map_template_name, name="map_template_name"),
    path("map/templates/saved/<uuid:map_template_id>/deletion/", starting.map_template_deletion, name="map_template_deletion"),
    path("map/templates/saved/<uuid:map_template_id>/return/", starting.map_template_return, name="map_template_return"),
]
