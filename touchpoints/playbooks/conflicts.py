"""What two leaders wrote into the same playbook at once, part by part, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from touchpoints.playbooks import forms, rules
from touchpoints.playbooks.forms import Whole
from touchpoints.playbooks.rules import Asset, Gift


@dataclass(frozen=True, slots=True)
class Difference:
    """A part in which what is being written differs from what somebody else saved. Texts may be empty."""

    field: str
    word: str
    mine: str
    theirs: str


def differences(whole: Whole, theirs: Mapping[str, Any]) -> list[Difference]:
    """Where the posted form differs from what is saved; `theirs` is forms.written of it."""
    found = [*_fields(whole, theirs), *_groups(whole, theirs)]
    return [one for one in found if one.mine != one.theirs]


def take_theirs(data: QueryDict, name: str, theirs: Mapping[str, Any]) -> QueryDict:
    """The posted data with one part as somebody else saved it."""
    changed, saved = data.copy(), theirs.get(name)
    changed.pop("take", None)
    if name in forms.GROUPS:
        for key in [key for key in changed if key.startswith(f"{name}-")]:
            changed.pop(key)
        for place, row in enumerate(saved or []):
            changed.update({f"{name}-{place}-{field}": value for field, value in row.items()})
    elif isinstance(saved, list):
        changed.setlist(name, saved)
    elif saved is not None:
        changed[name] = str(saved)
    return changed


def _fields(whole: Whole, theirs: Mapping[str, Any]) -> Iterator[Difference]:
    for bound in whole.form.visible_fields():
        if bound.name != "why":
            mine, saved = bound.value(), theirs[bound.name]
            yield Difference(bound.name, str(bound.label), _told(bound.field, mine), _told(bound.field, saved))


def _groups(whole: Whole, theirs: Mapping[str, Any]) -> Iterator[Difference]:
    for name in forms.GROUPS:
        mine = [_row(name, {bound.name: bound.value() for bound in form}) for form in getattr(whole, name)]
        saved = [_row(name, row) for row in theirs[name]]
        yield Difference(name, rules.WORDS[name], "\n".join(mine), "\n".join(saved))


def _row(name: str, row: Mapping[str, Any]) -> str:
    if name == "gifts":
        gift = Gift(str(row.get("kind") or ""), str(row.get("text") or ""))
        return f"{rules.GIFTS.get(gift.kind, '')}: {gift.text}"
    asset = Asset(str(row.get("title") or ""), str(row.get("url") or ""))
    return f"{asset.title or asset.url}, {asset.url}"


def _told(field: Any, value: Any) -> str:
    if isinstance(value, list | tuple):
        chosen = {str(one) for one in value}
        return ", ".join(str(word).split(", in place of")[0] for choice, word in field.choices if str(choice) in chosen)
    if hasattr(field, "choices"):
        return next((str(word) for choice, word in field.choices if str(choice) == str(value or "")), "")
    return "" if value is None else "\n".join(str(value).strip().splitlines())
