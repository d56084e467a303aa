"""Other text for the cells of one row."""

import re
from collections.abc import Mapping

CELL = re.compile(r"cell-(\d{1,3})")
LONGEST = 20_000


def typed_cells(data: Mapping[str, str]) -> dict[int, str]:
    """Texts by column, from the fields of a row's form. Anything that is no text may stand in a cell; it is checked later."""
    return {int(found[1]): data[name][:LONGEST] for name in data if (found := CELL.fullmatch(name))}
