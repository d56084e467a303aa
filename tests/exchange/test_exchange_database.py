"""What the database never lets happen, whoever asks it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.exchange.conftest import NOW
from touchpoints.exchange import bringing, files, templates
from touchpoints.exchange.models import BroughtMap


@pytest.fixture
def brought(by: Actor) -> BroughtMap:
    given = files.read("name,mode\nQuote call,augment\n")
    found = bringing.bring(by=by, now=NOW, given=given, replace=False, expected=None, source="file")
    assert found is not None
    return found


def test_what_stood_before_is_never_altered_nor_deleted(brought: BroughtMap) -> None:
    rows = BroughtMap.rows().filter(pk=brought.pk)

    with pytest.raises(IntegrityError, match="never altered"), transaction.atomic():
        rows.update(before={"journeys": []})
    rows.update(undone_at=NOW)
    with pytest.raises(IntegrityError, match="never altered"), transaction.atomic():
        rows.update(undone_at=NOW + timedelta(hours=1))
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute("DELETE FROM touchpoints_broughtmap")


def test_two_templates_in_use_never_have_one_name(acting: Cast, by: Actor) -> None:
    templates.save(by=by, name="Clinics")
    other = templates.save(by=by, name="Schools")

    with pytest.raises(IntegrityError, match="map_template_name_once"), transaction.atomic():
        type(other).rows().filter(pk=other.pk).update(name="Clinics")
    with pytest.raises(IntegrityError, match="map_template_has_name"), transaction.atomic():
        type(other).rows().filter(pk=other.pk).update(name="")
