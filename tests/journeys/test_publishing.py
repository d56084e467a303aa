"""What is drawn becomes what is obeyed, and only so."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from presence.audit.models import Entry
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from tests.conftest import Cast
from tests.journeys.publishing import NOW, WORDS, draw, publish_mode, row
from touchpoints.journeys import actions, publishing, versions, ways
from touchpoints.journeys.document import Message
from touchpoints.journeys.models import MessageTemplate, Touchpoint
from touchpoints.journeys.published import ApprovedMessage, MapVersion, PublishedTouchpoint


@pytest.fixture
def by(acting: Cast) -> Actor:
    return Actor.of(acting.leader)


def _words(refused: pytest.ExceptionInfo[publishing.NotReady]) -> list[tuple[str, str]]:
    return [(one.name, one.field) for one in refused.value.missing]


def test_a_new_organization_has_its_starter_map_published(acting: Cast) -> None:
    first = versions.newest()

    assert first is not None
    assert (first.number, first.published_by, first.document) == (1, acting.owner, versions.document())
    assert {one.mode for one in PublishedTouchpoint.rows()} == {"human_only"}
    assert row("scope-change").protected == ["scope_tradeoff"]
    assert row("scope-change").was_guarded


def test_what_is_drawn_is_not_obeyed_until_it_is_published(by: Actor) -> None:
    draw(by, "status-update", mode="augment")
    assert row("status-update").mode == "human_only"

    version = publishing.publish(by=by, now=NOW, note="Drafts save minutes")

    assert (row("status-update").mode, row("status-update").version_number) == ("augment", 2)
    assert row("first-response").version_number == 2
    assert (version.number, version.note, version.applied_at, version.document) == (
        2,
        "Drafts save minutes",
        NOW,
        versions.document(),
    )
    entry = Entry.rows().get(verb="map.published")
    assert entry.detail["said"] == ["Status update: human-only → augment"]


def test_an_automatic_moment_needs_an_owner_a_person_and_a_message(by: Actor) -> None:
    actions.change_touchpoint(by=by, touchpoint=Touchpoint.rows().get(key="status-update"), mode="automate", owner=None)

    with pytest.raises(publishing.NotReady) as refused:
        publishing.publish(by=by, now=NOW)

    assert _words(refused) == [("Status update", field) for field in ("owner", "hatch_member", "message_subject")]
    assert MapVersion.rows().count() == 1


def test_somebody_who_left_is_no_way_to_a_person(by: Actor, acting: Cast) -> None:
    draw(by, "status-update", mode="automate")
    Membership.rows().filter(pk=acting.leader.pk).update(removed_at=NOW)

    with pytest.raises(publishing.NotReady) as refused:
        publishing.publish(by=Actor.of(acting.owner), now=NOW)

    assert _words(refused) == [("Status update", "owner"), ("Status update", "hatch_member")]


def test_who_publishes_approves_the_message_and_an_edit_voids_it(by: Actor, acting: Cast) -> None:
    publish_mode(by, "status-update", "automate")

    template = MessageTemplate.rows().get()
    assert (template.approved_sha256, template.approved_by, template.approved_at) == (WORDS.sha256, acting.leader, NOW)
    assert row("status-update").message_sha256 == WORDS.sha256
    assert ApprovedMessage.rows().get().text == WORDS.text

    ways.set_message(by=by, touchpoint=template.touchpoint, message=Message(subject="Other", text="Other words."))
    template.refresh_from_db()
    assert (template.approved_sha256, template.approved_by, template.version) == ("", None, 2)
    assert row("status-update").message_sha256 == WORDS.sha256


def test_an_edit_in_raw_sql_voids_the_approval_too(by: Actor) -> None:
    publish_mode(by, "status-update", "automate")

    connection.cursor().execute("UPDATE touchpoints_messagetemplate SET text = 'Something else'")

    assert MessageTemplate.rows().get().approved_sha256 == ""


def test_a_key_publishes_only_words_that_a_person_approved(by: Actor) -> None:
    key = Actor(kind="key", label="A program", member_id=by.member_id)
    draw(by, "status-update", mode="automate")
    with pytest.raises(publishing.NotReady) as refused:
        publishing.publish(by=key, now=NOW)
    assert _words(refused) == [("Status update", "message_subject")]

    publishing.publish(by=by, now=NOW)
    draw(by, "first-response", mode="augment")
    assert publishing.publish(by=key, now=NOW).number == 3


def test_the_same_map_is_not_published_twice(by: Actor) -> None:
    publish_mode(by, "status-update", "augment")

    with pytest.raises(publishing.NothingToPublish):
        publishing.publish(by=by, now=NOW)


def test_only_some_touchpoints_are_published(by: Actor) -> None:
    status = draw(by, "status-update", mode="augment")
    draw(by, "first-response", mode="augment")
    added = actions.add_touchpoint(by=by, name="Visit confirmation")

    version = publishing.publish(by=by, now=NOW, only=[status.pk, added.pk])

    assert (row("status-update").mode, row("first-response").mode) == ("augment", "human_only")
    assert row("visit-confirmation").version_number == 2
    assert versions.diff(version.document, versions.document()) == ["First response: human-only → augment"]


def test_a_touchpoint_that_left_the_map_is_archived_and_keeps_its_row(by: Actor) -> None:
    actions.archive_touchpoint(by=by, now=NOW, touchpoint=Touchpoint.rows().get(key="status-update"))

    publishing.publish(by=by, now=NOW)
    assert row("status-update").archived

    actions.restore_touchpoint(by=by, touchpoint=Touchpoint.rows().get(key="status-update"))
    publishing.publish(by=by, now=NOW)
    assert not row("status-update").archived


def test_who_looked_at_another_map_is_told(by: Actor, acting: Cast) -> None:
    draw(by, "status-update", mode="augment")
    seen = versions.state()
    publishing.publish(by=by, now=NOW, expected=seen)
    draw(by, "first-response", mode="augment")

    with pytest.raises(publishing.Outdated, match="Leader of Fieldstone Care published version 2"):
        publishing.publish(by=Actor.of(acting.owner), now=NOW, expected=seen)


def test_a_version_for_later_begins_at_its_time_and_once(by: Actor) -> None:
    draw(by, "status-update", mode="augment")
    version = publishing.publish(by=by, now=NOW, effective_from=NOW + timedelta(days=1))
    assert (version.applied_at, row("status-update").mode) == (None, "human_only")

    assert not publishing.apply_due(now=NOW + timedelta(hours=23))
    assert publishing.apply_due(now=NOW + timedelta(days=3))
    assert not publishing.apply_due(now=NOW + timedelta(days=3))

    assert (row("status-update").mode, row("status-update").version_number) == ("augment", 2)
    assert Entry.rows().filter(verb="map.began").count() == 1


def test_while_a_version_waits_no_other_is_published_until_it_is_canceled(by: Actor) -> None:
    draw(by, "status-update", mode="augment")
    waiting = publishing.publish(by=by, now=NOW, effective_from=NOW + timedelta(days=1))
    with pytest.raises(publishing.VersionWaiting):
        publishing.publish(by=by, now=NOW)

    publishing.cancel(by=by, now=NOW, version=waiting)
    with pytest.raises(publishing.AlreadySettled):
        publishing.cancel(by=by, now=NOW, version=waiting)

    assert not publishing.apply_due(now=NOW + timedelta(days=2))
    assert publishing.publish(by=by, now=NOW).number == 3


def test_reverting_restores_what_was_published_and_what_is_drawn(by: Actor) -> None:
    first = versions.newest()
    assert first is not None
    publish_mode(by, "status-update", "automate")
    actions.add_touchpoint(by=by, name="Visit confirmation")
    actions.archive_touchpoint(by=by, now=NOW, touchpoint=Touchpoint.rows().get(key="first-response"))
    publishing.publish(by=by, now=NOW)

    version = publishing.revert(by=by, now=NOW, version=first)

    assert (version.number, version.reverted_from, version.document) == (4, 1, first.document)
    assert versions.document() == first.document
    assert (row("status-update").mode, row("first-response").archived) == ("human_only", False)
    assert row("visit-confirmation").archived


def test_taking_a_publish_back_leaves_what_is_drawn(by: Actor) -> None:
    version = publish_mode(by, "status-update", "augment")

    back = publishing.take_back(by=by, now=NOW, version=version)

    assert (back.reverted_from, row("status-update").mode) == (1, "human_only")
    assert Touchpoint.rows().get(key="status-update").mode == "augment"
    with pytest.raises(publishing.Outdated):
        publishing.take_back(by=by, now=NOW, version=version)


def test_a_protected_touchpoint_is_never_published_as_automatic_by_orm_or_sql(by: Actor) -> None:
    publish_mode(by, "status-update", "automate")

    with pytest.raises(IntegrityError, match="published_protected_never_automate"), transaction.atomic():
        PublishedTouchpoint.rows().filter(mode="automate").update(protected=["pricing"])
    with pytest.raises(IntegrityError, match="published_protected_never_automate"), transaction.atomic():
        connection.cursor().execute(
            "UPDATE touchpoints_publishedtouchpoint SET protected = '{pricing}' WHERE mode = 'automate'"
        )
    with pytest.raises(IntegrityError, match="needs an approved change"), transaction.atomic():
        connection.cursor().execute("UPDATE touchpoints_publishedtouchpoint SET mode = 'automate' WHERE protected <> '{}'")

    assert (row("status-update").protected, row("scope-change").mode) == ([], "human_only")


def test_automate_without_owner_person_and_message_cannot_be_published_by_sql(by: Actor) -> None:
    with pytest.raises(IntegrityError, match="published_automate_complete"), transaction.atomic():
        PublishedTouchpoint.rows().filter(touchpoint__key="status-update").update(mode="automate")
    with pytest.raises(IntegrityError, match="is not approved"), transaction.atomic():
        PublishedTouchpoint.rows().filter(touchpoint__key="status-update").update(message_sha256="0" * 64)


def test_words_are_approved_under_their_own_hash(by: Actor, acting: Cast) -> None:
    status = Touchpoint.rows().get(key="status-update")
    wrong = ApprovedMessage(
        touchpoint=status, sha256="0" * 64, language="en", subject="A", text="B", approved_by=acting.leader, approved_at=NOW
    )
    with pytest.raises(IntegrityError, match="not that of these words"), transaction.atomic():
        wrong.save(force_insert=True)


def test_versions_have_no_gaps_and_are_never_altered_or_deleted(by: Actor, acting: Cast) -> None:
    with pytest.raises(IntegrityError, match="does not continue the chain"), transaction.atomic():
        MapVersion.rows().create(number=3, document={}, published_by=acting.owner)
    for statement in (
        "UPDATE touchpoints_mapversion SET document = '{}'",
        "DELETE FROM touchpoints_mapversion",
        "DELETE FROM touchpoints_publishedtouchpoint",
        "UPDATE touchpoints_approvedmessage SET text = ''",
        "DELETE FROM touchpoints_pendingchange",
    ):
        with pytest.raises(ProgrammingError, match=r"permission denied|never altered"), transaction.atomic():
            connection.cursor().execute(statement)
    with pytest.raises(IntegrityError, match="is settled"), transaction.atomic():
        MapVersion.rows().update(canceled_at=NOW, applied_at=None)  # the first holds since it was written
