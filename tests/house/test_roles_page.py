"""docs/roles.md says what the code holds."""

from presence.management.commands import write_roles


def test_it_is_current() -> None:
    assert write_roles.PATH.read_text(encoding="utf-8") == write_roles.page(), "run bin/manage write_roles"


def test_it_names_what_only_owners_may() -> None:
    assert "| `members/` |  |  |  | yes |" in write_roles.page()
