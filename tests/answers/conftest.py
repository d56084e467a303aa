"""A promise to Harbor Dental Group, and the door to it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest

from presence.tenancy import scope
from presence.tenancy.actors import Actor
from promises.answers import links
from promises.answers.links import Made
from promises.record.models import Promise
from tests.conftest import Cast
from tests.promises.conftest import NOW, TERMS, Write, harbor, write

__all__ = ["NOW", "TERMS", "Write", "harbor", "write"]

LATER = NOW + timedelta(hours=1)
Door = Callable[..., Made]


@pytest.fixture
def promise(write: Write) -> Promise:
    return write()


@pytest.fixture
def door(cast: Cast, promise: Promise) -> Door:
    """Makes a link to the promise."""

    def make(to: Promise = promise) -> Made:
        with scope.acting_for(cast.organization):
            return links.make(by=Actor.of(cast.agent), promise=to)

    return make


def path_of(made: Made) -> str:
    return urlsplit(made.url).path


def after(at: datetime, **span: float) -> datetime:
    return at + timedelta(**span)
