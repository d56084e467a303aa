"""Entity tags: strong ones over the bytes of an answer, weak ones over the values that matter (RFC 9110)."""

import hashlib
import re
from typing import Any

from presence.kit.api import json
from presence.kit.api.problems import MatchNeeded, Stale

_TAG = re.compile(r'(?:W/)?"[^"]*"')


def of(content: bytes) -> str:
    """The strong tag of an answer's bytes."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def of_body(body: Any) -> str:
    """The strong tag of the answer that this body becomes as JSON."""
    return of(json.encode(body))


def weak(body: Any) -> str:
    """A tag that stays while these values stay, whatever else the answer tells (the time it was made)."""
    return f"W/{of_body(body)}"


def is_known(tag: str, if_none_match: str) -> bool:
    """Whether the client has this version already (weak comparison)."""
    if if_none_match.strip() == "*":
        return True
    return tag.removeprefix("W/") in [known.removeprefix("W/") for known in _TAG.findall(if_none_match)]


def require(tag: str, if_match: str | None) -> None:
    """Raises MatchNeeded without If-Match, Stale when it names another version (strong comparison)."""
    if if_match is None:
        raise MatchNeeded(headers={"ETag": tag})
    check(tag, if_match)


def check(tag: str, if_match: str | None) -> None:
    """Raises Stale when If-Match was sent and names another version."""
    if if_match is not None and if_match.strip() != "*" and tag not in _TAG.findall(if_match):
        raise Stale(headers={"ETag": tag})
