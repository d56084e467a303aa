"""What is sealed opens here, for its purpose, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from presence.kit import sealing


@given(st.binary(max_size=400))
def test_what_is_sealed_opens_again(words: bytes) -> None:
    text = sealing.seal(words, purpose="letters")

    assert sealing.unseal(text, purpose="letters") == words
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_it_opens_for_no_other_purpose() -> None:
    assert sealing.unseal(sealing.seal(b"words", purpose="letters"), purpose="doors") is None


@pytest.mark.parametrize("text", ["", "x", "not-a-token", "gAAAAA", "é" * 40, "\x00", "\ud800", "A" * 10_000, "====", "a b"])
def test_what_was_never_sealed_opens_nothing(text: str) -> None:
    assert sealing.unseal(text, purpose="letters") is None


def test_a_changed_letter_opens_nothing() -> None:
    text = sealing.seal(b"words", purpose="letters")

    changed = [text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :] for at in range(0, len(text) - 1, 7)]
    assert {sealing.unseal(one, purpose="letters") for one in changed} == {None}


def test_a_former_key_still_opens(settings: Settings) -> None:
    text = sealing.seal(b"words", purpose="letters")
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another-key-of-at-least-forty-characters-0123456789"

    assert sealing.unseal(text, purpose="letters") is None
    settings.SECRET_KEY_FALLBACKS = [former]
    assert sealing.unseal(text, purpose="letters") == b"words"
