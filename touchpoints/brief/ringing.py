"""What a telephone system sends to the screen pop, read forgivingly. Pure."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

NUMBERS = ("phone", "number", "callerid", "tel")
LONGEST = 200
_SIP = re.compile(r"(?i)<?\s*(sips?|tel|callto|web\+promise)\s*:\s*([^@>;?\s]*)")
_ANGLED = re.compile(r"<([^<>]*)>")
_STEMS = (
    "anon", "withheld", "private", "privat", "unknown", "unavailable", "restricted", "blocked", "hidden", "null", "undefined",
    "unterdr", "unbekannt", "inconnu", "masqu", "onbekend", "afgeschermd", "desconocid", "privado", "oculto",
)  # fmt: skip
_FILLERS = frozenset(["number", "caller", "call", "id", "no", "not", "available", "nummer", "numéro", "numero"])
_SIGNS = frozenset("%${}[]|\ufffd")


@dataclass(frozen=True, slots=True)
class Ring:
    """One call as it was announced. `number` is empty when it is withheld; `was_told` says whether one was sent at all."""

    number: str = ""
    email: str = ""
    ref: str = ""
    is_outgoing: bool = False
    was_told: bool = False
    is_placeholder: bool = False


def read(given: Mapping[str, str]) -> Ring:
    """The parameters of the address; their names are taken in any case, the first number that says something counts."""
    named = {name.lower(): value[:LONGEST] for name, value in given.items()}
    texts = [_decoded(named[name], is_encoded=named.get("b64") == "1") for name in NUMBERS if named.get(name, "").strip()]
    numbers = [number for text in texts if (number := _number(text))]
    return Ring(
        number=numbers[0] if numbers else "",
        email=_clean(named.get("email", "")).strip(),
        ref=_clean(named.get("ref", "")).strip(),
        is_outgoing=named.get("dir", "").lower().startswith("out"),
        was_told=any(name in named for name in NUMBERS),
        is_placeholder=not numbers and any(_is_placeholder(text) for text in texts),
    )


def _decoded(text: str, *, is_encoded: bool) -> str:
    """A plus sign that a URL turned into a blank is one again in base64; padding is often forgotten."""
    if not is_encoded:
        return _clean(text)
    packed = re.sub(r"\s", "+", text.strip()).translate(str.maketrans("-_", "+/"))
    try:
        return _clean(base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True).decode())
    except (binascii.Error, UnicodeDecodeError):
        return _clean(text)


def _clean(text: str) -> str:
    """Once more unquoted where a client quoted twice; without signs that have no width."""
    plain = text if re.search(r"%(?![0-9a-fA-F]{2})", text) else unquote(text)
    return "".join(sign for sign in plain if sign.isprintable() or sign == " ")


def _number(text: str) -> str:
    """The number in a SIP header, a link or plain; nothing for a withheld one. A leading blank stays: it may be a plus sign."""
    sip = _SIP.search(text)
    angled = _ANGLED.search(text)
    bare = sip[2] if sip else angled[1] if angled else text.partition("@")[0]
    bare = unquote(bare).strip("\"'")
    return "" if _is_withheld(bare) or _is_placeholder(text) else bare


def _is_withheld(text: str) -> bool:
    """As "Private number", "anonyme", "0": words for nobody, and words around them."""
    said = re.findall(r"\w+", text.casefold())
    silent = [word.startswith(_STEMS) for word in said]
    fitting = all(is_silent or word in _FILLERS for word, is_silent in zip(said, silent, strict=True))
    return text.strip(" +*#") in ("", "0", "-1") or (any(silent) and fitting)


def _is_placeholder(text: str) -> bool:
    """Signs of a template and no digit. U+FFFD is what a URL makes of the first letters of "%CallerNumber%"."""
    bare = text.replace("base64", "").strip()
    has_digit = any(sign.isdigit() for sign in bare)
    return bare.lower() in ("xxx", "number") or (not has_digit and not _SIGNS.isdisjoint(bare))
