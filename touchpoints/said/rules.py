"""Finding what sounds like a commitment in a note: pure, in English, German, French and Dutch (product.md 3.5).

A note is read sentence by sentence. A sentence is a commitment when it has a sign of one (somebody of ours promises, will do,
grants, includes) that is not taken back by a question, a refusal, a wish, a condition, the past, or somebody else's mouth.
Plain signs need a time or an amount beside them; strong ones ("we promised", "free of charge") stand alone. The words were
chosen on tests/said/development; docs/said.md tells how well it works on notes it was never tuned to.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from touchpoints.said.words import LANGUAGES, REASON, Words

_SENTENCE = re.compile(r"[^.!?\n]+(?:\.(?=\S)[^.!?\n]*)*[.!?]*")
_ABBREVIATED = re.compile(r"(?i)\b(?:mr|mrs|dr|st|nr|no|dhr|mw|hr|fr|m|mme|bzw|ca|approx|z\.b|p\.m|a\.m|[0-9]{1,2})\.$")


@dataclass(frozen=True, slots=True)
class Span:
    """Words that speak for a commitment, by place in the note, and why: `promise`, `grant`, `time` or `money`."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that sounds like a commitment, with the words that say so."""

    start: int
    end: int
    spans: tuple[Span, ...]


def find(note: str) -> list[Sentence]:
    """The sentences of a note that sound like a commitment of ours; none for a note that has none."""
    spoken = _languages(note)
    return [found for start, end in _sentences(note) if (found := _judge(note, start, end, spoken))]


def _languages(note: str) -> list[Words]:
    """The language with the most of its common words in the note; several when they tie, as in a note of three words."""
    counts = [len(words.common.findall(note)) for words in LANGUAGES]
    return [words for words, count in zip(LANGUAGES, counts, strict=True) if count == max(counts)]


def _sentences(note: str) -> Iterator[tuple[int, int]]:
    """Places of the sentences; an abbreviation or a date does not end one."""
    begin = None
    for match in _SENTENCE.finditer(note):
        begin = match.start() if begin is None else begin
        if not _ABBREVIATED.search(match[0].rstrip()):
            yield _trimmed(note, begin, match.end())
            begin = None
    if begin is not None:
        yield _trimmed(note, begin, len(note))


def _trimmed(note: str, start: int, end: int) -> tuple[int, int]:
    text = note[start:end]
    return start + len(text) - len(text.lstrip()), end - (len(text) - len(text.rstrip()))


def _judge(note: str, start: int, end: int, spoken: Iterable[Words]) -> Sentence | None:
    text = note[start:end]
    for words in spoken:
        spans = _signs(words, text)
        if spans:
            return Sentence(start, end, tuple(Span(start + one.start, start + one.end, one.reason) for one in spans))
    return None


def _signs(words: Words, text: str) -> list[Span]:
    """What speaks for a commitment in this language; nothing when something speaks against it."""
    if words.against.search(REASON.sub("", text)):
        return []
    strong = _spans(words.promise, text, "promise") + _spans(words.grant, text, "grant")
    plain = _spans(words.will, text, "promise")
    when = _spans(words.time, text, "time") + _spans(words.money, text, "money")
    if not strong and not (plain and when):
        return []
    return sorted(_apart(strong + plain + when), key=lambda span: span.start)


def _spans(pattern: re.Pattern[str], text: str, reason: str) -> list[Span]:
    return [Span(match.start(), match.end(), reason) for match in pattern.finditer(text)]


def _apart(spans: list[Span]) -> list[Span]:
    """Of overlapping spans the first stays."""
    kept: list[Span] = []
    for span in spans:
        if all(span.end <= other.start or span.start >= other.end for other in kept):
            kept.append(span)
    return kept
