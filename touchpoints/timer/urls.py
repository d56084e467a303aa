"""Addresses of the timer."""

from django.urls import path

from touchpoints.timer import views

urlpatterns = [
    path("timer/", views.timer, name="timer"),
    path("timers/<uuid:timer_id>/stop/", views.timer_stop, name="timer_stop"),
    path("timers/<uuid:timer_id>/discard/", views.timer_discard, name="timer_discard"),
    path("timers/<uuid:timer_id>/return/", views.timer_return, name="timer_return"),
]
