"""Addresses of members and teams."""

from django.urls import path

from presence.members import joining, views

urlpatterns = [
    path("members/", views.members, name="members"),
    path("members/new/", views.member_new, name="member_new"),
    path("members/<uuid:id>/", views.member, name="member"),
    path("members/<uuid:id>/removal/", views.member_removal, name="member_removal"),
    path("invitations/<uuid:id>/letter/", views.invitation_letter, name="invitation_letter"),
    path("invitations/<uuid:id>/revocation/", views.invitation_revocation, name="invitation_revocation"),
    path("invitations/<str:token>/", joining.invitation, name="invitation"),
    path("teams/new/", views.team_new, name="team_new"),
    path("teams/<uuid:id>/", views.team, name="team"),
    path("teams/<uuid:id>/removal/", views.team_removal, name="team_removal"),
]
