"""Ports are free ones, and the same ones at the next start."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bin.local import ports


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_not_free(taken: int) -> None:
    assert not ports.is_free(taken)
    assert ports.answers(taken)


def test_a_free_port_is_free_and_silent() -> None:
    port = ports.free()

    assert ports.is_free(port)
    assert not ports.answers(port)


def test_a_chosen_port_is_remembered(tmp_path: Path) -> None:
    book = tmp_path / "ports.json"

    chosen = ports.choose(name="postgres", book=book)

    assert ports.known(name="postgres", book=book) == chosen
    assert ports.choose(name="postgres", book=book) == chosen


def test_a_remembered_port_that_was_taken_is_replaced(tmp_path: Path, taken: int) -> None:
    book = tmp_path / "ports.json"
    book.write_text(f'{{"postgres": {taken}, "valkey": 7}}')

    chosen = ports.choose(name="postgres", book=book)

    assert chosen != taken
    assert ports.known(name="valkey", book=book) == 7


@pytest.mark.parametrize("content", ["", "not json", "[]", "null"])
def test_a_damaged_book_is_begun_anew(tmp_path: Path, content: str) -> None:
    book = tmp_path / "ports.json"
    book.write_text(content)

    assert ports.choose(name="postgres", book=book) == ports.known(name="postgres", book=book)


def test_a_forgotten_port_is_not_chosen_for_its_memory(tmp_path: Path) -> None:
    book = tmp_path / "ports.json"
    ports.choose(name="postgres", book=book)

    ports.forget(name="postgres", book=book)

    assert ports.known(name="postgres", book=book) is None
