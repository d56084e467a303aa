"""Announces the acting organization at the start of every transaction, for row-level security to read.

The setting is local to the transaction: a session-level one would survive into the next request that borrows the connection.
Queries outside a transaction see no tenant row at all.
"""

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from presence.tenancy import scope


class DatabaseWrapper(base.DatabaseWrapper):
    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]
        if not autocommit:
            self.announce_organization()

    def _savepoint_rollback(self, sid: str) -> None:
        """A savepoint brings the setting back as it was when the savepoint was made, which may be another organization's."""
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self.announce_organization()

    def announce_organization(self) -> None:
        """Write the scope into the open transaction. A failed transaction is left alone: its rollback restores the setting."""
        raw = self.connection
        if raw is None or raw.closed or raw.info.transaction_status == TransactionStatus.INERROR:
            return
        organization_id = scope.current_id()
        value = str(organization_id) if organization_id else ""
        raw.execute("SELECT set_config('presence.organization', %s, true)", [value])
