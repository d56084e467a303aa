"""The colors of the real stylesheet keep their contrast, and the three modes can be told apart by every eye."""

import itertools
import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.kit import colors
from tests.kit.colors import Color

CSS = (Path(settings.ROOT) / "static" / "css" / "tokens.css").read_text()
PAIR = re.compile(r"--(?P<name>[\w-]+): light-dark\((?P<light>#[0-9a-f]{6}), (?P<dark>#[0-9a-f]{6})\);")
TOKENS = {theme: {found["name"]: colors.parse(found[theme]) for found in PAIR.finditer(CSS)} for theme in ("light", "dark")}
THEMES = pytest.mark.parametrize("theme", ["light", "dark"])
MODES = ("human", "augment", "automate")

# Smallest CIEDE2000 difference between any two modes, as written in the design; rounding and matrices move it by less than one.
DISTANCE = {
    ("light", "normal"): 43.8,
    ("light", "protan"): 26.1,
    ("light", "deutan"): 28.6,
    ("light", "tritan"): 27.4,
    ("light", "grey"): 11.3,
    ("dark", "normal"): 40.8,
    ("dark", "protan"): 29.8,
    ("dark", "deutan"): 24.2,
    ("dark", "tritan"): 29.1,
    ("dark", "grey"): 8.6,
}
READ = [
    *(
        (ink, ground)
        for ink in ("ink", "ink-muted", "link")
        for ground in ("paper", "panel", "panel-raised", "panel-focus", "well")
    ),
    *((mode, ground) for mode in ("human", "augment", "automate-word") for ground in ("paper", "panel")),
    ("on-human", "human"),
    ("augment", "augment-wash"),
    ("on-ink", "ink"),
    ("note-ink", "note"),
    ("human", "stop-wash"),
    ("ink-muted", "removed"),
    ("ink", "added"),
]
SEEN = [("line-field", "panel"), ("line-field", "paper"), ("automate", "panel"), ("augment", "panel"), ("human", "panel")]


def token(theme: str, name: str) -> Color:
    return TOKENS[theme][name]


@THEMES
@pytest.mark.parametrize(("ink", "ground"), READ)
def test_words_can_be_read(theme: str, ink: str, ground: str) -> None:
    assert colors.contrast(token(theme, ink), token(theme, ground)) >= 4.5


@THEMES
@pytest.mark.parametrize(("shape", "ground"), SEEN)
def test_edges_of_fields_and_signs_can_be_seen(theme: str, shape: str, ground: str) -> None:
    assert colors.contrast(token(theme, shape), token(theme, ground)) >= 3


@pytest.mark.parametrize(("theme", "eye"), sorted(DISTANCE))
def test_modes_differ_for_every_eye(theme: str, eye: str) -> None:
    seen = [colors.as_seen_by(eye, token(theme, mode)) for mode in MODES]

    smallest = min(colors.difference(one, other) for one, other in itertools.combinations(seen, 2))

    assert smallest >= DISTANCE[theme, eye] - 1


@pytest.mark.parametrize(
    ("theme", "mode", "against", "ratio"),
    [
        ("light", "human", "#ffffff", 7.3),
        ("light", "augment", "#ffffff", 13.1),
        ("light", "automate", "#ffffff", 4.6),
        ("dark", "human", "#12161c", 8.6),
        ("dark", "augment", "#12161c", 6.1),
        ("dark", "automate", "#12161c", 13.3),
    ],
)
def test_modes_have_the_contrast_the_design_names(theme: str, mode: str, against: str, ratio: float) -> None:
    assert colors.contrast(token(theme, mode), colors.parse(against)) == pytest.approx(ratio, abs=0.35)


def test_the_measure_itself_is_right() -> None:
    # Sharma, Wu and Dalal 2005, pairs 1, 7 and 25 of their table, given in Lab.
    assert colors.difference_lab((50, 2.6772, -79.7751), (50, 0, -82.7485)) == pytest.approx(2.0425, abs=1e-4)
    assert colors.difference_lab((50, 0, 0), (50, -1, 2)) == pytest.approx(2.3669, abs=1e-4)
    assert colors.difference_lab((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387)) == pytest.approx(1.2644, abs=1e-4)
    assert colors.contrast(colors.parse("#000000"), colors.parse("#ffffff")) == pytest.approx(21)
