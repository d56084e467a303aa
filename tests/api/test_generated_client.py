"""A client generated from the description, as a newcomer would make it, works against a running server."""

import importlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from presence.reference import document
from tests.api.conftest import make_key
from tests.conftest import Cast

CONFIG = "post_hooks: []\n"  # they would only tidy the code


@pytest.fixture(scope="module")
def client_package(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The generated package, importable."""
    folder = tmp_path_factory.mktemp("generated")
    (folder / "openapi.json").write_bytes(document.as_bytes())
    (folder / "config.yml").write_text(CONFIG)
    program = str(Path(sys.executable).with_name("openapi-python-client"))
    options = ["--path", "openapi.json", "--config", "config.yml", "--meta", "none", "--output-path", "presence_client"]
    told = subprocess.run([program, "generate", *options], cwd=folder, check=True, capture_output=True, text=True).stderr
    # The one thing the generator does not know is lines of JSON; the same operation takes an array.
    assert told.count("WARNING") == told.count("Unsupported content type application/x-ndjson") == 1, told
    sys.path.insert(0, str(folder))
    yield importlib.import_module("presence_client")
    sys.path.remove(str(folder))


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_it_adds_a_customer_posts_interactions_and_reads_the_rate(live_server: Any, cast: Cast, client_package: Any) -> None:
    key = make_key(cast.owner, ["customers:write", "touchpoints:read", "interactions:write", "metrics:read"])
    api, models = _parts("api"), _parts("models")
    with client_package.AuthenticatedClient(base_url=live_server.url, token=key) as client:
        new = models.NewCustomer(name="Northwind", external_ref="C-1", contacts=[models.NewContact(name="Ana")])
        customer = api("customers.create_customer").sync(client=client, body=new, idempotency_key="one")
        assert (customer.name, customer.contacts[0].name, customer.created_at.tzinfo is not None) == ("Northwind", "Ana", True)

        rows = [_row(models, customer, place, verdict) for place, verdict in enumerate(["kept", "kept", "broken"])]
        told = api("interactions.record_interactions").sync(client=client, body=rows)
        assert (told.created, told.rejected) == (3, [])

        rate = api("metrics.get_promise_kept_rate").sync(client=client, window="2026-11")
        assert (rate.numerator, rate.denominator, round(rate.value, 3)) == (2, 3, 0.667)

        page = api("interactions.list_interactions").sync(client=client, limit=2, verdict=_verdict(models, "kept"))
        assert [each.external_ref for each in page.results] == ["T-1", "T-0"]

        problem = api("customers.get_customer").sync(client=client, id=rows[0].customer)
        assert problem.name == "Northwind"
        refused = api("customers.create_customer").sync_detailed(client=client, body=new)
        assert (refused.status_code, refused.parsed.title) == (409, "In conflict with what is stored")


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_it_reads_the_whole_map_and_writes_it_back(live_server: Any, cast: Cast, client_package: Any) -> None:
    api = _parts("api")
    with client_package.AuthenticatedClient(
        base_url=live_server.url, token=make_key(cast.owner, ["touchpoints:write"])
    ) as client:
        read = api("touchpoints.get_map").sync_detailed(client=client)
        whole, tag = read.parsed, read.headers["ETag"]
        moment = next(one for one in whole.journeys[0].stages[1].touchpoints if one.key == "status-update")
        moment.intent = "To know where things stand"

        written = api("touchpoints.put_map").sync(client=client, body=whole, if_match=tag)
        refused = api("touchpoints.put_map").sync_detailed(client=client, body=whole, if_match=tag)

    assert written == whole
    assert (refused.status_code, refused.parsed.title) == (412, "Changed in the meantime")


def _parts(kind: str) -> Any:
    if kind == "models":
        return importlib.import_module("presence_client.models")
    return lambda name: importlib.import_module(f"presence_client.api.{name}")


def _row(models: Any, customer: Any, place: int, verdict: str) -> Any:
    written = {
        "external_ref": f"T-{place}",
        "customer": str(customer.id),
        "touchpoint_key": "status-update",
        "occurred_at": f"2026-11-18T0{place}:30:00Z",
        "checks": [{"verdict": verdict}],
    }
    return models.InteractionInput.from_dict(json.loads(json.dumps(written)))


def _verdict(models: Any, value: str) -> Any:
    return models.ListInteractionsVerdict(value)
