"""Addresses of pictures of the map."""

from django.urls import path

from touchpoints.pictures import views

urlpatterns = [
    path("map/print/", views.map_print, name="map_print"),
    path("map/print/map.svg", views.map_svg, name="map_svg"),
]
