"""Two customers that are one: nothing is lost, nothing is counted twice, and old names lead to the one that stays."""

from tests.promises.conftest import harbor, write

__all__ = ["harbor", "write"]
