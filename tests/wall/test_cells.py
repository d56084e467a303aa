"""Every cell of an imported file, given what another organization has: read like what nobody has."""

from typing import Any

import pytest

from presence.customers.models import Customer
from presence.imports.models import Import, ImportRow
from presence.tenancy import scope
from tests.wall import living
from tests.wall.canaries import NOW, Twin, fingerprint
from tests.wall.swaps import foreign_words
from touchpoints.models import Interaction, Touchpoint


def verdicts(twin: Twin, row: tuple[str, str, str]) -> tuple[Any, ...]:
    """What the check says of a file with this one row."""
    with scope.acting_for(twin.organization):
        source: Import = living.uploaded(twin, living.file_of([row]), NOW)
        said = list(ImportRow.rows().filter(source=source).values_list("verdict", "problems", "target_id"))
        return source.state, source.counts, said


@pytest.mark.parametrize("column", [0, 1, 2], ids=["external_ref", "customer_ref", "touchpoint_key"])
def test_no_cell_reaches_another_organization(column: int, a: Twin, b: Twin) -> None:
    before = fingerprint(b)
    rows: Any = a.rows
    own = ("new", rows[Customer].external_ref, rows[Touchpoint].key)
    for swap in foreign_words(b):
        theirs = verdicts(a, _put(own, column, swap.theirs))
        nobodys = verdicts(a, _put(own, column, swap.nobodys))

        assert str(theirs).replace(swap.theirs, "*") == str(nobodys).replace(swap.nobodys, "*")
    assert fingerprint(b) == before


def test_the_same_cell_of_ones_own_is_found(a: Twin) -> None:
    """Otherwise the test above would compare two failures."""
    rows: Any = a.rows
    own = ("new", rows[Customer].external_ref, rows[Touchpoint].key)

    assert verdicts(a, own)[1] == {"new": 1}
    assert verdicts(a, _put(own, 0, rows[Interaction].external_ref))[1] == {"changed": 1}
    assert verdicts(a, _put(own, 2, "nobody-has-it"))[1] == {"problem": 1}


def _put(row: tuple[str, str, str], column: int, value: str) -> Any:
    return tuple(value if place == column else cell for place, cell in enumerate(row))
