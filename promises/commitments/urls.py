"""Addresses of commitments."""

from django.urls import path

from promises.commitments import views

urlpatterns = [
    path("commitments/", views.commitments, name="commitments"),
    path("commitments/commitments.csv", views.commitments_csv, name="commitments_csv"),
    path("commitments/done/", views.commitments_done, name="commitments_done"),
    path("commitments/return/", views.commitments_return, name="commitments_return"),
    path("commitments/<uuid:commitment_id>/done/", views.commitment_done, name="commitment_done"),
    path("commitments/<uuid:commitment_id>/renegotiation/", views.commitment_renegotiation, name="commitment_renegotiation"),
]
