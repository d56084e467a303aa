"""What a command says when it cannot go on: one plain line and exit code 1."""

import errno
import os
import signal
import sys
from collections.abc import Callable, Sequence
from types import FrameType
from typing import NoReturn

from bin.local import places


class Stop(Exception):
    """Ends the command; its text is the line that the person reads."""


def run(*, command: str, main: Callable[[Sequence[str]], int], arguments: Sequence[str]) -> int:
    """Run `main` and give its exit code; 1 when it was stopped, 130 after Ctrl-C."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    try:
        return main(arguments)
    except Stop as stop:
        line = str(stop)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except OSError as error:
        line = plain(error)
    print(f"bin/{command}: {line}", file=sys.stderr)
    return 1


def plain(error: OSError) -> str:
    """Say an operating system's refusal in words that name the file and the way out."""
    where = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else ""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"The disk is full{f' ({where})' if where else ''}. Free some space and start again."
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        way_out = ", or name another folder in PRESENCE_HOME" if places.is_in_home(where) else ""
        return f"No permission for {where or 'a file'}. Give yourself access{way_out}."
    return f"{error.strerror or error}{f': {where}' if where else ''}"


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    """Unwind, so that whatever the command started is stopped on the way."""
    raise SystemExit(128 + number)


def say(line: str) -> None:
    """Tell the person what is going on, apart from the output of programs."""
    print(line, file=sys.stderr, flush=True)
