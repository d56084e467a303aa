"""Every address. Pages of an organization are mounted below `/o/<slug>/` by presence/tenancy/middleware.py."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path

from presence.accounts import local_mail
from presence.accounts import views as accounts
from presence.audit import views as audit
from presence.examples import views as examples
from presence.home import views as home
from presence.kit.api.views import NowhereView
from presence.shell import gallery
from presence.shell import views as shell
from presence.tenancy import views as tenancy

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("", include("presence.members.urls")),
    path("", include("presence.hours.urls")),
    path("", include("presence.apikeys.urls")),
    path("audit/", audit.audit_log, name="audit_log"),
    path("audit/file.csv", audit.audit_file, name="audit_file"),
    path("account/", accounts.account, name="account"),
    path("preferences/", accounts.preferences, name="preferences"),
    path("organizations/", tenancy.organizations, name="organizations"),
    path("organizations/new/", tenancy.organization_new, name="organization_new"),
    path("organization/", tenancy.organization_settings, name="organization_settings"),
    path("example/", examples.example_load, name="example_load"),
    path("example/removal/", examples.example_remove, name="example_remove"),
    path("palette", shell.palette, name="palette"),
    path("accounts/", include("allauth.urls")),
    path("", include("presence.saved.urls")),
    path("import/", include("presence.imports.urls")),
    path("", include("presence.customers.urls")),
    path("", include("promises.urls")),
    path("", include("touchpoints.urls")),
    path("", include("metrics.urls")),
    path("api/v1/", include("presence.api")),
    path("api/v1/", include("promises.api")),
    path("api/v1/", include("touchpoints.api")),
    path("api/v1/", include("metrics.api")),
    re_path(r"^api/", NowhereView.as_view()),
]

if settings.LOCAL:
    urlpatterns.append(path("kit", gallery.gallery, name="kit"))
    urlpatterns.append(path("local-mail/", local_mail.local_mail, name="local_mail"))

handler429 = "presence.kit.views.too_many"  # allauth asks for it
handler500 = "presence.kit.views.server_error"
