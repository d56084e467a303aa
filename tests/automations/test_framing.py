"""The frame around every mail speaks the language of its words."""

import pytest

from tests.conftest import Cast
from touchpoints.automations import forms, framing
from touchpoints.automations.framing import Person
from touchpoints.automations.templates import Rendered

LINKS = {"way": "https://ours.example/r/token", "out": "https://ours.example/u/token"}
SAID = Rendered("Où en sommes-nous ?", "Tout va bien.", "<p>Tout va bien.</p>")


@pytest.mark.parametrize("language", forms.LANGUAGES)
def test_every_language_of_a_template_has_its_frame(cast: Cast, language: str) -> None:
    phrases = framing.PHRASES[language]

    framed = framing.frame(SAID, language=language, organization=cast.organization, person=Person("Gil", 60), **LINKS)

    for part in (framed.text, framed.html):
        assert part.index("/r/") < part.index("Tout va bien.") < part.index("/u/")
        assert phrases.talk in part
        assert phrases.fewer in part
        assert "1 h" in part
    assert f'<html lang="{language}">' in framed.html


def test_without_anybody_named_the_organization_answers(cast: Cast) -> None:
    framed = framing.frame(SAID, language="en", organization=cast.organization, person=None, **LINKS)

    assert "Or answer this mail: Fieldstone Care of Fieldstone Care answers." in framed.text


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Hello.", 8),
        (f"Talk to a person: https://ours.example/r/{'x' * 400}", 8),  # the HTML says it in three words
        ("Hello.\n" * 13, 14),
        (f"{'word ' * 200}", 17),
        ("Hello.\n" * 500, 24),  # and then the frame scrolls
    ],
)
def test_a_frame_is_as_high_as_its_mail_is_long(text: str, lines: int) -> None:
    assert framing.height(text) == lines
