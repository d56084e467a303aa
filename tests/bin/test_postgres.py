"""The cluster: its roles, its settings, and making it twice."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from bin.local import accounts, postgres, programs

PASSWORDS = {"superuser": "s" * 20, "owner": "o" * 20, "app": "a" * 20}
Connect = Callable[[str, str], "psycopg.Connection[tuple[str, ...]]"]


@pytest.fixture(scope="module")
def cluster(open_folder: Callable[[], Path]) -> Iterator[postgres.Cluster]:
    folder = open_folder()
    account = accounts.for_servers()
    accounts.hand_over(folder / "logs", account)
    made = postgres.Cluster(
        programs=programs.postgresql(account=account, data=folder),
        account=account,
        folder=folder,
        book=folder / "ports.json",
        durable=False,
    )
    made.start(password=PASSWORDS["superuser"])
    yield made
    made.stop()


@pytest.fixture
def connect(cluster: postgres.Cluster) -> Connect:
    def to(role: str, database: str) -> "psycopg.Connection[tuple[str, ...]]":
        user = "postgres" if role == "superuser" else f"presence_{role}"
        where = f"host=127.0.0.1 port={cluster.port()} dbname={database}"
        return psycopg.connect(f"{where} user={user} password={PASSWORDS[role]}", autocommit=True)

    return to


def test_provisioning_twice_changes_nothing(cluster: postgres.Cluster, connect: Connect) -> None:
    cluster.provision(**PASSWORDS)
    with connect("owner", "presence") as owner:
        owner.execute("DROP TABLE IF EXISTS kept")
        owner.execute("CREATE TABLE kept AS SELECT 7 AS number")

    cluster.provision(**PASSWORDS)

    with connect("owner", "presence") as owner:
        assert owner.execute("SELECT number FROM kept").fetchone() == (7,)


def test_no_role_can_pass_the_wall(cluster: postgres.Cluster, connect: Connect) -> None:
    cluster.provision(**PASSWORDS)

    with connect("superuser", "postgres") as server:
        roles = server.execute(
            "SELECT rolname, rolcanlogin, rolcreatedb, rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication "
            "FROM pg_roles WHERE rolname LIKE 'presence%' ORDER BY rolname"
        ).fetchall()

    assert roles == [
        ("presence_app", True, False, False),
        ("presence_owner", True, True, False),
        ("presence_read", False, False, False),
        ("presence_rollup", False, False, False),
        ("presence_search", False, False, False),
    ]


def test_only_the_owner_is_a_member_of_other_roles(cluster: postgres.Cluster, connect: Connect) -> None:
    cluster.provision(**PASSWORDS)

    with connect("superuser", "postgres") as server:
        members = server.execute(
            "SELECT member::regrole::text, roleid::regrole::text FROM pg_auth_members "
            "WHERE member::regrole::text LIKE 'presence%' ORDER BY 2"
        ).fetchall()

    assert members == [("presence_owner", "presence_rollup"), ("presence_owner", "presence_search")]


def test_the_application_cannot_make_tables(cluster: postgres.Cluster, connect: Connect) -> None:
    cluster.provision(**PASSWORDS)

    with connect("app", "presence") as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("CREATE TABLE public.smuggled (id int)")


def test_a_wrong_password_is_refused(cluster: postgres.Cluster, connect: Connect) -> None:
    cluster.provision(superuser=PASSWORDS["superuser"], owner=PASSWORDS["owner"], app="another")

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        connect("app", "presence")


def test_commit_times_are_kept_and_only_loopback_listens(cluster: postgres.Cluster, connect: Connect) -> None:
    with connect("superuser", "postgres") as server:
        shown = {
            name: (server.execute(f"SHOW {name}").fetchone() or ("",))[0]
            for name in ("track_commit_timestamp", "listen_addresses", "unix_socket_directories", "timezone", "fsync")
        }

    assert shown == {
        "track_commit_timestamp": "on",
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "timezone": "UTC",
        "fsync": "off",
    }


def test_starting_a_running_cluster_leaves_it_alone(cluster: postgres.Cluster) -> None:
    port = cluster.port()

    cluster.start(password=PASSWORDS["superuser"])

    assert cluster.port() == port


def test_a_cluster_half_made_is_made_again(cluster: postgres.Cluster) -> None:
    cluster.stop()
    subprocess.run(["rm", "-rf", str(cluster.data)], check=True)
    accounts.hand_over(cluster.folder / "postgres.new", cluster.account)
    (cluster.folder / "postgres.new" / "PG_VERSION").write_text("15\n")

    cluster.start(password=PASSWORDS["superuser"])

    assert cluster.is_running()
