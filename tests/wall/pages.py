"""What a page offers to send: its forms, the buttons htmx sends, and the links that filter."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlsplit

NEVER = {"csrfmiddlewaretoken"}


@dataclass
class Form:
    """Something a page can send. A field has the value it is shown with."""

    method: str
    action: str
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> tuple[str, str, tuple[str, ...]]:
        """Forms of one kind differ only in the row they are about."""
        steps = ["*" if len(step) == 36 else step for step in self.action.split("/")]
        return self.method, "/".join(steps), tuple(sorted(self.fields))


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self.open: Form | None = None
        self.select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.open = self._add(given.get("method", "get"), given.get("action") or self.address)
        elif tag in ("input", "textarea", "button") and given.get("name") and self.open is not None:
            self._note(given["name"], given.get("value", ""))
        elif tag == "select" and self.open is not None:
            self.select = given.get("name", "")
            self._note(self.select, "")
        elif tag == "option" and self.select and self.open is not None and given.get("value"):
            self.open.fields[self.select] = given["value"]
        elif tag == "a" and "?" in given.get("href", ""):
            target = urlsplit(given["href"])
            self._add("get", target.path or self.address).fields.update(parse_qsl(target.query))
        for method in ("get", "post", "put", "patch", "delete"):
            if given.get(f"hx-{method}") and tag != "form":
                target = urlsplit(given[f"hx-{method}"])
                self._add(method, target.path or self.address).fields.update(parse_qsl(target.query))

    def _add(self, method: str, action: str) -> Form:
        form = Form(method.upper(), urlsplit(action).path or self.address)
        self.forms.append(form)
        return form

    def _note(self, name: str, value: str) -> None:
        if self.open is not None and name not in NEVER:
            self.open.fields.setdefault(name, value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""
        elif tag == "form":
            self.open = None


def forms_on(answer: Any, address: str) -> list[Form]:
    """The forms of an HTML answer; none of anything else."""
    if "text/html" not in answer.headers.get("Content-Type", ""):
        return []
    reader = _Reader(address)
    reader.feed(answer.content.decode())
    return reader.forms
