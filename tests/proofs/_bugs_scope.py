"""The scope outlives its block, leaks to others, or is not asked for."""

from tests.proofs._planting import Bug

SCOPE, ROWS, BACKEND = "presence/tenancy/scope.py", "presence/tenancy/rows.py", "presence/tenancy/postgres/base.py"
ORDERS = "tests/wall/test_scope_machine.py"

BUGS = [
    Bug(
        name="The default manager does not filter",
        file=ROWS,
        old="return super().get_queryset().filter(organization_id=ActingOrganization())",
        new="return super().get_queryset()",
        tests=("tests/wall/test_walk.py::test_every_question_to_the_database_names_the_organization[members/]",),
    ),
    Bug(
        name="Without a scope a query finds nothing instead of refusing",
        file=SCOPE,
        old='        raise NoOrganization("Not acting for any organization. Enter acting_for(organization) first.")',
        new="        return UUID(int=0)",
        tests=(ORDERS,),
    ),
    Bug(
        name="A scope is not left when its block ends in an exception",
        file=SCOPE,
        old="        yield organization_id\n    finally:\n        _acting.reset(token)\n        _announce()",
        new="        yield organization_id\n    except GeneratorExit:\n        pass\n    else:\n        _acting.reset(token)",
        tests=(ORDERS,),
    ),
    Bug(
        name="The open transaction is not told that a scope was left",
        file=SCOPE,
        old="        yield organization_id\n    finally:\n        _acting.reset(token)\n        _announce()",
        new="        yield organization_id\n    finally:\n        _acting.reset(token)",
        tests=(ORDERS,),
    ),
    Bug(
        name="All threads share one scope",
        file=SCOPE,
        old='_acting: ContextVar[UUID | None] = ContextVar("acting_organization", default=None)',
        new="""class _Shared:
    value: UUID | None = None

    def get(self) -> UUID | None:
        return self.value

    def set(self, value: UUID | None) -> UUID | None:
        former, self.value = self.value, value
        return former

    def reset(self, former: UUID | None) -> None:
        self.value = former


_acting = _Shared()""",
        tests=("tests/wall/test_interleaved.py",),
    ),
    Bug(
        name="The setting belongs to the session, not to the transaction",
        file=BACKEND,
        old="set_config('presence.organization', %s, true)",
        new="set_config('presence.organization', %s, false)",
        tests=(ORDERS,),
    ),
    Bug(
        name="A savepoint brings back the scope of whoever made it",
        file=BACKEND,
        old="        super()._savepoint_rollback(sid)  # type: ignore[misc]\n        self.announce_organization()",
        new="        super()._savepoint_rollback(sid)  # type: ignore[misc]",
        tests=(ORDERS,),
    ),
    Bug(
        name="A request begins in the scope its thread was left in",
        file="presence/tenancy/middleware.py",
        old="with scope.acting_for_nobody():  # whatever this thread did before",
        new="if True:",
        tests=("tests/tenancy/test_mount.py",),
    ),
    Bug(
        name="A task started without an id works for whoever acts",
        file="presence/tenancy/tasks.py",
        old="with scope.acting_for_nobody(), scope.acting_for(_parse(organization_id)) as acting_id:",
        new="with scope.acting_for(_parse(organization_id or str(scope.current_id()))) as acting_id:",
        tests=("tests/wall/test_tasks.py::test_it_refuses_to_run_for_nobody",),
    ),
    Bug(
        name="A tick keeps its caller's scope",
        file="presence/tenancy/tasks.py",
        old="        with scope.acting_for_nobody():\n            work()",
        new="        work()",
        tests=("tests/tenancy/test_task_wrapper.py::test_a_tick_acts_for_nobody",),
    ),
    Bug(
        name="A task takes ids and opens no scope",
        file="presence/tasks.py",
        old="@organization_task(atomic=False)\ndef advance_import(",
        new="from celery import shared_task\n\n\n@shared_task\ndef advance_import(",
        tests=("tests/wall/test_tasks.py::test_it_says_which_kind_it_is",),
    ),
]
