"""Every recipe in docs/api.md is run, in order, against a server, and prints what the page says it prints."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.api import live
from tests.api.conftest import make_key
from tests.conftest import Cast

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
BLOCK = re.compile(r"^```(sh|python|text)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SCOPES = ["customers:write", "touchpoints:read", "promises:read", "interactions:write", "metrics:read"]


@dataclass
class Recipe:
    """A block of the page and the block of output after it. `…` in the output stands for anything."""

    language: str
    code: str
    output: str


def recipes() -> Iterator[Recipe]:
    blocks = BLOCK.findall(PAGE.read_text())
    for (language, code), (kind, output) in zip(blocks[::2], blocks[1::2], strict=True):
        assert kind == "text", "Every recipe says what it prints"
        yield Recipe(language, code, output.strip())


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_every_recipe_does_what_it_says(live_server: Any, cast: Cast, tmp_path: Path) -> None:
    environment = live.environment(tmp_path, url=live_server.url, key=make_key(cast.owner, SCOPES))
    programs = {"sh": ["sh", "-eu", "-c"], "python": [sys.executable, "-c"]}
    run = [recipe.language for recipe in recipes()]

    for recipe in recipes():
        done = subprocess.run(
            [*programs[recipe.language], recipe.code],
            cwd=tmp_path,
            env=environment,
            check=False,
            capture_output=True,
            text=True,
        )

        assert done.returncode == 0, f"{recipe.code}\n{done.stdout}{done.stderr}"
        assert re.fullmatch(_pattern(recipe.output), done.stdout.strip(), re.DOTALL), f"{recipe.code}\n{done.stdout}"
    assert run.count("python") == 1
    assert len(run) >= 5


def _pattern(output: str) -> str:
    return ".*".join(re.escape(part) for part in output.split("…"))


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_the_small_curl_does_the_same(live_server: Any, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live.shutil, "which", lambda name: None)
    environment = live.environment(tmp_path, url=live_server.url, key=make_key(cast.owner, SCOPES))

    for recipe in recipes():
        if recipe.language == "sh" and "lookup" not in recipe.code:
            done = subprocess.run(
                ["sh", "-eu", "-c", recipe.code], cwd=tmp_path, env=environment, check=True, capture_output=True, text=True
            )
            assert re.fullmatch(_pattern(recipe.output), done.stdout.strip(), re.DOTALL), f"{recipe.code}\n{done.stderr}"
