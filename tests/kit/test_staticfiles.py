"""Collected files: one stylesheet, hashed imports, and a first load that fits a slow line."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.management.commands import collectstatic
from django.core.management import call_command

from presence.kit.staticfiles import Assets

FIRST_LOAD = ("css/app.css", "icons.svg", "favicon.svg", "vendor/inter/inter-latin-wght-normal.woff2")


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The static files of the project as they go out; the schema's pages are left away, they are large and not ours."""
    folder = tmp_path_factory.mktemp("static")
    command = collectstatic.Command()
    command.storage = Assets(location=str(folder))
    call_command(command, interactive=False, verbosity=0, ignore_patterns=["drf_spectacular_sidecar", "rest_framework"])
    return folder


def only(folder: Path, pattern: str) -> Path:
    [found] = folder.glob(pattern)
    return found


def weight(path: Path) -> int:
    """Bytes on the wire."""
    return path.stat().st_size if path.suffix == ".woff2" else len(gzip.compress(path.read_bytes(), 9))


def test_the_stylesheet_is_one_file_with_its_layers(collected: Path) -> None:
    css = only(collected, "css/app.????????????.css").read_text()

    assert "@import" not in css
    assert css.index("@layer reset, tokens") < css.index("@layer tokens {") < css.index("@layer components {")
    assert ".toast" in css


def test_fonts_in_it_are_hashed(collected: Path) -> None:
    css = only(collected, "css/app.????????????.css").read_text()

    for url in re.findall(r'url\("([^"]+)"\)', css):
        assert (collected / "css" / url).resolve().exists()
        assert re.search(r"\.[0-9a-f]{12}\.woff2$", url)


def test_modules_import_each_other_by_their_hashed_names(collected: Path) -> None:
    modules = {path.name: path.read_text() for path in (collected / "js").glob("*.????????????.js")}
    imported = {name for text in modules.values() for name in re.findall(r'(?:import|from)\s*"\./([\w.-]+)"', text)}

    assert imported <= set(modules)
    assert {name.split(".")[0] for name in set(modules) - imported} == {"app", "map"}, "what pages load themselves"


def test_scripts_fit_in_sixty_kilobytes(collected: Path) -> None:
    scripts = [*(collected / "js").glob("*.????????????.js"), only(collected, "django_htmx/htmx-4.min.????????????.js")]

    assert sum(map(weight, scripts)) <= 60_000


def test_the_first_load_fits_in_a_hundred_and_fifty(collected: Path) -> None:
    scripts = [*(collected / "js").glob("*.????????????.js"), only(collected, "django_htmx/htmx-4.min.????????????.js")]
    others = [only(collected, str(Path(name).with_suffix("")) + ".????????????" + Path(name).suffix) for name in FIRST_LOAD]

    assert sum(map(weight, [*scripts, *others])) <= 130_000  # which leaves 20 kB for the page itself


def test_what_was_not_collected_is_served_as_it_lies(tmp_path: Path) -> None:
    assert Assets(location=str(tmp_path)).url("css/app.css") == "/static/css/app.css"
