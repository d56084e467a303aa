"""Publishing the map: the one way in which what people drew becomes what the product obeys.

1. The map is locked, whole, so that of two who publish at once one wins and the other is told.
2. What is drawn is compared with what the publisher looked at, and with what is published; what is missing refuses it.
3. A version is written with the whole map, and approves its messages in the publisher's name.
4. Unless it is for later, it is applied: the published rows are locked and made equal to it. A worker that hands a message
   over holds its row FOR SHARE until the server has answered, so the change waits, at most PATIENCE, and then says for whom.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from presence.audit import actions as audit
from presence.kit import refusals
from presence.tenancy.actors import SYSTEM, Actor
from presence.tenancy.models import Membership
from touchpoints.journeys import applying, differences, locking, missing, partial, versions, writing
from touchpoints.journeys import document as documents
from touchpoints.journeys.applying import Busy
from touchpoints.journeys.document import Document
from touchpoints.journeys.missing import Missing
from touchpoints.journeys.models import MessageTemplate
from touchpoints.journeys.published import ApprovedMessage, MapVersion

__all__ = ["Busy"]


class NotReady(refusals.Refusal):
    """Something is missing. `missing` lists it."""

    def __init__(self, found: list[Missing]) -> None:
        super().__init__("; ".join(f"{one.name}: {one.words}" for one in found))
        self.missing = found


class NothingToPublish(refusals.Refusal):
    """What is drawn is what is published."""

    def __init__(self) -> None:
        super().__init__("There is nothing to publish: the map says what is published already.")


class VersionWaiting(refusals.Refusal):
    """Another version is to hold from a later time."""

    def __init__(self, version: MapVersion) -> None:
        super().__init__(f"Version {version.number} is set to begin later. Cancel it first.")
        self.version = version


class Outdated(refusals.Refusal):
    """Somebody published, or changed the map, after the publisher looked."""

    def __init__(self, newest: MapVersion | None) -> None:
        who = f" {newest.published_by} published version {newest.number}." if newest else ""
        super().__init__(f"The map is no longer what you looked at.{who} Check it again before you publish.")


class AlreadySettled(refusals.Refusal):
    """A version was to be canceled that has begun, or was canceled."""

    def __init__(self, version: MapVersion) -> None:
        super().__init__(f"Version {version.number} cannot be canceled any more.")


def publish(
    *,
    by: Actor,
    now: datetime,
    note: str = "",
    effective_from: datetime | None = None,
    only: Collection[UUID] | None = None,
    expected: str | None = None,
) -> MapVersion:
    """Publish what is drawn: at once, or from a later time; all of it, or `only` these touchpoints.

    `expected` is versions.state() as the publisher saw it. Raises Outdated, NothingToPublish, VersionWaiting, NotReady, Busy.
    """
    with applying.patience(), transaction.atomic():
        locking.lock_map()
        if expected is not None and expected != versions.state():
            raise Outdated(versions.newest())
        base, drawn = versions.published(), versions.drawn()
        wanted = drawn if only is None else partial.merged(base, drawn, only)
        return _write(wanted, by=by, now=now, note=note, effective_from=effective_from)


def revert(*, by: Actor, now: datetime, version: MapVersion, note: str = "", expected: str | None = None) -> MapVersion:
    """Bring an older version back: it is drawn and published again. Raises what `publish` raises."""
    with applying.patience(), transaction.atomic():
        locking.lock_map()
        if expected is not None and expected != versions.state():
            raise Outdated(versions.newest())
        writing.write_document(by=by, now=now, document=version.document, cause=f"version {version.number}")
        return _write(versions.drawn(), by=by, now=now, note=note, reverted_from=version.number)


def take_back(*, by: Actor, now: datetime, version: MapVersion) -> MapVersion:
    """Undo a publish: what held before it holds again, and what is drawn stays as it is.

    Raises Outdated when somebody published after it, and what `publish` raises.
    """
    with applying.patience(), transaction.atomic():
        locking.lock_map()
        newest = versions.newest()
        former = MapVersion.rows().filter(number__lt=version.number, applied_at__isnull=False).order_by("-number").first()
        if newest != version or former is None:
            raise Outdated(newest)
        return _write(documents.load(former.document), by=by, now=now, note="", reverted_from=former.number)


@transaction.atomic
def cancel(*, by: Actor, now: datetime, version: MapVersion) -> None:
    """Call off a version before it begins. Raises AlreadySettled."""
    if not MapVersion.rows().filter(pk=version.pk, applied_at=None, canceled_at=None).update(canceled_at=now):
        raise AlreadySettled(version)
    audit.record(verb="map.canceled", by=by, subject=version, number=version.number)


def apply_due(*, now: datetime) -> bool:
    """Apply the version whose time has come, if there is one that nobody else is applying. Raises Busy."""
    with applying.patience(), transaction.atomic():
        waiting = MapVersion.rows().filter(applied_at=None, canceled_at=None, effective_from__lte=now)
        version = waiting.select_for_update(no_key=True, skip_locked=True).first()
        if version is None:
            return False
        applying.apply(version)
        MapVersion.rows().filter(pk=version.pk).update(applied_at=now)
        audit.record(verb="map.began", by=SYSTEM, subject=version, number=version.number)
        return True


def publish_first(*, owner: Membership, ago: timedelta = timedelta()) -> None:
    """Publish a new organization's map as its first version, at the time of the transaction, or so long before it."""
    document, at = documents.dump(versions.drawn()), Now() - ago
    version = MapVersion.rows().create(
        number=1, document=document, published_by=owner, created_at=at, effective_from=at, applied_at=at
    )
    applying.apply(version)


def _write(
    wanted: Document,
    *,
    by: Actor,
    now: datetime,
    note: str,
    effective_from: datetime | None = None,
    reverted_from: int | None = None,
) -> MapVersion:
    waiting = versions.waiting()
    if waiting:
        raise VersionWaiting(waiting)
    said = differences.sentences(versions.published(), wanted)
    if not said:
        raise NothingToPublish
    found = missing.find(wanted, by=by)
    if found:
        raise NotReady(found)
    _approve_messages(wanted, by=by, now=now)
    later = effective_from is not None and effective_from > now
    version = MapVersion.rows().create(
        number=1 + (MapVersion.rows().order_by("-number").values_list("number", flat=True).first() or 0),
        document=documents.dump(wanted),
        published_by=_publisher(by),
        note=note,
        created_at=now,
        effective_from=effective_from if effective_from and later else now,
        applied_at=None if later else now,
        reverted_from=reverted_from,
    )
    if not later:
        applying.apply(version)
    verb = "map.scheduled" if later else "map.reverted" if reverted_from else "map.published"
    audit.record(verb=verb, by=by, subject=version, number=version.number, note=note, said=said, reverted_from=reverted_from)
    return version


def _publisher(by: Actor) -> Membership:
    """The member who publishes, or who made the key that does."""
    if by.member_id is None:
        raise TypeError(f"{by.label} is nobody who could publish.")
    return Membership.rows().get(pk=by.member_id)


def _approve_messages(wanted: Document, *, by: Actor, now: datetime) -> None:
    """Who publishes approves the words that will be sent. A key publishes only words that a person approved before."""
    known = set(ApprovedMessage.rows().values_list("touchpoint_id", "sha256"))
    for moment in wanted.moments():
        if moment.mode != "automate" or moment.message is None or moment.id is None or by.kind != "member":
            continue
        message, sha256 = moment.message, moment.message.sha256
        words = {"language": message.language, "subject": message.subject, "text": message.text}
        if (moment.id, sha256) not in known:
            ApprovedMessage.rows().create(
                touchpoint_id=moment.id, sha256=sha256, approved_by=_publisher(by), approved_at=now, **words
            )
        drawn = MessageTemplate.rows().filter(touchpoint_id=moment.id, **words).exclude(approved_sha256=sha256)
        drawn.update(approved_sha256=sha256, approved_by=by.member_id, approved_at=now)
