"""The kit's tags give words, glyphs and escaped text."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.template import Context, Template
from django.utils import timezone


def shown(text: str, **values: object) -> str:
    return Template(text).render(Context(values))


@pytest.fixture(autouse=True)
def _in_brussels() -> object:
    with timezone.override(ZoneInfo("Europe/Brussels")), time_machine.travel(datetime(2026, 11, 21, 9, tzinfo=UTC), tick=False):
        yield


@pytest.mark.parametrize(("mode", "word"), [("human_only", "Human-only"), ("augment", "Augment"), ("automate", "Automate")])
def test_a_mode_is_color_glyph_and_word(mode: str, word: str) -> None:
    html = shown("{% mode mode %}", mode=mode)

    assert f'class="mode mode-{mode}"' in html
    assert f"#{mode}" in html
    assert word in html


def test_an_unknown_mode_means_human_only() -> None:
    assert "Human-only" in shown("{% mode mode %}", mode="robots")


def test_a_plain_mode_is_for_legends() -> None:
    assert "mode-plain" in shown('{% mode "augment" plain=True %}')


@pytest.mark.parametrize(
    ("state", "word", "icon"),
    [
        ("kept", "Kept", "tick"),
        ("broken", "Not kept", "cross"),
        ("cannot_tell", "Can’t tell", "dash"),
        ("at_risk", "At risk", "clock"),
    ],
)
def test_a_state_is_a_word_and_an_icon(state: str, word: str, icon: str) -> None:
    html = shown("{% state state %}", state=state)

    assert f">{word}<" in html or f"{word}</span>" in html
    assert f"#{icon}" in html


def test_a_state_takes_its_own_words() -> None:
    assert "Due in 6 days" in shown('{% state "due" "Due in 6 days" %}')


def test_an_icon_is_hidden_from_screen_readers() -> None:
    assert 'aria-hidden="true"' in shown('{% icon "tick" %}')


def test_words_are_escaped() -> None:
    html = shown('{% state "due" word %}{% key word %}{% diff word word %}', word="<b>&")

    assert "<b>" not in html
    assert html.count("&lt;b&gt;&amp;") == 3


def test_a_difference_is_struck_and_underlined() -> None:
    assert shown('{% diff "4 hours" "2 hours" %}') == '<span class="diff"><del>4</del><ins>2</ins> hours</span>'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{% rate 47 50 %}", "94% (84-98), 47 of 50"),
        ('{% count 3 "promise" %}', "3 promises"),
        ("{{ 1204|number }}", "1,204"),
        ("{{ none|number }}", ""),
        ("{{ 0.556|percent }}", "56%"),
        ("{{ none|percent }}", "no data"),
        ("{{ 'de'|language }} {{ 'tlh'|language }}", "German tlh"),
        ("{{ 125|minutes }}", "2 h 5 min"),
        ("{{ none|minutes }}", ""),
        ("{{ at|moment }}", "Tue 24 Nov, 14:00"),
        ('{{ at|moment:"Asia/Tokyo" }}', "Tue 24 Nov, 22:00"),
        ("{{ none|moment }}", ""),
        ("{{ at|day }}", "24 Nov"),
        ("{{ late|day }}", "25 Nov"),
        ("{{ date|day }}", "4 Nov 2025"),
        ("{{ none|day }}", ""),
        ("{{ soon|days_away }}", "in 6 days"),
        ("{{ soon|days_away:6 }}", "in 6 days"),
        ("{{ soon|days_away:5 }}", ""),
        ('{% both_times at "Europe/Paris" %}', "Tue 24 Nov, 14:00"),
        ('{% both_times at "America/New_York" %}', "Tue 24 Nov, 14:00 (their time 08:00)"),
        ('{% both_times late "America/New_York" %}', "Wed 25 Nov, 00:30 (their time Tue 18:30)"),
        ('{{ "automate"|mode_meaning }}', "Sent without a person, with a tested way to reach one."),
        ('{% fixity "fixed" %}', '<span class="fixity fixity-fixed">Fixed</span>'),
    ],
)
def test_values_become_words(text: str, said: str) -> None:
    values = {
        "none": None,
        "at": datetime(2026, 11, 24, 13, tzinfo=UTC),
        "late": datetime(2026, 11, 24, 23, 30, tzinfo=UTC),
        "date": date(2025, 11, 4),
        "soon": date(2026, 11, 27),
    }

    assert shown(text, **values) == said
