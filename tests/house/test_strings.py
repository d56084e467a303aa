"""What settings name by string exists: a typing mistake there would only be found when it is needed."""

import pytest
from django.conf import settings
from django.utils.module_loading import import_string


def _strings() -> list[str]:
    listed = [*settings.NAVIGATION, *settings.PALETTE, *settings.IMPORTERS.values(), *settings.EXAMPLES]
    return [*listed, *(path for paths in settings.REACTIONS.values() for path in paths)]


@pytest.mark.parametrize("path", sorted(set(_strings())))
def test_every_registered_string_resolves(path: str) -> None:
    assert import_string(path) is not None
