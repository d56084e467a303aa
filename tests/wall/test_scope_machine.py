"""Scopes, transactions, savepoints, errors, lost connections in any order: a query sees the acting organization or nothing."""

from contextlib import AbstractContextManager, suppress
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from presence.tenancy import scope
from presence.tenancy.models import Team
from tests.conftest import make_cast


class Boom(Exception):
    """What goes wrong inside a block."""


class ScopeMachine(RuleBasedStateMachine):
    """Opens and closes blocks in the order Python allows, and asks the database after every step who it shows."""

    organizations: tuple[UUID, UUID]

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[AbstractContextManager[Any]] = []
        self.savepoints: list[tuple[int, str]] = []
        self.broken = False

    @property
    def in_transaction(self) -> bool:
        return connection.in_atomic_block

    @precondition(lambda self: len(self.blocks) < 7)
    @rule(which=st.sampled_from([0, 1, None]))
    def enter_a_scope(self, which: int | None) -> None:
        block = scope.acting_for_nobody() if which is None else scope.acting_for(self.organizations[which])
        self._open(block)

    @precondition(lambda self: len(self.blocks) < 7 and not self.broken)
    @rule()
    def begin_a_transaction_or_savepoint(self) -> None:
        self._open(transaction.atomic())

    def _open(self, block: AbstractContextManager[Any]) -> None:
        block.__enter__()
        self.blocks.append(block)

    @precondition(lambda self: self.blocks)
    @rule(by_an_exception=st.booleans())
    def leave_a_block(self, by_an_exception: bool) -> None:
        self._close(Boom() if by_an_exception or self.broken else None)

    def _close(self, error: Exception | None) -> None:
        block = self.blocks.pop()
        with suppress(Boom):
            block.__exit__(type(error) if error else None, error, None)
        if isinstance(block, transaction.Atomic):
            self.savepoints = [(depth, sid) for depth, sid in self.savepoints if depth <= len(self.blocks)]
            self.broken = self.broken and not error

    @precondition(lambda self: self.in_transaction and not self.broken)
    @rule()
    def fail_a_statement(self) -> None:
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")
        self.broken = True

    @precondition(lambda self: self.in_transaction and not self.broken)
    @rule(which=st.sampled_from([0, 1, None]))
    def make_a_savepoint_by_hand_and_go_elsewhere(self, which: int | None) -> None:
        self.savepoints.append((len(self.blocks), transaction.savepoint()))
        self.enter_a_scope(which)

    @precondition(lambda self: self.savepoints and self.savepoints[-1][0] >= self._innermost_transaction())
    @rule()
    def roll_back_to_a_savepoint_made_under_any_scope(self) -> None:
        transaction.savepoint_rollback(self.savepoints.pop()[1])
        self.broken = False

    def _innermost_transaction(self) -> int:
        """How many blocks there were when it began: savepoints made before are out of reach."""
        return max(place for place, block in enumerate(self.blocks, start=1) if isinstance(block, transaction.Atomic))

    @precondition(lambda self: not self.in_transaction)
    @rule()
    def lose_the_connection(self) -> None:
        connection.close()

    @invariant()
    def raw_sql_sees_only_the_acting_organization(self) -> None:
        if self.broken:
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT organization_id FROM presence_team")
            seen = {row[0] for row in cursor.fetchall()}
        acting = scope.current_id()
        assert seen == ({acting} if acting and self.in_transaction else set())

    @invariant()
    def the_manager_refuses_without_a_scope(self) -> None:
        if self.broken:
            return
        acting = scope.current_id()
        if acting is None:
            with pytest.raises(scope.NoOrganization):
                list(Team.objects.all())
        else:
            assert {team.organization_id for team in Team.objects.all()} == ({acting} if self.in_transaction else set())

    def teardown(self) -> None:
        while self.blocks:
            self._close(Boom())
        assert scope.current_id() is None
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT count(*), current_setting('presence.organization', true) FROM presence_team")
            assert cursor.fetchone() == (0, "")


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_no_order_of_blocks_and_errors_shows_another_organization() -> None:
    ScopeMachine.organizations = (
        make_cast("Ours", "ours").organization.pk,
        make_cast("Theirs", "theirs").organization.pk,
    )

    run_state_machine_as_test(ScopeMachine, settings=settings(max_examples=80, stateful_step_count=30, deadline=None))
