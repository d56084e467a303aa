"""Organizations that had a map before there were versions get it published as version 1."""

from importlib import import_module

import pytest
from django.db import connections, transaction

from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.journeys.publishing import NOW, row
from touchpoints.journeys import actions, outline, publishing, versions
from touchpoints.journeys.models import Touchpoint
from touchpoints.journeys.published import PublishedTouchpoint

MIGRATION = import_module("touchpoints.migrations.0013_map_versions_hold")


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_what_is_drawn_is_published_but_for_what_is_automatic(cast: Cast) -> None:
    """An automatic moment has nobody to reach yet: it is human-only until somebody says whom, and publishes it."""
    by = Actor.of(cast.leader)
    with scope.acting_for(cast.organization), transaction.atomic():
        status = Touchpoint.rows().get(key="status-update")
        actions.change_touchpoint(by=by, touchpoint=status, mode="automate", channel="email", stakes=["value"])
        actions.archive_touchpoint(by=by, now=NOW, touchpoint=Touchpoint.rows().get(key="first-response"))
        outline.add_journey(by=by, name="Renewal to expansion")
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM touchpoints_publishedtouchpoint; DELETE FROM touchpoints_mapversion")
        cursor.execute(MIGRATION.FIRST)

    with scope.acting_for(cast.organization), transaction.atomic():
        first = versions.newest()
        assert first is not None
        assert (first.number, first.published_by) == (1, cast.owner)
        assert versions.diff(first.document, versions.document()) == ["Status update: human-only → automate"]
        assert (row("status-update").mode, row("scope-change").protected) == ("human_only", ["scope_tradeoff"])
        assert row("scope-change").was_guarded
        assert not PublishedTouchpoint.rows().filter(touchpoint__key="first-response").exists()
        with pytest.raises(publishing.NotReady):
            publishing.publish(by=by, now=NOW)
