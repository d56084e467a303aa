"""Making, showing, rotating and revoking keys."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from presence.apikeys import finding, rules
from presence.apikeys.models import ApiKey, StoredAnswer
from presence.apikeys.rules import Scope
from presence.audit import actions as audit
from presence.kit import last_use
from presence.kit.refusals import Refusal
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Role

ANSWERS_ARE_KEPT = timedelta(hours=24)
LIVE = Q(revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=Now()))


class KeyRefused(Refusal):
    """A key cannot be made or changed like this; the message says why."""


def make(
    *, by: Actor, member: Membership, name: str, scopes: Sequence[str], expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """Make a key that acts for `member`; returns it with its text, which is shown once and kept nowhere.

    Raises KeyRefused when a scope is unknown or beyond the member's role, and when a live key has the same name: a form sent
    twice makes one key.
    """
    with transaction.atomic():
        maker = Membership.objects.select_for_update(of=("self",)).get(pk=member.pk)
        _check(maker, name, scopes)
        minted = rules.mint(maker.organization_id)
        key = ApiKey(
            name=name,
            prefix=minted.prefix,
            secret_hash=minted.digest,
            scopes=list(scopes),
            made_by=maker,
            expires_at=expires_at,
        )
        key.save(force_insert=True)
        audit.record(verb="key.made", by=by, subject=key, name=name, scopes=list(scopes), expires_at=_iso(expires_at))
    return key, minted.text


def rotate(*, by: Actor, key: ApiKey, member: Membership, now: datetime, overlap: timedelta) -> tuple[ApiKey, str]:
    """Replace a key by a new one of the same name and scopes; the old one works until the overlap has passed.

    Raises KeyRefused when the key is no longer live.
    """
    with transaction.atomic():
        old = ApiKey.objects.select_for_update(of=("self",)).filter(LIVE, pk=key.pk).first()
        if old is None:
            raise KeyRefused("This key no longer works, so there is nothing to replace. Make a new key.")
        name, old.name = old.name, f"{old.name[:60]} (replaced)"
        old.expires_at = min(now + overlap, old.expires_at or now + overlap)
        old.save(update_fields=["name", "expires_at"])
        audit.record(verb="key.rotated", by=by, subject=old, name=name, old_works_until=_iso(old.expires_at))
        return make(by=by, member=member, name=name, scopes=old.scopes, expires_at=key.expires_at)


def revoke(*, by: Actor, key: ApiKey, now: datetime) -> None:
    """End a key at once. Revoking a revoked key changes nothing."""
    with transaction.atomic():
        if ApiKey.rows().filter(pk=key.pk, revoked_at=None).update(revoked_at=now):
            audit.record(verb="key.revoked", by=by, subject=key, name=key.name)


def revoke_all_of(*, by: Actor, member: Membership, now: datetime) -> None:
    """End every key a member made, for good: they stay dead when the member is invited again."""
    for key in ApiKey.rows().filter(made_by=member, revoked_at=None):
        revoke(by=by, key=key, now=now)


def authenticate(header: str, now: datetime) -> ApiKey | None:
    """The live key behind an Authorization header, with maker, user, team and organization loaded; None for anything else.

    The maker must be an active member. Enters no scope for the caller. Call it before the request's own transaction begins:
    the time of last use is written in a short one.
    """
    shown = rules.read(header)
    if shown is None:
        return None
    with scope.acting_for(shown.organization_id), transaction.atomic():
        key = finding.live(shown.digest)
        if key:
            last_use.note(key, now=now)
    return key


def forget_old_answers() -> int:
    """Forget the acting organization's stored answers that are older than a day; returns how many."""
    forgotten, _ = StoredAnswer.rows().filter(created_at__lt=Now() - ANSWERS_ARE_KEPT).delete()
    return forgotten


def actor_of(key: ApiKey) -> Actor:
    """Who a key acts as in verbs and in the audit log."""
    maker = key.made_by
    return Actor(kind="key", label=key.name, member_id=maker.pk, key_id=key.pk, role=Role(maker.role))


def scopes_of(key: ApiKey) -> frozenset[Scope]:
    """What the key may do today (rules.effective)."""
    return rules.effective(key.scopes, Role(key.made_by.role))


def _check(maker: Membership, name: str, scopes: Sequence[str]) -> None:
    if not maker.is_active:
        raise KeyRefused("Only an active member can have keys.")
    if not name.strip():
        raise KeyRefused("Give the key a name, such as the program that will use it.")
    if not scopes:
        raise KeyRefused("Choose at least one thing the key may do.")
    unknown = [given for given in scopes if given not in Scope.values]
    if unknown:
        raise KeyRefused(f"Unknown scope: {', '.join(unknown)}. Use some of: {', '.join(Scope.values)}.")
    beyond = [given for given in scopes if not Role(maker.role).covers(rules.NEEDED_ROLE[Scope(given)])]
    if beyond:
        raise KeyRefused(f"The role {Role(maker.role).label.lower()} cannot give: {', '.join(beyond)}.")
    if ApiKey.rows().filter(LIVE, name=name).exists():
        raise KeyRefused(f"There is already a key named “{name}”. Give this one another name, or replace that one.")


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
