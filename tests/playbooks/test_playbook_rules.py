"""What a playbook may say, and when somebody is told to look it through."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.playbooks.conftest import FULL
from touchpoints.playbooks import comparison, rules
from touchpoints.playbooks.rules import Asset, Content, Gift, InvalidPlaybook, Step

LINES = st.lists(st.text(max_size=30), max_size=5).map(tuple)
CONTENTS = st.builds(
    Content,
    name=st.text(max_size=30).map(lambda text: f"A {text}"),
    talk_track=st.text(max_size=80).map(lambda text: f"Begin {text}"),
    options=LINES,
    next_steps=LINES,
    reminders=LINES,
    gifts=st.lists(st.builds(Gift, kind=st.sampled_from(sorted(rules.GIFTS)), text=st.text(max_size=30)), max_size=4).map(
        tuple
    ),
    assets=st.lists(st.builds(Asset, title=st.text(max_size=20), url=st.just("https://a.example/x")), max_size=3).map(tuple),
)


@given(CONTENTS)
def test_what_is_clean_stays_clean_and_survives_storing(content: Content) -> None:
    clean = rules.clean(content)

    assert rules.clean(clean) == clean
    assert rules.content_of(rules.document(clean)) == clean


@given(CONTENTS, CONTENTS)
def test_a_comparison_is_empty_only_for_equal_ones_and_tells_every_line(one: Content, other: Content) -> None:
    before, after = rules.clean(one), rules.clean(other)

    changes = comparison.compare(before, after)

    assert bool(changes) == (before != after)
    for part in changes:
        came = [line.after for line in part.lines if line.how != "removed"]
        gone = [line.before for line in part.lines if line.how != "added"]
        assert set(came) <= set(rules.lines_of(after, part.name))
        assert set(gone) <= set(rules.lines_of(before, part.name))


def test_a_changed_line_is_told_as_changed() -> None:
    before = Content("A", options=("Now", "Later"))
    after = Content("A", options=("Now", "Next week", "Never"))

    (part,) = comparison.compare(before, after)

    assert part.word == "Options"
    assert part.told == "1 added, 1 changed"


@pytest.mark.parametrize(
    ("content", "pointer"),
    [
        (Content(""), "name"),
        (Content("x" * 121, "Hello"), "name"),
        (Content("Blank page"), "talk_track"),
        (Content("A", "x" * 4001), "talk_track"),
        (Content("A", options=("x" * 1001,)), "options"),
        (Content("A", reminders=("x",) * 101), "reminders"),
        (Content("A", gifts=(Gift("bribe", "A watch"),)), "gifts/0/kind"),
        (Content("A", assets=(Asset("Bad", "javascript:alert(1)"),)), "assets/0/url"),
        (Content("A", assets=(Asset("Bad", "//elsewhere.example"),)), "assets/0/url"),
        (Content("A", assets=(Asset("Bad", "https://[broken"),)), "assets/0/url"),
        (Content("A", assets=(Asset("Only a title", ""),)), "assets/0/url"),
    ],
)
def test_what_it_cannot_say_is_refused_beside_the_part(content: Content, pointer: str) -> None:
    with pytest.raises(InvalidPlaybook) as refused:
        rules.clean(content)

    assert refused.value.pointer == pointer


def test_what_no_page_can_hold_is_taken_out() -> None:
    clean = rules.clean(Content("A\x00B", "One\ud800 line\n\n\n\nAnother", options=("  two   words ", "", "-")))

    assert clean.name == "AB"
    assert clean.talk_track == "One line\n\nAnother"
    assert clean.options == ("two words",)


def test_details_belong_to_the_step_above() -> None:
    assert rules.steps(FULL.reminders) == [
        Step("Look up what is excluded", ("In the promise, not from memory",)),
        Step("Say the first truth", ()),
    ]
    assert rules.steps(["- first of all"]) == [Step("first of all", ())]


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-40, 40))
def test_an_owner_is_told_on_the_day_and_on_mondays(today: date, days: int) -> None:
    review_date = today + timedelta(days=days)

    told = rules.is_told(review_date, today)

    assert told == (days == 0 or (days < 0 and today.isoweekday() == 1))
    assert rules.is_stale(review_date, today) == (days <= 0)
