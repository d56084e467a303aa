"""Addresses of commitments."""

from django.urls import path

from promises.commitments import feed_views, views

urlpatterns = [
    path("commitments/", views.commitments, name="commitments"),
    path("commitments/commitments.csv", views.commitments_csv, name="commitments_csv"),
    path("commitments/done/", views.commitments_done, name="commitments_done"),
    path("commitments/return/", views.commitments_return, name="commitments_return"),
    path("commitments/feeds/", feed_views.feeds, name="feeds"),
    path("commitments/feeds/<uuid:feed_id>/revocation/", feed_views.feed_revocation, name="feed_revocation"),
    path("feeds/<str:token>/commitments.ics", feed_views.feed, name="feed"),
    path("commitments/<uuid:commitment_id>/done/", views.commitment_done, name="commitment_done"),
    path("commitments/<uuid:commitment_id>/renegotiation/", views.commitment_renegotiation, name="commitment_renegotiation"),
]
