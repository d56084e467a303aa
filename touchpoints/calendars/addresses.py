"""Addresses of calendars: which are taken, and which machines they may lead to. Nothing is opened here."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from presence.kit import refusals

LONGEST = 2000
PORT = 443
_HOST = re.compile(r"\A(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\Z")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class NotAnAddress(refusals.Refusal):
    """It cannot be the address of a calendar, with what to do."""

    def __init__(self, words: str) -> None:
        super().__init__(words, pointer="address")


@dataclass(frozen=True, slots=True)
class Target:
    """An https address in parts. `path` holds what is secret; it stands in no message."""

    host: str
    path: str

    @property
    def url(self) -> str:
        return f"https://{self.host}{self.path}"


def parse(text: str) -> Target:
    """The parts of an address. Raises NotAnAddress."""
    given = text.strip()
    if len(given) > LONGEST or not given.isascii() or not given.isprintable() or " " in given:
        raise NotAnAddress("This is no web address. Copy the calendar’s iCal address again, whole.")
    try:
        parts = urlsplit(re.sub(r"(?i)\Awebcals?://", "https://", given))
        port = parts.port
    except ValueError:
        raise NotAnAddress("This is no web address. Copy the calendar’s iCal address again, whole.") from None
    if parts.scheme.lower() != "https":
        raise NotAnAddress("Use an address that begins with https:// or webcal://, so that nobody reads along.")
    if parts.username or parts.password or port not in (None, PORT):
        raise NotAnAddress("Use an address without a user name, password or port.")
    host = (parts.hostname or "").lower().rstrip(".")
    if not _HOST.match(host):
        raise NotAnAddress("Use an address with the name of a server on the internet, such as calendar.example.com.")
    return Target(host, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def is_public(address: str) -> bool:
    """Whether a numeric address is on the open internet: not this machine, not a network around it, however it is written."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and all(map(_is_public_v4, _inside(ip)))


def _inside(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """The older addresses that a newer one may stand for."""
    if isinstance(ip, ipaddress.IPv4Address):
        return [ip]
    held = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if ip in _NAT64:
        held.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    return [one for one in held if one is not None]


def _is_public_v4(ip: ipaddress.IPv4Address) -> bool:
    return ip.is_global and not ip.is_multicast and not ip.is_reserved
