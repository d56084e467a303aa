"""The presence floor as a Django application."""

from importlib import import_module

from django.apps import AppConfig


class PresenceConfig(AppConfig):
    name = "presence"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("presence.tenancy.catalog")  # registers its check
        import_module("presence.accounts.reactions").connect()
