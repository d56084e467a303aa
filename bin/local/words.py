"""Words that the product does not say to people, and the ones it says instead."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bin.local import places

INSTEAD = {
    r"tenants?": "organization",
    r"tags?": "mode",
    r"cancelled|cancelling|cancellation of": "canceled, canceling",
    r"organisations?|organise\w*": "organization",
    r"oops|whoops|uh-oh": "what happened and what to do",
    r"broken": "not kept",
    r"invalid": "what is wrong and what to do",
    r"click here": "where the link leads",
    r"super ?users?": "owner",
    r"AI-generated": "prepared by AI",
}

# What a person never sees: template tags, comments, and the inside of HTML tags but for the attributes that are read out.
HIDDEN = re.compile(
    r"{%\s*comment\b.*?endcomment\s*%}|{%.*?%}|{{.*?}}|{#.*?#}|<!--.*?-->|<script.*?</script>|<style.*?</style>", re.DOTALL
)
TAG = re.compile(r"<[^>]*>", re.DOTALL)
SPOKEN = re.compile(r'\b(?:title|alt|placeholder|aria-label|aria-description|content)="([^"]*)"')


@dataclass(frozen=True)
class Finding:
    """One word in one place."""

    path: Path
    line: int
    word: str
    instead: str


def find(path: Path, text: str) -> Iterator[Finding]:
    """The unwanted words of one template that a person would read."""
    shown = TAG.sub(_spoken_part, HIDDEN.sub(_same_lines, text))
    for pattern, instead in INSTEAD.items():
        for match in re.finditer(rf"(?<![\w/.-])(?:{pattern})(?![\w-])", shown, re.IGNORECASE):
            line = shown.count("\n", 0, match.start()) + 1
            yield Finding(path=path, line=line, word=match[0], instead=instead)


def _same_lines(match: "re.Match[str]") -> str:
    return " " + "\n" * match[0].count("\n")


def _spoken_part(match: "re.Match[str]") -> str:
    return " " + " ".join(SPOKEN.findall(match[0])) + " " + "\n" * match[0].count("\n")


def main() -> int:
    findings = [
        finding
        for path in sorted((places.ROOT / "templates").rglob("*"))
        if path.suffix in {".html", ".txt"}
        for finding in find(path, path.read_text())
    ]
    for finding in findings:
        place = f"{finding.path.relative_to(places.ROOT)}:{finding.line}"
        print(f"{place}: says {finding.word!r}; the product says: {finding.instead}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
