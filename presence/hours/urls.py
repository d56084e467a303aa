"""Addresses of hours."""

from django.urls import path

from presence.hours import calendars, views

urlpatterns = [
    path("organization/hours/", calendars.calendars, name="calendars"),
    path("organization/hours/new/", calendars.calendar_new, name="calendar_new"),
    path("organization/hours/<uuid:calendar_id>/", calendars.calendar, name="calendar"),
    path("organization/hours/<uuid:calendar_id>/edit/", calendars.calendar_edit, name="calendar_edit"),
    path("organization/hours/<uuid:calendar_id>/removal/", calendars.calendar_removal, name="calendar_removal"),
    path("hours/", views.my_hours, name="my_hours"),
    path("hours/team/", views.team_hours, name="team_hours"),
    path("hours/<uuid:id>/", views.member_hours, name="member_hours"),
    path("hours/<uuid:id>/absences/", views.absence_new, name="absence_new"),
    path("hours/changes/<uuid:id>/removal/", views.hours_removal, name="hours_removal"),
    path("hours/absences/<uuid:id>/removal/", views.absence_removal, name="absence_removal"),
]
