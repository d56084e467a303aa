"""How workers run beside everybody else."""

import os
import subprocess
import sys

from presence import celery

ASKED = "from celery.signals import worker_init; import os, presence.celery; worker_init.send(None); print(os.nice(0))"


def test_workers_let_pages_go_first() -> None:
    found = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=True)

    assert int(found.stdout) == min(19, os.nice(0) + celery.NICENESS)
