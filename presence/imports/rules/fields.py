"""What an importer takes: its fields, their kinds, the words they are known by in other systems."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How the cells of a field are read."""

    TEXT = "text"
    CHOICE = "choice"
    MOMENT = "moment"
    DAY = "day"
    NUMBER = "number"
    EMAIL = "email"
    PHONE = "phone"
    ZONE = "zone"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value a field may have, its word on screen, and how other systems write it (lower case)."""

    value: str
    label: str
    synonyms: tuple[str, ...] = ()


YES_NO = (
    Choice("yes", "Yes", ("true", "y", "1", "t", "ja", "oui", "wahr", "vrai", "x")),
    Choice("no", "No", ("false", "n", "0", "f", "nein", "nee", "non", "falsch", "faux")),
)


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a row can say.

    `synonyms` are column names of other systems, likeliest first, lower case with blanks. `fixed` fields may be given once for
    all rows. `beside` names a field without which this one says nothing. `whole` numbers have no decimals. In `until` fields a
    day without a time of day means its end.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    help: str = ""
    synonyms: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    fixed: bool = False
    beside: str = ""
    max_length: int = 200
    whole: bool = False
    until: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """A yes-or-no question about the whole file."""

    name: str
    label: str
    help: str = ""
    default: bool = True


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a row out. `field` is empty when it concerns the row as a whole."""

    field: str
    message: str
    code: str = "invalid"
