"""Ports of the loopback interface: free ones for the servers, remembered from one start to the next."""

import json
import socket
from pathlib import Path


def is_free(port: int) -> bool:
    return all(_can_bind(family, host, port) for family, host in loopbacks())


def is_reserved(port: int) -> bool:
    """Whether the system keeps the port from ordinary users, as it does with low ones."""
    try:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
    except PermissionError:
        return True
    except OSError:
        return False
    return False


def loopbacks() -> list[tuple[socket.AddressFamily, str]]:
    """The loopback addresses of this machine; the IPv6 one may be missing."""
    known = [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]
    return [(family, host) for family, host in known if host == "127.0.0.1" or _can_bind(family, host, 0)]


def free() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def choose(*, name: str, book: Path) -> int:
    """The port that the book has for the name while it is free, else a new one, written down."""
    port = known(name=name, book=book)
    if port is None or not is_free(port):
        port = free()
        book.write_text(json.dumps({**_read(book), name: port}))
    return port


def known(*, name: str, book: Path) -> int | None:
    """The port that was chosen last, free or not."""
    return _read(book).get(name)


def forget(*, name: str, book: Path) -> None:
    """After losing a race for the port: the next choice is a new one."""
    book.write_text(json.dumps({key: port for key, port in _read(book).items() if key != name}))


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _read(book: Path) -> dict[str, int]:
    try:
        written = json.loads(book.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return {str(name): int(port) for name, port in written.items()} if isinstance(written, dict) else {}


def _can_bind(family: socket.AddressFamily, host: str, port: int) -> bool:
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError:
        return False
    return True
