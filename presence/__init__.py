"""Project package and ground floor: whose data it is and who is acting."""

from presence.celery import app as celery_app

__all__ = ["celery_app"]
