"""Formats of answers. JSON is the rule; metrics add a table and the bare number, which their view writes itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from presence.kit.api import json
from presence.kit.api.problems import NotAcceptable


@dataclass(frozen=True, slots=True)
class Format:
    """How a body becomes bytes, and what that is called."""

    name: str
    content_type: str
    write: Callable[[Any], bytes]

    @property
    def media_type(self) -> str:
        return self.content_type.partition(";")[0]


JSON = Format("json", "application/json", json.encode)
CSV = Format("csv", "text/csv; charset=utf-8", str.encode)
PLAIN = Format("txt", "text/plain; charset=utf-8", str.encode)


def negotiate(request: HttpRequest, known: Sequence[Format]) -> Format:
    """The format the caller accepts best. Raises NotAcceptable."""
    preferred = request.get_preferred_type([each.media_type for each in known])
    chosen = next((each for each in known if each.media_type == preferred), None)
    if chosen is None:
        raise NotAcceptable()
    return chosen
