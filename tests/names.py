"""A name server that answers as the test wrote it."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.message
import dns.rcode
import dns.rrset


@dataclass
class Zone:
    """Records by name and kind: `{("ours.example.", "TXT"): ['"v=spf1 -all"']}`. Every other name does not exist."""

    records: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    port: int = 0


@contextmanager
def answering(zone: Zone) -> Iterator[Zone]:
    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), _handler_for(zone)) as server:
        zone.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield zone
        finally:
            server.shutdown()
            thread.join()


def _handler_for(zone: Zone) -> type[socketserver.BaseRequestHandler]:
    class Answer(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            packet, socket = self.request
            question = dns.message.from_wire(packet)
            socket.sendto(_answer(zone, question).to_wire(), self.client_address)

    return Answer


def _answer(zone: Zone, question: dns.message.Message) -> dns.message.Message:
    answer = dns.message.make_response(question)
    asked = question.question[0]
    name, kind = asked.name.to_text().lower(), asked.rdtype.name
    zone.asked.append(f"{name} {kind}")
    found = zone.records.get((name, kind))
    if found:
        answer.answer.append(dns.rrset.from_text(name, 60, "IN", kind, *found))
    elif not any(name == known for known, _ in zone.records):
        answer.set_rcode(dns.rcode.NXDOMAIN)
    return answer
