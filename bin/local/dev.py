"""`bin/dev`: the whole product on this machine, until Ctrl-C."""

import http.client
import os
import shlex
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from bin.local import assets, environment, keeper, locks, marks, messages, places, ports, processes, settings, stand

PATIENCE = 120.0


def main(arguments: Sequence[str]) -> int:
    """Start everything, say where it is, and stop everything when asked to."""
    if arguments:
        raise messages.Stop("Takes no arguments; settings come from the environment, such as PRESENCE_PORT=8001.")
    wishes = settings.read()
    settings.require_local()
    folder = stand.folder("dev")
    hold = take_turn(folder, wishes.port)
    environment.ensure()
    servers = keeper.Keeper(folder, durable=True, database=not wishes.own_database, broker=not wishes.own_broker, hold=hold)
    crew = processes.Crew(servers)
    try:
        run(crew, wishes, settings.for_django(servers.addresses, port=wishes.port), folder)
    except processes.Interrupted:
        messages.say("Stopping ...")
    finally:
        servers.dismiss()
        crew.drain(until=servers.is_done)
    messages.say("Everything has stopped. The data is kept.")
    return 0


def take_turn(folder: Path, port: int) -> int:
    """Make sure that no other bin/dev runs in this checkout, and that the port is free."""
    path = folder / "dev.lock"
    hold = locks.try_to_take(path) or _wait_for_the_keeper(path)
    path.write_text(str(os.getpid()))
    if not ports.is_free(port):
        why = "reserved for root" if ports.is_reserved(port) else "taken"
        raise messages.Stop(f"Port {port} is {why}. Choose another one: PRESENCE_PORT={ports.free()} bin/dev")
    return hold


def _wait_for_the_keeper(path: Path) -> int:
    """After kill -9 the lock stays until the keeper of that run has cleaned up."""
    pid = path.read_text().strip()
    if pid.isdigit() and processes.is_alive(int(pid)):
        raise messages.Stop(f"bin/dev runs in this checkout already, as process {pid}.")
    messages.say("Waiting for the last run to end ...")
    return locks.take(path, shared=False)


def run(crew: processes.Crew, wishes: settings.Wishes, values: Mapping[str, str], folder: Path) -> None:
    """Web first, so that the page is there early; the others when it answers."""
    if settings.given_for_django():
        check(values)
    migrate(values, wishes, folder)
    sign_ins = load_example(values, wishes, folder)
    collected = {**values, "PRESENCE_COLLECTED": "1"}
    assets.collect(collected)
    assets.note_templates()
    crew.start("web", web(wishes.port), environment=collected)
    _wait_until_healthy(crew, wishes.port)
    # A developer's root is a container's or a throwaway machine's, which Celery cannot know.
    background = {**values, "PRESENCE_PROCESS": "worker", "PYTHONWARNINGS": "ignore:You're running the worker"}
    crew.start("worker", worker(), environment=background)
    crew.start("beat", beat(folder), environment=background)
    crew.start("assets", assets.watcher(), environment=collected)
    messages.say(f"\n{sign_ins}\nPresence runs at http://localhost:{wishes.port}   (Ctrl-C stops it)\n")
    crew.pump()


def web(port: int) -> list[str]:
    """The server of production, with reloading."""
    binds = [f"--bind={f'[{host}]' if ':' in host else host}:{port}" for _family, host in ports.loopbacks()]
    size = ["--worker-class=gthread", "--workers=2", "--threads=4", "--graceful-timeout=3"]
    reload = ["--reload", f"--reload-extra-file={assets.MANIFEST}"]
    return [places.program("gunicorn"), *binds, *size, *reload, "--no-control-socket", "presence.wsgi:application"]


def worker() -> list[str]:
    """Celery has no reloading of its own: watchfiles starts it anew when code changes."""
    options = "--loglevel=warning --concurrency=2 --without-gossip --without-mingle"
    command = f"{shlex.quote(places.program('celery'))} --quiet -A presence worker {options}"
    packages = [str(places.ROOT / package) for package in marks.FLOORS]
    # A second after SIGKILL is watchfiles' own patience. On a busy machine that is too short, and the watcher would give up.
    patience = ["--sigint-timeout=5", "--sigkill-timeout=60"]
    return [places.program("watchfiles"), "--filter=python", "--verbosity=warning", *patience, command, *packages]


def beat(folder: Path) -> list[str]:
    options = ["--loglevel=warning", f"--schedule={folder / 'beat'}", "--pidfile="]
    return [places.program("celery"), "--quiet", "-A", "presence", "beat", *options]


def check(values: Mapping[str, str]) -> None:
    """Have a wrong value said in one line here, and not as a traceback of each program."""
    done = _run_manage(values, "check")
    if done.returncode:
        raise messages.Stop(_last_words(done.stderr))


def migrate(values: Mapping[str, str], wishes: settings.Wishes, folder: Path) -> None:
    """Bring the tables up to date; a database of our own is asked only when something has changed."""
    if not wishes.own_database and marks.is_migrated(folder):
        return
    messages.say("Migrating the database ...")
    manage(values, "migrate", "--database", "owner", "--verbosity", "0")
    marks.set_migrated(folder)


def load_example(values: Mapping[str, str], wishes: settings.Wishes, folder: Path) -> str:
    """Load the example organization once; who removed it does not get it back. Returns its sign-ins."""
    if not wishes.demo or not any(places.ROOT.glob("*/management/commands/load_demo.py")):
        return ""
    said = marks.sign_ins(folder)
    if said is None:
        messages.say("Loading the example organization ...")
        said = manage(values, "load_demo")
        marks.set_sign_ins(folder, said)
    return said


def manage(values: Mapping[str, str], *arguments: str) -> str:
    """Run a management command that must succeed; return what it printed."""
    done = _run_manage(values, *arguments)
    if done.returncode:
        raise messages.Stop(f"manage.py {arguments[0]} failed: {_last_words(done.stderr)}")
    return done.stdout


def _run_manage(values: Mapping[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [str(places.PYTHON), str(places.ROOT / "manage.py"), *arguments]
    return subprocess.run(command, env=values, capture_output=True, text=True, check=False)


def _last_words(output: str) -> str:
    """The message of the exception that ended a Python program."""
    lines = [line for line in output.splitlines() if line[:1].strip()]
    name, colon, message = (lines or ["it gave no reason"])[-1].partition(": ")
    return message if colon and "." in name and " " not in name else f"{name}{colon}{message}"


def _wait_until_healthy(crew: processes.Crew, port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_healthy(port):
        crew.pump(seconds=0.1)
        if time.monotonic() > deadline:
            raise messages.Stop(f"The web server does not answer at http://localhost:{port}/healthz; its last lines are above.")


def is_healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
