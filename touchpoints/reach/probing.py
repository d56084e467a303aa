"""Trying every way to a person as a customer would: the page is fetched over the network, under the address that mails carry.

A call inside the process would prove that the view works; what breaks in practice is the name, the certificate or the proxy in
front of it. So the probe opens PRESENCE_URL like a browser does, within five seconds, and follows no redirect.
"""

import http.client
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction

from presence.audit import actions as audit
from presence.tenancy.actors import SYSTEM, Actor
from touchpoints.reach import links, standing
from touchpoints.reach.models import Probe

WITHIN = 5.0  # seconds
EVERY = timedelta(hours=20)  # the tick comes more often, so that what is published today is tried today
ENOUGH = 64 * 1024  # bytes; the mark stands well before
MARK = b"data-reach"


def probe_due(*, now: datetime) -> int:
    """Try what was not tried since yesterday. Call it outside a transaction: the network is slow."""
    with transaction.atomic():
        known = standing.of_all(now=now)
    return probe(by=SYSTEM, now=now, chosen=[one for one in known if not one.probed_at or now - one.probed_at >= EVERY])


def probe_all(*, by: Actor, now: datetime) -> int:
    """Try every automatic touchpoint now. Says how many were tried."""
    with transaction.atomic():
        known = standing.of_all(now=now)
    return probe(by=by, now=now, chosen=known)


def probe(*, by: Actor, now: datetime, chosen: list[standing.Standing]) -> int:
    """Try these, write down what was found, and say how many there were."""
    found = _found(one.touchpoint_id for one in chosen)
    with transaction.atomic():
        Probe.objects.bulk_create(Probe(touchpoint_id=id, at=now, problem=problem) for id, problem in found.items())
        if found:
            broken = sum(1 for problem in found.values() if problem)
            audit.record(verb="reach.probed", by=by, count=len(found), broken=broken)
    return len(found)


def _found(touchpoint_ids: Iterable[UUID]) -> dict[UUID, str]:
    """What was wrong with each page; empty words when nothing was. Where nobody answers at all, one wait is enough for all."""
    found: dict[UUID, str] = {}
    silence = ""
    for touchpoint_id in touchpoint_ids:
        try:
            found[touchpoint_id] = silence or _look(touchpoint_id)
        except (OSError, http.client.HTTPException) as error:
            silence = f"The page behind the link could not be opened: {error or type(error).__name__}"[:300]
            found[touchpoint_id] = silence
    return found


def _look(touchpoint_id: UUID) -> str:
    """Raises OSError and HTTPException where nobody answers."""
    status, body = _get(links.address_of(customer_id=None, touchpoint_id=touchpoint_id))
    if status != http.client.OK:
        return f"The page behind the link answered {status} instead of 200."
    return "" if MARK in body else "Another page than ours stands behind the link."


def _get(url: str) -> tuple[int, bytes]:
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=WITHIN)
    try:
        connection.request("GET", parts.path, headers={"User-Agent": "Presence probe", "Accept-Language": "en"})
        answer = connection.getresponse()
        return answer.status, answer.read(ENOUGH)
    finally:
        connection.close()
