"""What another organization has, each with the like that nobody has."""

import re
from dataclasses import dataclass
from typing import Any

from presence.customers.models import Customer
from presence.kit.ids import new_id
from presence.tenancy.models import Team
from promises.record.models import Promise, Term
from tests.wall.canaries import Twin
from touchpoints.models import Interaction, Touchpoint

OTHER = str.maketrans("0123456789abcdef", "1234567890bcdefa")


@dataclass(frozen=True)
class Swap:
    """A value to send, and one to send for comparison."""

    theirs: str
    nobodys: str

    @property
    def sent(self) -> tuple[str, str]:
        return self.theirs, self.nobodys


def like(word: str) -> str:
    """A canary that nobody has, with digits where the word has digits: some fields read numbers out of a text."""
    return re.sub(r"[0-9a-f]{12}", lambda token: token[0].translate(OTHER), word)


def foreign_ids(b: Twin) -> list[Swap]:
    """Ids of B's rows."""
    tables = (Customer, Touchpoint, Promise, Term, Interaction, Team)
    return [foreign_id(b, table) for table in tables]


def foreign_id(b: Twin, table: Any) -> Swap:
    return Swap(str(b.rows[table].pk), str(new_id()))


def foreign_words(b: Twin) -> list[Swap]:
    """References, keys and addresses of B, and an id where a word is expected."""
    rows: Any = b.rows
    refs = [rows[Customer].external_ref, rows[Interaction].external_ref, rows[Promise].external_ref]
    words = [Swap(word, like(word)) for word in (*refs, rows[Touchpoint].key)]
    words.append(Swap(b.people["owner"].user.email, "owner@twin-z.example"))
    return [*words, foreign_ids(b)[0]]
