"""Finding the person behind a session."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db import connection

from presence.accounts.models import User

_COLUMNS = [str(field.column) for field in User._meta.concrete_fields]
_STATEMENT = f"SELECT {', '.join(_COLUMNS)} FROM presence_user WHERE id = %s AND is_active"  # noqa: S608  our own columns


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Signs in as allauth does; loads the person of a session with one plain statement, because every page asks."""

    def get_user(self, user_id: Any) -> User | None:
        with connection.cursor() as cursor:
            cursor.execute(_STATEMENT, [user_id])
            row = cursor.fetchone()
        return User.from_db("default", [field.attname for field in User._meta.concrete_fields], row) if row else None
