"""schemathesis asks every operation good and bad questions and compares the answers with the published description."""

from collections.abc import Iterable
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from presence.wsgi import application
from tests.api.conftest import EVERY_SCOPE, make_key
from tests.conftest import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.schema]


def in_process(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """The application on the test's own connection, which a real request would close when it ends."""
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    try:
        return application(environ, start_response)
    finally:
        for signal in (signals.request_started, signals.request_finished):
            signal.connect(close_old_connections)


schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", in_process)
bounded = hypothesis_settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.fixture(autouse=True)
def no_limit(settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 10**9


@schema.parametrize()
@bounded
def test_a_key_with_every_scope_sees_what_is_described(case: Any, writing_key: str) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {writing_key}"})


@pytest.fixture
def writing_key(cast: Cast) -> str:
    return make_key(cast.owner, EVERY_SCOPE)
