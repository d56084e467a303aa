"""Making, showing, rotating and revoking keys: the row and the fact it leaves behind."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from presence import tasks
from presence.accounts.models import User
from presence.apikeys import actions
from presence.apikeys.models import ApiKey, StoredAnswer
from presence.audit.models import Entry
from presence.tenancy import directory, scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from tests.conftest import Cast


def make(cast: Cast, name: str = "Grafana", scopes: tuple[str, ...] = ("metrics:read",), **more: object) -> tuple[ApiKey, str]:
    return actions.make(by=Actor.of(cast.owner), member=cast.owner, name=name, scopes=scopes, **more)  # type: ignore[arg-type]


def clock() -> datetime:
    return datetime.now(UTC)


def test_it_makes_a_key_that_is_shown_once(acting: Cast) -> None:
    key, text = make(acting)

    assert hashlib.sha256(text[31:].encode()).hexdigest() == key.secret_hash
    assert text not in str(ApiKey.rows().values().get())
    entry = Entry.rows().get(verb="key.made")
    assert entry.subject_id == key.pk
    assert entry.member_id == acting.owner.pk
    assert entry.detail["scopes"] == ["metrics:read"]
    assert text not in str(entry.detail)


def test_it_is_found_by_its_text_from_anywhere(cast: Cast, elsewhere: Cast) -> None:
    with scope.acting_for(cast.organization):
        key, text = make(cast)

    with scope.acting_for(elsewhere.organization):
        found = actions.authenticate(f"Bearer {text}", clock())
        assert scope.current_id() == elsewhere.organization.pk

    assert found == key
    assert found is not None
    assert found.organization == cast.organization
    assert actions.actor_of(found).key_id == key.pk
    assert actions.actor_of(found).kind == "key"


def test_a_secret_with_another_organizations_id_is_no_key(cast: Cast, elsewhere: Cast) -> None:
    with scope.acting_for(cast.organization):
        _, text = make(cast)
    with scope.acting_for(elsewhere.organization):
        _, other = make(elsewhere)

    assert actions.authenticate(f"Bearer {other[:31]}{text[31:]}", clock()) is None


def test_the_last_use_is_written_at_most_once_a_minute(acting: Cast) -> None:
    key, text = make(acting)
    now = clock()

    actions.authenticate(f"Bearer {text}", now)
    actions.authenticate(f"Bearer {text}", now + timedelta(seconds=30))
    assert ApiKey.rows().get(pk=key.pk).last_used_at == now

    actions.authenticate(f"Bearer {text}", now + timedelta(seconds=61))
    assert ApiKey.rows().get(pk=key.pk).last_used_at == now + timedelta(seconds=61)


def test_an_expired_key_is_dead(acting: Cast) -> None:
    _, text = make(acting, expires_at=clock() - timedelta(seconds=1))

    assert actions.authenticate(f"Bearer {text}", clock()) is None


def test_a_revoked_key_is_dead(acting: Cast) -> None:
    key, text = make(acting)

    actions.revoke(by=Actor.of(acting.owner), key=key, now=clock())
    actions.revoke(by=Actor.of(acting.owner), key=key, now=clock())

    assert actions.authenticate(f"Bearer {text}", clock()) is None
    assert Entry.rows().filter(verb="key.revoked").count() == 1


def test_a_key_dies_with_its_makers_membership(acting: Cast) -> None:
    _, text = actions.make(by=Actor.of(acting.owner), member=acting.agent, name="Agent's", scopes=["metrics:read"])

    Membership.rows().filter(pk=acting.agent.pk).update(removed_at=clock())

    assert actions.authenticate(f"Bearer {text}", clock()) is None


def test_a_key_dies_with_its_makers_account(acting: Cast) -> None:
    _, text = make(acting)

    User.objects.filter(pk=acting.owner.user_id).update(is_active=False)

    assert actions.authenticate(f"Bearer {text}", clock()) is None


def test_a_key_shrinks_with_its_makers_role(acting: Cast) -> None:
    _, text = actions.make(by=Actor.of(acting.owner), member=acting.leader, name="Map", scopes=["touchpoints:write"])

    Membership.rows().filter(pk=acting.leader.pk).update(role="viewer")

    key = actions.authenticate(f"Bearer {text}", clock())
    assert key is not None
    assert actions.scopes_of(key) == {"touchpoints:read"}


def test_rotation_overlaps(acting: Cast) -> None:
    old, old_text = make(acting)

    new, new_text = actions.rotate(
        by=Actor.of(acting.owner), key=old, member=acting.owner, now=clock(), overlap=timedelta(hours=24)
    )

    assert (new.name, new.scopes) == ("Grafana", ["metrics:read"])
    assert actions.authenticate(f"Bearer {old_text}", clock()) == old
    assert actions.authenticate(f"Bearer {new_text}", clock()) == new
    old.refresh_from_db()
    assert old.name == "Grafana (replaced)"
    assert old.expires_at is not None
    assert old.expires_at < clock() + timedelta(hours=24)
    assert Entry.rows().filter(verb="key.rotated", subject_id=old.pk).exists()


def test_rotation_without_overlap_ends_the_old_key(acting: Cast) -> None:
    old, old_text = make(acting)

    actions.rotate(by=Actor.of(acting.owner), key=old, member=acting.owner, now=clock(), overlap=timedelta(0))

    assert actions.authenticate(f"Bearer {old_text}", clock()) is None


def test_a_dead_key_cannot_be_rotated(acting: Cast) -> None:
    key, _ = make(acting)
    actions.revoke(by=Actor.of(acting.owner), key=key, now=clock())

    with pytest.raises(actions.KeyRefused, match="Make a new key"):
        actions.rotate(by=Actor.of(acting.owner), key=key, member=acting.owner, now=clock(), overlap=timedelta(0))


@pytest.mark.parametrize(
    ("name", "scopes", "words"),
    [
        ("", ["metrics:read"], "Give the key a name"),
        ("x", [], "at least one"),
        ("x", ["metrics:read", "everything"], "Unknown scope: everything"),
        ("Grafana", ["metrics:read"], "already a key named"),
    ],
)
def test_it_refuses_with_words(acting: Cast, name: str, scopes: list[str], words: str) -> None:
    make(acting)

    with pytest.raises(actions.KeyRefused, match=words):
        make(acting, name=name, scopes=tuple(scopes))
    assert ApiKey.rows().count() == 1


def test_a_member_gives_no_more_than_they_may(acting: Cast) -> None:
    with pytest.raises(actions.KeyRefused, match="role agent cannot give: touchpoints:write, admin"):
        actions.make(
            by=Actor.of(acting.agent), member=acting.agent, name="x", scopes=["customers:write", "touchpoints:write", "admin"]
        )


def test_stored_answers_are_forgotten_after_a_day(acting: Cast) -> None:
    for age in (timedelta(hours=23), timedelta(hours=25)):
        StoredAnswer.objects.create(caller="key", method="POST", path="/", idempotency_key=str(age), body_hash="0" * 64)
        StoredAnswer.rows().filter(idempotency_key=str(age)).update(created_at=clock() - age)
    assert directory.organization_ids_with("answers") == [acting.organization.pk]

    tasks.forget_old_answers_of(str(acting.organization.pk))

    assert StoredAnswer.rows().count() == 1
    assert directory.organization_ids_with("answers") == []


def test_revoking_all_of_a_member_is_for_good(acting: Cast) -> None:
    _, text = actions.make(by=Actor.of(acting.owner), member=acting.agent, name="Agent's", scopes=["metrics:read"])

    actions.revoke_all_of(by=Actor.of(acting.owner), member=acting.agent, now=clock())

    assert actions.authenticate(f"Bearer {text}", clock()) is None
