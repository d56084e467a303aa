"""Addresses of feeds."""

from django.urls import path

from metrics.feeds import views

urlpatterns = [
    path("metrics/feeds/", views.feeds, name="metric_feeds"),
    path("metrics/feeds/<uuid:feed_id>/revocation/", views.feed_revocation, name="metric_feed_revocation"),
    path("feeds/<str:token>/metric.csv", views.feed, name="metric_feed"),
]
