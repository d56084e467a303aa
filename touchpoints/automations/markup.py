"""The HTML of a template: what may stay of what somebody pasted, with its style on the elements. Pure.

Colors, backgrounds and pictures do not stay. The frame of the mail has the colors, for light and for dark inboxes; text that
brings its own turns unreadable in one of them. A picture that is fetched tells somebody that the mail was read.
"""

import html
import re

import css_inline
import nh3

from presence.kit.refusals import Refusal

LARGEST = 60_000
TAGS = {
    "a", "b", "blockquote", "br", "code", "div", "em", "h1", "h2", "h3", "hr", "i", "li", "ol", "p", "pre", "s", "small",
    "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
STYLES = {
    "border", "border-bottom", "border-collapse", "border-left", "border-radius", "border-right", "border-spacing",
    "border-top", "font-size", "font-style", "font-weight", "line-height", "list-style-type", "margin", "margin-bottom",
    "margin-left", "margin-right", "margin-top", "max-width", "padding", "padding-bottom", "padding-left", "padding-right",
    "padding-top", "text-align", "text-decoration", "vertical-align", "width",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"style", "dir", "lang"},
    "a": {"href", "title"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_DROPPED_WHOLE = {"script", "style", "title", "head", "template", "noscript", "svg", "math", "iframe", "object", "textarea"}
_IN_A_TAG = re.compile(r"<[^>]*\{\{")
_INLINER = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False, keep_link_tags=False)


class WrongMarkup(Refusal):
    """The HTML cannot be used as it is."""


def clean(given: str) -> str:
    """What may stay, with the rules of its own style sheet on the elements. Cleaning it again changes nothing.

    Raises WrongMarkup when it is too large or a placeholder stands inside a tag.
    """
    if not given.strip():
        return ""
    if len(given.encode(errors="replace")) > LARGEST:
        raise _too_large()
    kept = nh3.clean(
        _inlined(given),
        tags=TAGS,
        attributes=_ATTRIBUTES,
        clean_content_tags=_DROPPED_WHOLE,
        filter_style_properties=STYLES,
        url_schemes={"http", "https", "mailto", "tel"},
        url_relative="deny",
        link_rel=None,
    ).strip()
    if _IN_A_TAG.search(kept):
        raise WrongMarkup("A placeholder stands inside a tag. Put it between tags, in words.", pointer="html")
    if len(kept.encode()) > LARGEST:
        raise _too_large()
    return kept


def of_text(text: str) -> str:
    """Plain text as paragraphs."""
    paragraphs = re.split(r"\n[ \t]*\n+", html.escape(text.strip(), quote=False))
    return "\n".join(f"<p>{'<br>'.join(part.splitlines())}</p>" for part in paragraphs if part.strip())


def _inlined(given: str) -> str:
    """Style sheets that cannot be read are left out like any other tag that may not stay."""
    text = given.encode(errors="replace").decode().replace("\x00", "")
    try:
        return str(_INLINER.inline(text))
    except css_inline.InlineError:
        return text


def _too_large() -> WrongMarkup:
    return WrongMarkup(f"The HTML is larger than {LARGEST // 1000} kB. Mail programs cut longer ones off.", pointer="html")
