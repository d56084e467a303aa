"""Reading guidelines that somebody wrote elsewhere: any JSON of flows, subflows and steps becomes candidates. Pure.

Understood are `{flow: {"subflows": {name: {"instructions": […], "actions": [{"text", "subtext"}]}}}}` as service desks export
it, the same with lists instead of names, flows that hold their steps themselves, and what Presence itself exports. Words that
mean the same are taken for each other (SAME). Nothing is cut: a line that is too long goes on in the next one.
"""

import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from presence.kit import refusals
from touchpoints.playbooks import rules
from touchpoints.playbooks.rules import LONGEST_LINE, LONGEST_NAME, LONGEST_TRACK, Asset, Content, Gift

LARGEST = 2 * 1024 * 1024
MOST = 500
SAME = {
    "flows": ("subflows", "flows", "playbooks", "procedures", "topics", "intents", "guidelines", "items"),
    "name": ("name", "title", "subflow", "flow", "intent", "label"),
    "steps": ("actions", "steps", "reminders", "tasks"),
    "track": ("instructions", "talk_track", "script"),
    "text": ("text", "step", "action", "name", "title", "description"),
    "details": ("subtext", "details", "substeps", "notes"),
}
_EXPECTED = "Expected are flows that hold subflows, which hold actions or steps with a text. The example below shows one."


class Unreadable(refusals.Refusal):
    """No guidelines can be read out of this; the words say where it went wrong."""

    def __init__(self, words: str) -> None:
        super().__init__(words, pointer="text")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One playbook that could be made: under which `flow` it stood, what it would say, and what stands in the way."""

    flow: str
    content: Content
    touchpoints: tuple[str, ...] = ()
    problem: str = ""


def read(raw: bytes) -> list[Candidate]:
    """The candidates in a file. Raises Unreadable."""
    if len(raw) > LARGEST:
        raise Unreadable(f"This is larger than {LARGEST // (1024 * 1024)} MB. Split it into several files.")
    found = list(_candidates(_parse(raw)))
    if not found:
        raise Unreadable(f"Nothing in it looks like a guideline. {_EXPECTED}")
    if len(found) > MOST:
        raise Unreadable(
            f"It holds {len(found):,} guidelines; at most {MOST} are brought in at once. Split it into several files."
        )
    return found


def stored(candidate: Candidate) -> dict[str, Any]:
    """A candidate as it is kept until somebody decides."""
    return {
        "flow": candidate.flow,
        "content": rules.document(candidate.content),
        "touchpoints": list(candidate.touchpoints),
        "problem": candidate.problem,
    }


def candidate_of(kept: Mapping[str, Any]) -> Candidate:
    return Candidate(kept["flow"], rules.content_of(kept["content"]), tuple(kept["touchpoints"]), kept["problem"])


def _parse(raw: bytes) -> Any:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"This is not UTF-8 text: the byte at place {error.start + 1:,} is not. Save it as UTF-8.") from error
    if not text.strip():
        raise Unreadable("There is nothing in it. Choose a JSON file, or paste its text.")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        words = f"This is not JSON: line {error.lineno}, column {error.colno}: {error.msg}."
        raise Unreadable(words) from error
    except (RecursionError, ValueError) as error:
        raise Unreadable("This is nested too deeply, or holds numbers that are too long, to be guidelines.") from error


def _candidates(whole: Any) -> Iterator[Candidate]:
    for name, flow in _named(_inner(whole)):
        inner = _part(flow, "flows") if isinstance(flow, Mapping) else None
        if isinstance(inner, Mapping | list) and inner:
            for subname, subflow in _named(inner):
                yield _candidate(name, f"{name}: {subname}" if name and subname else name or subname, subflow)
        else:
            yield _candidate("", name, flow)


def _inner(whole: Any) -> Any:
    """A file may wrap its flows in one more object: {"flows": …}."""
    inner = _part(whole, "flows") if isinstance(whole, Mapping) else whole
    return inner if isinstance(inner, Mapping | list) else whole


def _named(flows: Any) -> Iterator[tuple[str, Any]]:
    """Each flow with its name: the key it stands under, or what it calls itself."""
    if isinstance(flows, Mapping):
        for name, flow in flows.items():
            if isinstance(flow, Mapping | list):
                yield _said(name), flow
    elif isinstance(flows, list):
        for flow in flows:
            if isinstance(flow, Mapping):
                yield _said(_part(flow, "name")), flow


def _candidate(flow: str, name: str, given: Any) -> Candidate:
    content = _whole_name(_content(name, given))
    keys = _part_list(given.get("touchpoints")) if isinstance(given, Mapping) else []
    try:
        return Candidate(flow, rules.clean(content), tuple(keys))
    except rules.InvalidPlaybook as refusal:
        words = "There are no steps in it." if name and not content.says_something else refusal.words
        return Candidate(flow, content, tuple(keys), words)


def _content(name: str, given: Any) -> Content:
    if isinstance(given, list):
        return Content(name=name, reminders=tuple(_steps(given)))
    track = "\n".join(_texts(_part(given, "track")))
    steps = list(_steps(_part(given, "steps")))
    if len(track) > LONGEST_TRACK:
        track, steps = "", [*_wrapped(track.splitlines()), *steps]
    return Content(
        name=name,
        talk_track=track,
        options=tuple(_wrapped(_texts(given.get("options")))),
        next_steps=tuple(_wrapped(_texts(given.get("next_steps")))),
        reminders=tuple(steps),
        gifts=tuple(_gifts(given.get("gifts"))),
        assets=tuple(_assets(given.get("assets"))),
    )


def _whole_name(content: Content) -> Content:
    """A name that is too long is shortened, and stands whole in the talk track."""
    if len(content.name) <= LONGEST_NAME:
        return content
    parts: dict[str, Any] = {name: getattr(content, name) for name in rules.parts()}
    whole = f"{content.name}\n{content.talk_track}".strip()[:LONGEST_TRACK]
    return Content(**parts | {"name": f"{content.name[: LONGEST_NAME - 1]}…", "talk_track": whole})


def _steps(given: Any) -> Iterator[str]:
    """A line for each step, and one for each detail of it that begins with "- "."""
    for step in _part_list(given):
        if isinstance(step, Mapping):
            yield from _wrapped([_said(_part(step, "text"))])
            yield from (f"- {line}" for line in _wrapped(_texts(_part(step, "details")), room=LONGEST_LINE - 2))
        else:
            yield from _wrapped(_texts([step]))


def _gifts(given: Any) -> Iterator[Gift]:
    for gift in _part_list(given):
        text = _said(gift.get("text") if isinstance(gift, Mapping) else gift)
        kind = _said(gift.get("kind")) if isinstance(gift, Mapping) else ""
        yield from (Gift(kind if kind in rules.GIFTS else "tip", line) for line in _wrapped([text]))


def _assets(given: Any) -> Iterator[Asset]:
    for asset in _part_list(given):
        if isinstance(asset, Mapping):
            yield Asset(_said(asset.get("title"))[:LONGEST_LINE], _said(asset.get("url") or asset.get("href")))
        elif isinstance(asset, str):
            yield Asset("", _said(asset))


def _texts(given: Any) -> list[str]:
    """Whatever texts stand in a part: one, or a list of them or of objects that hold one."""
    lines = [_said(_part(one, "text") if isinstance(one, Mapping) else one) for one in _part_list(given)]
    return [line for whole in lines for line in whole.splitlines() if line.strip()]


def _wrapped(lines: Sequence[str], *, room: int = LONGEST_LINE) -> Iterator[str]:
    for line in lines:
        yield from textwrap.wrap(line, room) if len(line) > room else [line]


def _part(given: Mapping[str, Any], meaning: str) -> Any:
    """The first part that goes by a word of this meaning and says something."""
    return next((given[word] for word in SAME[meaning] if given.get(word)), None)


def _part_list(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [] if given is None else [given]


def _said(value: Any) -> str:
    """Text as it is; a number as its digits; anything else says nothing."""
    if isinstance(value, str):
        return rules.speakable(value).strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
