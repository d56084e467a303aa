"""The presence floor as a Django application."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class PresenceConfig(AppConfig):
    name = "presence"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("presence.tenancy.catalog")  # registers its check
        import_module("presence.accounts.reactions").connect()
        production_checks = import_module("presence.checks")  # registers its check
        if settings.PRESENCE_ENV == "production":
            production_checks.watch_connections()
