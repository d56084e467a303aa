"""Addresses of one's own calendars."""

from django.urls import path

from touchpoints.calendars import views

urlpatterns = [
    path("presence/calendars/", views.calendars, name="member_calendars"),
    path("presence/calendars/appointments.csv", views.appointments_csv, name="appointments_csv"),
    path("presence/calendars/new/", views.calendar_new, name="member_calendar_new"),
    path("presence/calendars/file/", views.calendar_file, name="member_calendar_file"),
    path("presence/member-calendars/<uuid:member_calendar_id>/", views.calendar_edit, name="member_calendar"),
    path("presence/member-calendars/<uuid:member_calendar_id>/file/", views.calendar_again, name="member_calendar_again"),
    path(
        "presence/member-calendars/<uuid:member_calendar_id>/refresh/", views.calendar_refresh, name="member_calendar_refresh"
    ),
    path(
        "presence/member-calendars/<uuid:member_calendar_id>/removal/", views.calendar_removal, name="member_calendar_removal"
    ),
    path("presence/appointments/<uuid:appointment_id>/answer/", views.appointment_answer, name="appointment_answer"),
]
