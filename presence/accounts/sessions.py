"""Sessions in PostgreSQL, read with one plain statement: every page asks, and the ORM costs four times the CPU."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.backends import db
from django.db import connection
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from presence.accounts.models import User


class SessionStore(db.SessionStore):
    """Django's database sessions; only loading is written out. Losing Redis signs nobody out."""

    @classmethod
    def get_model_class(cls) -> Any:
        return db.SessionStore.get_model_class()

    def _validate_session_key(self, key: Any) -> bool:
        """A cookie may hold anything, even what PostgreSQL takes for no text; a key of ours is letters and digits."""
        return bool(super()._validate_session_key(key)) and key.isascii() and key.isalnum()  # type: ignore[misc]

    def load(self) -> dict[str, Any]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s",
                [self.session_key, timezone.now()],  # the clock that set the end of the session
            )
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row[0])


def forget_expired() -> None:
    """Delete sessions that nobody can use any more, and what is listed about them."""
    SessionStore.clear_expired()
    kept = SessionStore.get_model_class().objects.values("session_key")
    UserSession.objects.exclude(session_key__in=kept).delete()


def end_others(request: HttpRequest, user: User) -> None:
    """End every session of this person but the one that asks, which gets a new key."""
    User.objects.filter(pk=user.pk).update(session_stamp=F("session_stamp") + 1)
    user.refresh_from_db(fields=["session_stamp"])
    update_session_auth_hash(request, user)
    UserSession.objects.create_from_request(request)
