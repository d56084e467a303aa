"""The small gates of bin/lint that are ours."""

from pathlib import Path

import pytest

from bin.local import lint, machines, messages, words

PAGE = Path("templates/page.html")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("<p>Your tenant</p>", "tenant"),
        ("<p>Cancelled on Monday</p>", "Cancelled"),
        ("<h1>Oops</h1>", "Oops"),
        ('<button aria-label="Remove tag">x</button>', "tag"),
        ("<p>\n\nThree promises broken</p>", "broken"),
        ("<a href='/x'>click here</a>", "click here"),
    ],
)
def test_a_word_that_the_product_does_not_say_is_found(text: str, word: str) -> None:
    assert [finding.word for finding in words.find(PAGE, text)] == [word]


@pytest.mark.parametrize(
    "text",
    [
        "<p>Canceled on Monday</p>",
        '{% if tenant %}<span class="tag">{{ tag.name }}</span>{% endif %}',
        "{# tenant #}<!-- tag -->",
        "{% comment %}\nwhy a tenant\n{% endcomment %}<p>The chain is unbroken; the stage, the heritage</p>",
        "<script>let tag = 1</script>",
        '<input name="tag" data-tag="x" placeholder="A mode">',
    ],
)
def test_what_nobody_reads_may_say_anything(text: str) -> None:
    assert list(words.find(PAGE, text)) == []


def test_a_finding_knows_its_line() -> None:
    text = '<p\n class="a"\n>\n{% if x\n %}the tenant</p>'

    assert [finding.line for finding in words.find(PAGE, text)] == [5]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("requirements/dev.txt", "--index-url https://index.example.org/simple", True),
        ("requirements/dev.txt", "pytest==9.2.0 \\\n    --hash=sha256:ab", False),
        ("requirements/dev.in", "# see https://example.org", False),
        ("docs/a.md", "see https://example.org", False),
        ("docs/a.md", "run " + "/ro" + "ot/thing", True),
        ("docs/a.md", "the pages /o/<slug>/work/ and /homepage", False),
    ],
)
def test_files_name_no_machine(name: str, text: str, found: bool) -> None:
    assert bool(list(machines.find(name, text))) is found


def test_every_gate_is_told_of_even_after_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    gates = [lint.Gate("Bad", ["sh", "-c", "echo reason; exit 2"]), lint.Gate("Good", ["true"])]

    holds = [lint.tell(gate, lint.ask(gate, {})) for gate in gates]

    assert holds == [False, True]
    assert capsys.readouterr().out == "FAILED  Bad\n        reason\nok      Good\n"


def test_no_command_takes_arguments_it_would_ignore() -> None:
    with pytest.raises(messages.Stop, match="no arguments"):
        lint.main(["--fix"])
