"""The image and the compose file, as far as they can be proved without a container engine."""

import ast
import importlib.metadata
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bin.local import marks, places

COMPOSE = places.ROOT / "docker-compose.yml"
OURS = ("migrate", "web", "worker", "beat")
VARIABLE = re.compile(r"\$\{(\w+)(:[-?])?([^}]*)\}")
# What a person would put into .env.
GIVEN = {
    "PRESENCE_URL": "https://presence.example.org",
    "SECRET_KEY": "k3J9vQ2mX8sL5tR7wZ1yB4nC6dF0gH3jK5lP8qS2uV7x",
    "PRESENCE_OWNER_PASSWORD": "owner",
    "PRESENCE_APP_PASSWORD": "app",
    "POSTGRES_PASSWORD": "superuser",
    "VALKEY_PASSWORD": "valkey",
}
UNCOMPRESSED = """
from presence.settings import *
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
"""


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    content = yaml.safe_load(COMPOSE.read_text())
    return dict(content["services"])


def interpolate(value: object) -> str:
    """What compose makes of a value, with the person's variables in place."""

    def fill(match: "re.Match[str]") -> str:
        name, operator, default = match.groups()
        return GIVEN.get(name) or (default if operator == ":-" else "")

    return VARIABLE.sub(fill, str(value))


def test_the_compose_file_follows_the_compose_specification() -> None:
    checker = places.program("check-jsonschema")
    command = [checker, "--builtin-schema", "vendor.compose-spec", str(COMPOSE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_variable_is_one_that_the_settings_read(services: dict[str, Any]) -> None:
    known = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (places.ROOT / "presence" / "settings.py").read_text()))

    given = {name for service in OURS for name in services[service]["environment"]}

    assert given <= known, f"unknown to settings.py: {given - known}"


@pytest.mark.parametrize("service", OURS)
def test_the_settings_accept_what_compose_gives_them(service: str, services: dict[str, Any]) -> None:
    values = {name: interpolate(value) for name, value in services[service]["environment"].items()}
    environment = {
        **values,
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(places.ROOT),
        "DJANGO_SETTINGS_MODULE": "presence.settings",
    }
    command = [str(places.PYTHON), "-c", "from django.conf import settings; print(settings.PRESENCE_ENV)"]

    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "production\n"), done.stderr


def test_no_secret_has_a_default() -> None:
    secret = re.compile(r"PASSWORD|SECRET_KEY$|PRESENCE_URL")
    found = [(name, operator) for name, operator, _text in VARIABLE.findall(COMPOSE.read_text()) if secret.search(name)]

    assert {name for name, _operator in found} == set(GIVEN)
    assert {operator for _name, operator in found} == {":?"}


def test_only_migrations_have_the_owners_password(services: dict[str, Any]) -> None:
    holders = [name for name in OURS if "DATABASE_OWNER_URL" in services[name]["environment"]]

    assert holders == ["migrate"]


def test_the_database_is_made_with_its_roles_and_keeps_commit_times(services: dict[str, Any]) -> None:
    database = services["database"]
    script = database["volumes"][0].partition(":")[0]

    assert (places.ROOT / script).is_file()
    assert "track_commit_timestamp=on" in database["command"]
    for name in re.findall(r"\\getenv \w+ (\w+)", (places.ROOT / script).read_text()):
        assert name in database["environment"]


def test_the_broker_keeps_what_it_was_given(services: dict[str, Any]) -> None:
    command = " ".join(services["broker"]["command"])

    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command
    assert "broker:/data" in services["broker"]["volumes"]


def test_everything_that_serves_is_watched(services: dict[str, Any]) -> None:
    assert [name for name in services if "healthcheck" not in services[name]] == ["mail", "migrate"]


def test_nothing_but_loopback_is_published(services: dict[str, Any]) -> None:
    ports = [port for service in services.values() for port in service.get("ports", [])]

    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_the_image_holds_locked_packages_and_runs_as_nobody_special() -> None:
    dockerfile = (places.ROOT / "Dockerfile").read_text()

    assert "--require-hashes -r /tmp/base.txt" in dockerfile
    assert "dev.txt" not in dockerfile
    assert re.findall(r"^USER (\w+)", dockerfile, re.MULTILINE) == ["presence"]


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """The folder that the image would hold: what .dockerignore lets through."""
    for line in (places.ROOT / ".dockerignore").read_text().splitlines():
        if line.startswith("!"):
            source = places.ROOT / line[1:].rstrip("/")
            target = tmp_path / line[1:].rstrip("/")
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            elif source.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, target)
    return tmp_path


def test_the_static_files_can_be_collected_from_what_the_image_holds(image: Path) -> None:
    run = re.search(r"^RUN python -m compileall.*?(?=^\w)", (places.ROOT / "Dockerfile").read_text(), re.MULTILINE | re.DOTALL)
    assert run
    script = run[0].removeprefix("RUN ").replace("\\\n", " ")
    # Compressing each file takes most of a minute and proves nothing; the references between them do.
    (image / "uncompressed.py").write_text(UNCOMPRESSED)
    environment = {"PATH": f"{places.VENV / 'bin'}:/usr/bin:/bin", "DJANGO_SETTINGS_MODULE": "uncompressed"}

    done = subprocess.run(["sh", "-c", script], cwd=image, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert (image / "staticfiles" / "staticfiles.json").exists()


def test_the_product_imports_nothing_that_the_image_lacks() -> None:
    """What only development installs must not be imported by what production runs."""
    locked = set(re.findall(r"^([a-z0-9-]+)==", (places.REQUIREMENTS / "base.txt").read_text(), re.MULTILINE))
    homes = importlib.metadata.packages_distributions()

    strangers = {
        f"{path.relative_to(places.ROOT)}: {module}"
        for floor in marks.FLOORS
        for path in (places.ROOT / floor).rglob("*.py")
        for module in imported(path)
        if module in homes and not {re.sub("[-_.]+", "-", home).lower() for home in homes[module]} & locked
    }

    assert strangers == set()


def imported(path: Path) -> set[str]:
    """The top-level modules that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found
