"""What differs between versions, and how two amendments go together."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from promises.pages import comparison
from promises.pages.comparison import Changes, FieldChange, Version
from promises.record.rules import TermInput, Wording


def term(number: int, text: str = "", **more: object) -> TermInput:
    return TermInput("scope", text or f"Term {number}", key=UUID(int=number), **more)  # type: ignore[arg-type]


def version(*terms: TermInput, title: str = "Care plan", first_truth: str = "") -> Version:
    return Version(Wording(title, "quote", first_truth), terms)


BASE = version(term(1), term(2), term(3))


def test_it_names_what_came_went_changed_and_moved() -> None:
    after = version(term(3), term(1), term(2, "Other words"), TermInput("scope", "New"), title="Gold")

    changes = comparison.compare(BASE, after)

    assert changes.fields == [FieldChange("title", "Care plan", "Gold")]
    assert [(change.how, change.after and change.after.text) for change in changes.terms] == [
        ("moved", "Term 3"),
        ("moved", "Term 1"),
        ("changed", "Other words"),
        ("added", "New"),
    ]
    assert [(change.how, change.before) for change in comparison.compare(BASE, version(term(1), term(2))).terms] == [
        ("removed", term(3))
    ]


def test_equal_versions_do_not_differ() -> None:
    assert not comparison.compare(BASE, BASE)
    assert comparison.compare(BASE, BASE) == Changes([], [])


def test_changes_of_different_terms_go_together() -> None:
    mine = version(term(1, "Mine"), term(2), term(3), TermInput("scope", "My new one"), title="Gold")
    theirs = version(term(1), term(2, "Theirs"), first_truth="Weekends")

    merged = comparison.merge(BASE, mine, theirs)

    assert merged.wording == Wording("Gold", "quote", "Weekends")
    assert [line.text for line in merged.terms] == ["Mine", "Theirs", "My new one"]


def test_where_both_changed_a_term_both_stand() -> None:
    merged = comparison.merge(BASE, version(term(1, "Mine"), term(2), term(3)), version(term(1, "Theirs"), term(2), term(3)))

    assert merged.terms[:2] == (term(1, "Theirs"), TermInput("scope", "Mine"))


def test_a_term_that_one_removed_and_the_other_changed_stays() -> None:
    i_removed = comparison.merge(BASE, version(term(2), term(3)), version(term(1, "Theirs"), term(2), term(3)))
    they_removed = comparison.merge(BASE, version(term(1, "Mine"), term(2), term(3)), version(term(2), term(3)))

    assert "Theirs" in [line.text for line in i_removed.terms]
    assert "Mine" in [line.text for line in they_removed.terms]


lines = st.lists(st.tuples(st.integers(1, 4), st.sampled_from("abc")), max_size=4, unique_by=lambda line: line[0])
versions = st.builds(lambda chosen: version(*(term(number, text) for number, text in chosen)), lines)


@given(versions, versions, versions)
def test_merging_loses_no_words_that_somebody_wrote(base: Version, mine: Version, theirs: Version) -> None:
    merged = comparison.merge(base, mine, theirs)

    texts = [line.text for line in merged.terms]
    for written in (mine, theirs):
        fresh = [
            change.after.text
            for change in comparison.compare(base, written).terms
            if change.how in ("added", "changed") and change.after
        ]
        assert set(fresh) <= set(texts)
    keys = [line.key for line in merged.terms if line.key]
    assert len(keys) == len(set(keys))


@given(versions, versions)
def test_merging_with_an_untouched_side_is_the_other_side(base: Version, other: Version) -> None:
    assert comparison.merge(base, base, other) == other
    assert set(comparison.merge(base, other, base).terms) == set(other.terms)
