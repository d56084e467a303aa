"""Asking the domain name system. The servers are those of settings.DNS_SERVERS, or the machine's own."""

from collections.abc import Sequence

import dns.exception
import dns.resolver
from django.conf import settings

SECONDS = 3.0
NO_SUCH = (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.name.LabelTooLong, dns.name.EmptyLabel, dns.name.BadEscape)


class NoAnswer(Exception):
    """No name server answered, so that nothing can be said either way."""


def texts(name: str) -> list[str]:
    """The TXT records of a name; none where the name or the record does not exist. Raises NoAnswer."""
    return [b"".join(record.strings).decode(errors="replace") for record in _ask(name, "TXT")]


def takes_mail(name: str) -> bool:
    """Whether some server takes mail for this domain. Raises NoAnswer."""
    exchangers = [str(record.exchange) for record in _ask(name, "MX")]
    return any(one != "." for one in exchangers) if exchangers else bool([*_ask(name, "A"), *_ask(name, "AAAA")])


def _ask(name: str, kind: str) -> Sequence:  # type: ignore[type-arg]  # dnspython's records have a class for each kind
    try:
        return list(_resolver().resolve(name, kind, lifetime=SECONDS))
    except NO_SUCH:
        return []
    except (dns.exception.DNSException, OSError) as error:
        raise NoAnswer from error


def _resolver() -> dns.resolver.Resolver:
    if not settings.DNS_SERVERS:
        return dns.resolver.Resolver()
    resolver = dns.resolver.Resolver(configure=False)
    hosts = [server.rpartition(":") for server in settings.DNS_SERVERS]
    resolver.nameservers = [host for host, _, _ in hosts]
    resolver.nameserver_ports = {host: int(port) for host, _, port in hosts}
    return resolver
