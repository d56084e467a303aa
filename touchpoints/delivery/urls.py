"""Addresses of the delivery room."""

from django.urls import path

from touchpoints.delivery import views

urlpatterns = [
    path("delivery/", views.delivery, name="delivery"),
    path("delivery/stop/", views.delivery_stop, name="delivery_stop"),
    path("delivery/domain/", views.delivery_domain, name="delivery_domain"),
    path("delivery/test/", views.delivery_test, name="delivery_test"),
    path("delivery/test/<str:code>/", views.delivery_test_arrival, name="delivery_test_arrival"),
    path("delivery/live/", views.delivery_live, name="delivery_live"),
    path("delivery/rehearsal/", views.delivery_rehearsal, name="delivery_rehearsal"),
]
