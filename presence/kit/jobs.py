"""Waking a worker. The row in PostgreSQL is the truth and the timetable finds it anyway; this only saves the waiting."""

import logging
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def start_after_commit(name: str, *arguments: str) -> None:
    """Start the task of this name when the transaction commits. A broker that is away is logged, not raised."""
    transaction.on_commit(partial(start, name, *arguments))


def start(name: str, *arguments: str) -> None:
    """Start the task of this name now. A broker that is away is logged, not raised."""
    try:
        current_app.send_task(name, args=arguments, retry=False)
    except OperationalError as error:
        logger.warning("%s waits for the timetable, because the broker cannot be reached: %s", name, error)
