"""Finding a customer by whatever somebody has: a name, an e-mail address, a number in any format, a reference.

How matches are ranked, best first; a customer is listed once, by its best match, and equal ranks go by name:

1. the whole reference, e-mail address or phone number
2. the customer's name begins so
3. a contact's name begins so
4. a reference, e-mail address or number begins so, or a number ends so (at least 4 digits)
5. a later word of the customer's or a contact's name begins so
6. the words stand somewhere inside a name, in any order
7. only when nothing else was found: one word has a letter missing, added, wrong or swapped with its neighbor

Row-level security lets only leakproof operators use an index, so 1 to 4 are `^@` on columns in normal form, and 5 to 7 ask the
listed function of migration 0007, whose answer is joined back under row-level security. What is typed is only ever a value.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils.module_loading import import_string

from presence.customers import phones
from presence.tenancy import scope

SHORTEST = 2
SHORTEST_INSIDE = 3
SHORTEST_TYPO, LONGEST_TYPO = 4, 20
LONGEST = 100
MOST_INSIDE = 200

Matched = Literal["name", "contact", "email", "phone", "reference", "order"]


@dataclass(frozen=True, slots=True)
class Found:
    """One customer and why it was found: `text` is what fits, empty when that is the customer's name."""

    customer_id: UUID
    name: str
    rank: int
    matched: Matched
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class FoundBeside:
    """Something else that fits what was typed; `kind` says in a word what it is."""

    name: str
    kind: str
    url: str


def find(query: str, limit: int = 10) -> list[Found]:
    """The customers of the acting organization that fit best."""
    typed = _typed(query)
    if not typed:
        return []
    form, found = _beginning(query, typed, limit)
    words = list(dict.fromkeys(form.split()))
    for above in settings.SEARCHES:
        found += import_string(above)(typed, limit)
    if len({match.customer_id for match in found}) < limit and not phones.looks_like_one(typed):
        found += _inside(words, form) or ([] if found else _one_typo(words))
    return _best(found)[:limit]


def find_beside(query: str, limit: int = 3) -> list[FoundBeside]:
    """What is no customer and fits, as upper floors know it; nobody looks for it by a telephone number."""
    typed = _typed(query)
    if not typed or phones.looks_like_one(typed):
        return []
    return [match for above in settings.SEARCHES_BESIDE for match in import_string(above)(typed, limit)]


def _typed(query: str) -> str:
    """What can be looked for; empty when that is too little."""
    typed = "".join(sign for sign in query if sign.isprintable() or sign.isspace())[:LONGEST].strip()
    return typed if len(typed) >= SHORTEST and any(sign.isalnum() for sign in typed) else ""


def _best(found: Iterable[Found]) -> list[Found]:
    """Each customer once, best first."""
    ranked: dict[UUID, Found] = {}
    for match in sorted(found, key=lambda match: (match.rank, match.name.casefold(), match.text)):
        ranked.setdefault(match.customer_id, match)
    return list(ranked.values())


_NAMES = """
(SELECT 2 AS rank, 'name' AS matched, id AS customer_id, '' AS text FROM presence_customer
  WHERE organization_id = %(organization)s AND name_norm COLLATE "C" ^@ presence_search_form(%(typed)s)
  ORDER BY name_norm COLLATE "C" LIMIT %(limit)s)
UNION ALL
(SELECT 3, 'contact', customer_id, name FROM presence_contact
  WHERE organization_id = %(organization)s AND name_norm COLLATE "C" ^@ presence_search_form(%(typed)s)
  ORDER BY name_norm COLLATE "C" LIMIT %(limit)s)
UNION ALL
(SELECT CASE WHEN address_norm = lower(%(typed)s) THEN 1 ELSE 4 END, 'email', customer_id, address FROM presence_emailaddress
  WHERE organization_id = %(organization)s AND address_norm COLLATE "C" ^@ lower(%(typed)s)
  ORDER BY address_norm COLLATE "C" LIMIT %(limit)s)
"""
_REFERENCE = """
UNION ALL
(SELECT CASE WHEN external_ref = %({name})s THEN 1 ELSE 4 END, 'reference', id, external_ref FROM presence_customer
  WHERE organization_id = %(organization)s AND external_ref COLLATE "C" ^@ %({name})s
  ORDER BY external_ref COLLATE "C" LIMIT %(limit)s)
UNION ALL
(SELECT CASE WHEN external_ref = %({name})s THEN 1 ELSE 4 END, 'reference', customer_id, external_ref
  FROM presence_formerreference
  WHERE organization_id = %(organization)s AND external_ref COLLATE "C" ^@ %({name})s
  ORDER BY external_ref COLLATE "C" LIMIT %(limit)s)
"""
_NUMBER = """
UNION ALL
(SELECT CASE WHEN e164 = %(e164)s THEN 1 ELSE 4 END, 'phone', customer_id, e164 FROM presence_phonenumber
  WHERE organization_id = %(organization)s AND {column} COLLATE "C" ^@ %({name})s
  ORDER BY {column} COLLATE "C" LIMIT %(limit)s)
"""
_JOINED = """
SELECT 0, 'form', NULL, NULL, presence_search_form(%(typed)s)
UNION ALL
SELECT found.rank, found.matched, c.id, c.name, found.text FROM ({branches}) AS found
  JOIN presence_customer c ON c.organization_id = %(organization)s AND c.id = found.customer_id
"""


def _beginning(query: str, typed: str, limit: int) -> tuple[str, list[Found]]:
    """The normal form of what was typed, and the matches that begin (or, for numbers, end) with it."""
    values: dict[str, Any] = {"organization": scope.acting_organization_id(), "typed": typed, "limit": limit + 1, "e164": ""}
    branches = _NAMES
    for place, reference in enumerate(dict.fromkeys((typed, typed.upper()))):
        values[f"reference{place}"] = reference
        branches += _REFERENCE.format(name=f"reference{place}")
    if phones.looks_like_one(typed):
        values["e164"], numbers = _numbers(query)
        for place, (column, digits) in enumerate(numbers):
            values[f"digits{place}"] = digits
            branches += _NUMBER.format(column=column, name=f"digits{place}")
    rows = _rows(_JOINED.format(branches=branches), values)
    form = next(text for rank, _, _, _, text in rows if rank == 0)
    return form, [_found(*row) for row in rows if row[0] > 0]


def _numbers(query: str) -> tuple[str, list[tuple[str, str]]]:
    """The whole number if it is one, and the digits to look for at the beginning and at the end."""
    country = _country()
    digits = "".join(sign for sign in query if sign.isdecimal())
    try:
        e164 = phones.parse(query, country).e164
    except phones.NotAPhoneNumber:
        e164 = ""
    prefixes = {e164[1:] or digits, *phones.international_prefixes(digits, country)}
    looked_for = [("digits", prefix) for prefix in sorted(prefixes) if prefix]
    ending = digits.lstrip("0")
    return e164, looked_for + ([("digits_reversed", ending[::-1])] if len(ending) >= 4 else [])


def _country() -> str:
    [(country,)] = _rows("SELECT country FROM presence_organization WHERE id = %(id)s", {"id": scope.acting_organization_id()})
    return str(country)


_INSIDE = """
SELECT CASE WHEN ' ' || coalesce(p.name_norm, c.name_norm) LIKE %(word)s THEN 5 ELSE {rank} END,
       CASE WHEN p.id IS NULL THEN 'name' ELSE 'contact' END, c.id, c.name, coalesce(p.name, '')
  FROM presence_names_like(%(any_of)s::text[], %(all_of)s::text[], %(most)s) AS found
  JOIN presence_customer c ON c.organization_id = %(organization)s AND c.id = found.customer_id
  LEFT JOIN presence_contact p ON p.organization_id = %(organization)s AND p.id = found.contact_id
"""


def _inside(words: list[str], form: str) -> list[Found]:
    """Every word stands somewhere in the name."""
    longest = max(words, key=len, default="")
    if len(longest) < SHORTEST_INSIDE:
        return []
    others = _around_each(word for word in words if word != longest)
    values = {"any_of": [f"%{_literally(longest)}%"], "all_of": others, "word": f"% {_literally(form)}%"}
    return _like(_INSIDE.format(rank=6), values)


def _one_typo(words: list[str]) -> list[Found]:
    """The one word that nobody's name holds may be mistyped; the others stand as they are."""
    unknown = words if len(words) == 1 else [word for word in words if not _is_known(word)]
    if len(unknown) != 1 or not SHORTEST_TYPO <= len(unknown[0]) <= LONGEST_TYPO:
        return []
    others = _around_each(word for word in words if word != unknown[0])
    return _like(_INSIDE.format(rank=7), {"any_of": typos(unknown[0]), "all_of": others, "word": ""})


def _is_known(word: str) -> bool:
    if len(word) < SHORTEST_INSIDE:
        return True  # too short to be told from a part of other words
    statement = "SELECT EXISTS (SELECT FROM presence_names_like(%(any_of)s::text[], '{}', 1))"
    [(known,)] = _rows(statement, {"any_of": [f"%{_literally(word)}%"]})
    return bool(known)


def _like(statement: str, values: dict[str, Any]) -> list[Found]:
    whole = values | {"organization": scope.acting_organization_id(), "most": MOST_INSIDE}
    return [_found(*row) for row in _rows(statement, whole)]


def _around_each(words: Iterable[str]) -> list[str]:
    """Patterns for names that hold each of the words, the longest first: that one walks along the index."""
    return [f"%{_literally(word)}%" for word in sorted(words, key=len, reverse=True)]


def typos(word: str) -> list[str]:
    """LIKE patterns for names with a word that begins like this one, but for one letter missing, added, wrong or swapped.

    A wrong first letter, and edits that leave too few letters together, are left out: the trigram index could not narrow them.
    """
    edits: dict[tuple[str, ...], None] = {}
    for place, sign in enumerate(word):
        left, right = word[:place], word[place + 1 :]
        edits[(left + right,)] = None
        edits[(left, right)] = None
        edits[(left, sign + right)] = None
        if right:
            edits[(left + right[0] + sign + right[1:],)] = None
    anchored = [parts for parts in edits if len(parts[0]) >= 2 or (parts[0] and len(parts[-1]) >= 3)]
    return [f"{start}{'_'.join(map(_literally, parts))}%" for parts in anchored for start in ("", "% ")]


def _literally(text: str) -> str:
    """The text as a LIKE pattern that means nothing but itself."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _found(rank: int, matched: Matched, customer_id: UUID, name: str, text: str) -> Found:
    shown = phones.shown(text) if matched == "phone" else text
    return Found(customer_id, name, rank, matched, shown, reverse("customer", args=[customer_id]))


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
