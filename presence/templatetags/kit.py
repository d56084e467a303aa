"""Template tags of the kit. Built in, so no template loads them. docs/kit.md shows each with an example."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django import forms, template
from django.conf.locale import LANG_INFO
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from presence.kit import diffs, modes, words
from presence.kit import forms as kit_forms
from presence.kit import toasts as kit_toasts

register = template.Library()


@register.simple_tag
def head() -> SafeString:
    """What every page loads: the stylesheet, the font, htmx and our modules."""
    return _head()


@register.simple_tag
@lru_cache(maxsize=512, typed=True)
def icon(name: str, extra: str = "") -> SafeString:
    """A symbol of static/icons.svg, hidden from screen readers: a word always stands beside it."""
    return format_html('<svg class="icon {}" aria-hidden="true"><use href="{}#{}"></use></svg>', extra, _sprite(), name)


@register.simple_tag
@lru_cache(maxsize=512, typed=True)
def key(name: str, spoken: bool = False) -> SafeString:
    """A key to press, shown beside the button that it presses; `spoken` where the key itself is the news."""
    word = name.upper() if len(name) == 1 else name
    if spoken:
        return format_html('<kbd class="key">{}</kbd>', word)
    return format_html('<kbd class="key key-hint" aria-hidden="true">{}</kbd>', word)


@register.simple_tag
@lru_cache(maxsize=512, typed=True)
def mode(value: str, plain: bool = False) -> SafeString:
    """The mode's tag: color, glyph, word and fill. `plain` leaves the glyph and the word, for legends."""
    found = modes.mode_of(value)
    look = f"mode mode-{found.value}" + (" mode-plain" if plain else "")
    return format_html('<span class="{}">{}{}</span>', look, icon(found.value), found.word)


@register.filter
def mode_meaning(value: str) -> str:
    """One line for people who choose."""
    return modes.mode_of(value).meaning


@register.simple_tag
@lru_cache(maxsize=512, typed=True)
def state(value: str, word: str = "") -> SafeString:
    """An icon and a word for a verdict or a due date: one of presence.kit.modes.STATES."""
    found = modes.STATES[value]
    strong = " state-strong" if value in ("broken", "overdue") else ""
    quiet = " state-quiet" if value in ("unjudged", "cannot_tell") else ""
    return format_html('<span class="state{}{}">{}{}</span>', strong, quiet, icon(found.icon), word or found.word)


@register.simple_tag
@lru_cache(maxsize=512, typed=True)
def fixity(value: str) -> SafeString:
    """Fixed stands bold, flexible stands light."""
    return format_html('<span class="fixity fixity-{}">{}</span>', value, value.capitalize())


@register.simple_tag
def rate(numerator: int, denominator: int) -> str:
    """A share in words that fit its n (presence/kit/words.py)."""
    return words.rate(numerator, denominator)


@register.simple_tag
def count(amount: int, one: str, many: str = "") -> str:
    """`{% count 3 "promise" %}` → 3 promises."""
    return words.count(amount, one, many or None)


@register.filter
def number(value: float | None) -> str:
    """1204 → 1,204; nothing stays nothing."""
    return "" if value is None else words.number(value)


@register.filter
def money(amount: Decimal | None) -> str:
    """48000 → 48,000 and 1250.5 → 1,250.50; nothing stays nothing."""
    return "" if amount is None else words.money(amount)


@register.filter
def language(code: str) -> str:
    """de → German; a code that nobody knows stays as it is."""
    known = LANG_INFO.get(code.lower(), {}).get("name")
    return str(known or code)


@register.filter
def percent(share: float | None) -> str:
    return words.NO_DATA if share is None else words.percent(share)


@register.filter
def minutes(amount: float | None) -> str:
    """125 → 2 h 5 min."""
    return "" if amount is None else words.minutes(amount)


@register.filter
def moment(value: datetime | None, zone: str = "") -> str:
    """As "Tue 24 Nov, 14:00" in the organization's zone, or in the one named."""
    return "" if value is None else words.moment(value, zone=_zone(zone), today=timezone.localdate())


@register.simple_tag
def both_times(value: datetime, their_zone: str) -> str:
    """As "Tue 24 Nov, 14:00 (their time 08:00)"; one time when the clocks agree."""
    ours, theirs = timezone.localtime(value), value.astimezone(ZoneInfo(their_zone))
    said = moment(value)
    if theirs.utcoffset() == ours.utcoffset():
        return said
    day = "" if theirs.date() == ours.date() else f"{theirs:%a} "
    return f"{said} (their time {day}{theirs:%H:%M})"


@register.filter
def day(value: date | datetime | None) -> str:
    """As "24 Nov", with the year when it is another one."""
    if value is None:
        return ""
    local = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return words.day(local, today=timezone.localdate())


@register.filter
def days_away(value: date | None, within: int | None = None) -> str:
    """As "in 6 days", "yesterday"; nothing when it is more than `within` days away."""
    today = timezone.localdate()
    is_told = value is not None and (within is None or abs((value - today).days) <= within)
    return words.days_away(value, today=today) if value is not None and is_told else ""


@register.simple_tag
def diff(before: str, after: str) -> SafeString:
    """Both texts in one line: what went is struck, what came is underlined."""
    pieces = [_DIFF[part.kind](part.text) for part in diffs.between(before, after)]
    return format_html('<span class="diff">{}</span>', SafeString("".join(pieces)))


@register.simple_tag
def error_links(form: forms.BaseForm) -> list[kit_forms.ErrorLink]:
    return kit_forms.error_links(form)


@register.simple_tag(takes_context=True)
def toasts(context: template.Context) -> list[kit_toasts.Toast]:
    """The toasts nobody has seen yet. An error page without a request has none."""
    request = context.get("request")
    return kit_toasts.waiting(request) if isinstance(request, HttpRequest) else []


_DIFF: dict[str, Any] = {
    "same": lambda text: format_html("{}", text),
    "removed": lambda text: format_html("<del>{}</del>", text),
    "added": lambda text: format_html("<ins>{}</ins>", text),
}


@lru_cache
def _head() -> SafeString:
    return SafeString(render_to_string("kit/_head.html"))


@lru_cache
def _sprite() -> str:
    return static("icons.svg")


def _zone(name: str) -> Any:
    return ZoneInfo(name) if name else timezone.get_current_timezone()
