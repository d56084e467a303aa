"""The whole map over REST."""

import pytest

from tests.api.conftest import ApiClient

pytestmark = pytest.mark.django_db


def test_the_whole_map_is_one_document_with_an_etag(api: ApiClient) -> None:
    answer = api.send("GET", "/map/")

    assert answer.status_code == 200
    [journey] = answer.json()["journeys"]
    assert [stage["name"] for stage in journey["stages"]][:2] == ["First contact", "Delivery"]
    assert journey["stages"][0]["touchpoints"][0]["owner"] == "owner@fieldstone.example"
    assert api.send("GET", "/map/", If_None_Match=answer.headers["ETag"]).status_code == 304
