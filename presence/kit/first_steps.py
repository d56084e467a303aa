"""What a room asks a new organization to do first. Settings list the steps by dotted path (FIRST_STEPS)."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FirstStep:
    """`is_done`: dotted path of a function () -> bool about the acting organization. `role`: the least that can take it."""

    word: str
    why: str
    url_name: str
    is_done: str
    role: Any
