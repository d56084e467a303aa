"""What must be right before Presence serves anybody in production. `manage.py check --deploy` asks it, and so does the start.

The settings already refuse a weak secret and debugging (presence/settings.py). Here stands what only the running parts can
tell: above all that the database holds the wall up for the role we sign in with.
"""

import logging
import sys
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.backends.utils import CursorWrapper

from presence.tenancy import catalog

logger = logging.getLogger(__name__)

OLDEST_POSTGRESQL = 150000
GUNICORN_STOPS = 3  # the exit code of a worker that makes gunicorn stop instead of starting another one
NOT_FOR_CUSTOMERS = ("console", "filebased", "locmem", "dummy")

ROLE = "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
OWNED = """
SELECT relname FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
   AND pg_has_role(current_user, relowner, 'USAGE') ORDER BY relname LIMIT 1
"""
OPEN = """
SELECT relname FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relname = ANY(%s)
   AND NOT (relrowsecurity AND relforcerowsecurity AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid))
 ORDER BY relname
"""

Fault = tuple[str, str]


@checks.register(checks.Tags.security, deploy=True)
def ready_for_production(**options: Any) -> list[checks.CheckMessage]:
    """Every fault of settings and database, as errors."""
    return [checks.Error(words, id=f"presence.{code}") for code, words in (*settings_faults(), *_asked_faults())]


def refuse_unsafe_start() -> None:
    """Stop a web server that must not serve, with one plain line for each fault. Called when it loads the application.

    A database that is away is no fault: the server waits for it, and asks it when it comes (`watch_connections`).
    """
    faults = [words for _, words in settings_faults()]
    try:
        connection.ensure_connection()
    except ImproperlyConfigured as error:
        faults.append(str(error))
    except OperationalError:
        logger.warning("The database cannot be reached yet.")
    finally:
        connection.close()
    for words in faults:
        sys.stderr.write(f"Presence does not start: {words}\n")
    if faults:
        sys.exit(GUNICORN_STOPS)


def watch_connections() -> None:
    """Look at the database when a process first connects to it; one that would not hold the wall up gets no query."""
    connection_created.connect(_look_once, dispatch_uid=__name__)


def settings_faults() -> Iterator[Fault]:
    """Code and words of what is wrong with the settings."""
    if settings.LOCAL:
        yield "E001", "PRESENCE_ENV is not production."
    if settings.DEBUG:
        yield "E002", "Debugging is on. Unset DEBUG."
    if not settings.CELERY_BROKER_TRANSPORT_OPTIONS.get("socket_timeout"):
        yield "E003", "The broker has no socket_timeout: a frozen Redis would freeze every page."
    cache: dict[str, Any] = dict(settings.CACHES)["default"]
    if not cache.get("OPTIONS", {}).get("socket_timeout"):
        yield "E004", "The cache has no socket_timeout: a frozen Redis would freeze every page."
    if any(mark in settings.EMAIL_BACKEND for mark in NOT_FOR_CUSTOMERS):
        yield "E005", "EMAIL_URL sends mail nowhere. Set it to a real server, such as smtp+tls://user:password@host:587."


def database_faults(cursor: CursorWrapper) -> Iterator[Fault]:
    """Code and words of what is wrong with the database and the role we sign in with."""
    cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('server_version')")
    number, name = _one(cursor)
    if number < OLDEST_POSTGRESQL:
        yield "E010", f"PostgreSQL is {name}. Use 15 or newer."
    cursor.execute(ROLE)
    role, is_superuser, bypasses = _one(cursor)
    if is_superuser:
        yield "E011", f"The database role {role} is a superuser, for whom row-level security does not hold. Use presence_app."
    if bypasses:
        yield "E012", f"The database role {role} bypasses row-level security. Use presence_app."
    cursor.execute(OWNED)
    owned = cursor.fetchone()
    if owned:
        yield "E013", f"The database role {role} owns {owned[0]}. Use presence_app in DATABASE_URL; the owner only migrates."
    cursor.execute(OPEN, [[*(model._meta.db_table for model in catalog.tenant_models()), catalog.ORGANIZATIONS]])
    for (table,) in cursor.fetchall():
        yield "E014", f"Row-level security does not hold on {table}. Run the migrations."


def _asked_faults() -> list[Fault]:
    try:
        with connection.cursor() as cursor:
            return list(database_faults(cursor))
    except OperationalError as error:
        return [("E015", f"The database cannot be reached: {error}")]


def _look_once(connection: BaseDatabaseWrapper, **_: Any) -> None:
    if connection.alias != "default":
        return
    with connection.cursor() as cursor:
        faults = [words for _, words in database_faults(cursor)]
    if faults:
        connection.close()
        raise ImproperlyConfigured(" ".join(faults))
    connection_created.disconnect(dispatch_uid=__name__)


def _one(cursor: CursorWrapper) -> tuple[Any, ...]:
    row = cursor.fetchone()
    return tuple(row or ())
