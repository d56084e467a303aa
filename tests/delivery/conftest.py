"""A leader's browser, and no banner from before."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.conftest import Cast


@pytest.fixture(autouse=True)
def nothing_cached() -> None:
    cache.clear()


@pytest.fixture
def leader(cast: Cast, sign_in: Callable[[Any], Client]) -> Client:
    return sign_in(cast.leader)
