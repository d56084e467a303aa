"""Django's way to a mail server, with an end to every wait: a reply has one time limit, however slowly it comes.

The standard library waits anew for each piece, so a server that gives a sign every few seconds would hold a worker, and every
row that the worker holds, for as long as it likes.
"""

import smtplib
import time
from typing import Any

from django.core.mail.backends.smtp import EmailBackend

LONGEST = 10  # seconds, where the settings name no limit
PIECE = 4096


class Replies:
    """Lines from a server, as smtplib reads them from a file. All of them come before `until` (time.monotonic), or none."""

    def __init__(self, sock: Any) -> None:
        self._sock, self._kept = sock, b""
        self.until = 0.0

    def readline(self, limit: int) -> bytes:
        """A line, or what there is of it when the server hung up or goes on for longer than `limit`. Raises OSError."""
        while b"\n" not in self._kept and len(self._kept) < limit:
            piece = self._piece()
            if not piece:
                break
            self._kept += piece
        end = self._kept.find(b"\n", 0, limit) + 1 or limit
        line, self._kept = self._kept[:end], self._kept[end:]
        return line

    def close(self) -> None:
        """The socket is closed by whoever opened it."""

    def _piece(self) -> bytes:
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError("its answer took too long")
        usual = self._sock.gettimeout()
        self._sock.settimeout(left)
        try:
            piece: bytes = self._sock.recv(PIECE)
        finally:
            self._sock.settimeout(usual)
        return piece


class _Limited:
    """Gives each reply the connection's time limit."""

    file: Any
    sock: Any
    timeout: Any

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None:
            self.file = Replies(self.sock)
        seconds = self.timeout if isinstance(self.timeout, int | float) else LONGEST
        self.file.until = time.monotonic() + seconds
        return super().getreply()  # type: ignore[misc,no-any-return]  # of smtplib.SMTP, which stands behind it


class _Plain(_Limited, smtplib.SMTP):
    pass


class _Secure(_Limited, smtplib.SMTP_SSL):
    pass


class Backend(EmailBackend):
    """As the settings say."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _Secure if self.use_ssl else _Plain
