"""Addresses of pictures of the map. `map_view` is for people outside."""

from django.urls import path

from touchpoints.pictures import public, sharing, views

urlpatterns = [
    path("map-view/<str:token>", public.map_view, name="map_view"),
    path("map/print/", views.map_print, name="map_print"),
    path("map/print/map.svg", views.map_svg, name="map_svg"),
    path("map/links/", sharing.map_links, name="map_links"),
    path("map/links/<uuid:map_link_id>/revocation/", sharing.map_link_revocation, name="map_link_revocation"),
]
