"""Every address. Pages of an organization are mounted below `/o/<slug>/` by presence/tenancy/middleware.py."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path

from presence.kit.api.views import NowhereView
from presence.members import joining
from presence.shell import gallery
from presence.shell import views as shell

urlpatterns: list[URLPattern | URLResolver] = [
    path("invitations/<str:token>/", joining.invitation, name="invitation"),
    path("palette", shell.palette, name="palette"),
    path("accounts/", include("allauth.urls")),
    path("import/", include("presence.imports.urls")),
    path("", include("presence.customers.urls")),
    path("", include("promises.urls")),
    path("", include("touchpoints.urls")),
    path("api/v1/", include("presence.api")),
    path("api/v1/", include("promises.api")),
    path("api/v1/", include("touchpoints.api")),
    re_path(r"^api/", NowhereView.as_view()),
]

if settings.LOCAL:
    urlpatterns.append(path("kit", gallery.gallery, name="kit"))

handler429 = "presence.kit.views.too_many"  # allauth asks for it
