"""The words that went and the words that came, between two texts. Pure."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Part:
    kind: Literal["same", "removed", "added"]
    text: str


def between(before: str, after: str) -> list[Part]:
    """Parts in reading order; joining all but the added gives `before`, all but the removed gives `after`."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    parts: list[Part] = []
    for operation, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation == "equal":
            parts.append(Part("same", "".join(old[i1:i2])))
        else:
            parts += [part for part in (Part("removed", "".join(old[i1:i2])), Part("added", "".join(new[j1:j2]))) if part.text]
    return parts
