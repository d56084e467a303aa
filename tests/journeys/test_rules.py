"""The map's pure rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchpoints.journeys import rules
from touchpoints.journeys.models import Mode, Protection


@pytest.mark.parametrize("protection", Protection.values)
def test_a_protected_moment_is_never_automated(protection: str) -> None:
    with pytest.raises(rules.ProtectedNeverAutomate, match="never automated"):
        rules.guard(mode="automate", protected=[protection])


@pytest.mark.parametrize(("mode", "protected"), [("automate", []), ("augment", ["pricing"]), ("human_only", ["recovery"])])
def test_every_other_combination_is_allowed(mode: str, protected: list[str]) -> None:
    assert rules.guard(mode=mode, protected=protected) is None


@pytest.mark.parametrize("unknown", [None, ""])
def test_no_mode_chosen_is_human_only(unknown: str | None) -> None:
    assert rules.effective_mode(unknown) == Mode.HUMAN_ONLY


@pytest.mark.parametrize(("step", "order"), [("first", "cabd"), ("earlier", "acbd"), ("later", "abdc"), ("last", "abdc")])
def test_it_moves_one_item(step: rules.Step, order: str) -> None:
    assert "".join(rules.moved("abcd", "c", step)) == order


@given(order=st.permutations(range(7)), moves=st.lists(st.tuples(st.integers(0, 6), st.sampled_from(rules.STEPS)), max_size=30))
def test_an_order_stays_a_permutation_whatever_is_moved(order: list[int], moves: list[tuple[int, rules.Step]]) -> None:
    for item, step in moves:
        order = rules.moved(order, item, step)

    assert sorted(order) == list(range(7))


@given(name=st.text(max_size=200), taken=st.sets(st.sampled_from(["touchpoint", "a", "a-2", "a-3"])))
def test_a_key_made_from_any_name_is_a_free_slug_that_fits(name: str, taken: set[str]) -> None:
    key = rules.key_from(name, sorted(taken))

    assert key not in taken
    assert len(key) <= rules.KEY_LENGTH
    assert key.replace("-", "").isalnum()
    assert key.isascii()
