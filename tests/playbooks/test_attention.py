"""Playbooks that are due stand on top of their owner's first page, and of nobody else's."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from tests.conftest import Cast
from touchpoints.playbooks import attention
from touchpoints.playbooks.models import Playbook

SignIn = Callable[[Any], Client]


def _due(days: int) -> None:
    Playbook.rows().update(review_date=timezone.localdate() + timedelta(days=days))


def test_its_owner_is_asked_from_the_day_on(acting: Cast, playbook: Playbook, sign_in: SignIn) -> None:
    _due(1)
    assert attention.due(acting.leader) is None
    _due(0)

    page = sign_in(acting.leader).get("/o/fieldstone/").content.decode()

    assert "Your playbooks to look through" in page
    assert f"/playbooks/{playbook.pk}/" in page


def test_nobody_else_is_asked(acting: Cast, playbook: Playbook) -> None:
    _due(-3)

    assert attention.due(acting.owner) is None


def test_an_archived_one_waits_for_nobody(acting: Cast, playbook: Playbook) -> None:
    _due(-3)
    Playbook.rows().update(archived_at=timezone.now())

    assert attention.due(acting.leader) is None
