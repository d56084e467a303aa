"""Every planted bug, by kind."""

from tests.proofs import _bugs_database, _bugs_doors, _bugs_keys, _bugs_queries, _bugs_rooms, _bugs_scope
from tests.proofs._planting import Bug

BY_KIND: dict[str, list[Bug]] = {
    "The scope": _bugs_scope.BUGS,
    "The doors": _bugs_doors.BUGS,
    "Keys, and what is kept between requests": _bugs_keys.BUGS,
    "Queries": _bugs_queries.BUGS,
    "The rooms above": _bugs_rooms.BUGS,
    "The database": _bugs_database.BUGS,
}
ALL = [bug for bugs in BY_KIND.values() for bug in bugs]
