"""The look at every mail of the run finds what it looks for."""

from dataclasses import replace

import pytest

from tests import hatches, smtp
from tests.sends.conftest import Deliver, written
from tests.sends.staging import Stage
from touchpoints.sends import mime
from touchpoints.sends.mime import Mail

WAY = "http://localhost:8000/r/bQAB.c2lnbmVk"
LONG = "More and more words. " * 20
GOOD = Mail(
    "Fieldstone Care", "care@fieldstone.example", "ana@harbor.example", "Where things stand",
    text=f"Want to talk to a person? {WAY}\n\nOn its way.\n",
    html=f'<head><title>{LONG}</title></head><p><a href="{WAY}"><b>Talk to a person</b></a></p><p>On its way.</p>',
    headers=(
        ("Reply-To", "ask@fieldstone.example"),
        ("List-Unsubscribe", "<http://localhost:8000/u/gAAA/now>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ),
)  # fmt: skip


def letter(mail: Mail = GOOD) -> bytes:
    return mime.as_bytes(mail, boundary="p0", eight_bit=False)


def test_a_mail_that_leads_to_a_person_is_right() -> None:
    assert hatches.problems(letter()) == []
    assert hatches.links(letter()) == [WAY, "http://localhost:8000/u/gAAA"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": "On its way."}, "no way to a person in the text"),
        ({"html": "<p>On its way.</p>"}, "no visible way to a person in the HTML"),
        ({"html": ""}, "no visible way to a person in the HTML"),
        ({"html": f'<p style="display: none"><a href="{WAY}">Talk</a></p>'}, "no visible way to a person in the HTML"),
        ({"html": f'<a href="{WAY}" style="font-size:0">Talk</a>'}, "no visible way to a person in the HTML"),
        ({"html": f'<a href="{WAY}"></a>'}, "no visible way to a person in the HTML"),
        ({"html": f"<!-- {WAY} -->"}, "no visible way to a person in the HTML"),
        ({"html": f'<p>{LONG}</p><a href="{WAY}">Talk</a>'}, "the way stands too low in the HTML"),
        ({"text": f"{LONG}\n{WAY}"}, "the way stands too low in the text"),
        ({"text": f"{WAY}\n{WAY}"}, "more than one way to a person"),
        ({"text": f"{WAY}x"}, "two ways to a person"),
        ({"headers": GOOD.headers[1:]}, "no address that people read answers at"),
        ({"headers": (GOOD.headers[0], GOOD.headers[2])}, "no way out that mail programs know"),
        ({"headers": GOOD.headers[:2]}, "no one click"),
    ],
)
def test_a_mail_without_a_way_is_found(changes: dict[str, str], words: str) -> None:
    found = hatches.problems(letter(replace(GOOD, **changes)))

    assert f"Where things stand: {words}" in found


@pytest.mark.django_db
def test_a_link_that_opens_nothing_is_found() -> None:
    hatches.TAKEN.append(letter())

    with pytest.raises(AssertionError, match=r"/r/bQAB\.c2lnbmVk answers 404"):
        hatches.check()

    hatches.check()


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
@pytest.mark.parametrize("backend", ["smtp", "locmem"])
def test_what_any_test_delivers_is_looked_at(
    outbox: Stage, deliver: Deliver, sink: smtp.Sink, settings: object, backend: str
) -> None:
    """And what this one delivers is right, which is told when it ends."""
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"  # type: ignore[attr-defined]
    written(outbox)

    deliver()

    [taken] = hatches.TAKEN
    assert hatches.problems(taken) == []
    assert len(hatches.links(taken)) == 2
