"""Two organizations full of canaries: A, whose people try, and B, which must never show.

Filling every table takes a while, so the twins are made once for each file, in a transaction that is never committed; each test
runs in a savepoint of it.
"""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.wall import canaries

Twins = tuple[canaries.Twin, canaries.Twin]


@pytest.fixture(scope="module")
def twins(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Twins]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield canaries.make_twin("A"), canaries.make_twin("B")
        transaction.set_rollback(True)


@pytest.fixture
def savepoint(twins: Twins) -> Iterator[Twins]:
    with transaction.atomic():
        yield twins
        transaction.set_rollback(True)


@pytest.fixture
def a(savepoint: Twins) -> canaries.Twin:
    return savepoint[0]


@pytest.fixture
def b(savepoint: Twins) -> canaries.Twin:
    return savepoint[1]
