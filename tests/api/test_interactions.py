"""Interactions over REST: one or thousands, judged, corrected, filtered, and never another organization's."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from django.db import transaction

from presence.audit.models import Entry
from presence.customers.models import Customer
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from promises.api import NEW_PROMISE
from tests.api.conftest import ApiClient
from tests.api.test_problems import check_problem
from tests.conftest import Cast
from tests.journeys.publishing import NOW
from touchpoints.interactions.models import FormerVersion, Interaction
from touchpoints.interactions.shapes import COMMITMENT_EXAMPLE, EXAMPLE
from touchpoints.journeys import publishing

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(api: ApiClient) -> str:
    return str(api.send("POST", "/customers/", {"name": "Northwind", "external_ref": "C-1001", "segment": "Gold"}).json()["id"])


@pytest.fixture
def touchpoint(api: ApiClient, cast: Cast) -> str:
    made = api.send("POST", "/touchpoints/", {"key": "visit-report", "name": "Visit report", "mode": "augment"})
    with scope.acting_for(cast.organization):
        publishing.publish(by=Actor.of(cast.owner), now=NOW)
    return str(made.json()["id"])


@pytest.fixture
def row(customer: str, touchpoint: str) -> dict[str, Any]:
    """The write form of a kept interaction."""
    return EXAMPLE | {"touchpoint_key": "visit-report"}


@pytest.fixture
def interaction(api: ApiClient, row: dict[str, Any]) -> dict[str, Any]:
    answer = api.send("POST", "/interactions/", row)
    assert answer.status_code == 201, answer.content
    return dict(answer.json()) | {"etag": answer.headers["ETag"]}


def ids(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [each["external_ref"] for each in answer.json()["results"]]


class TestOne:
    def test_it_is_recorded_and_read_back(self, api: ApiClient, interaction: dict[str, Any], customer: str) -> None:
        read = api.send("GET", f"/interactions/{interaction['id']}/")

        assert read.json() | {"etag": read.headers["ETag"]} == interaction
        told = {
            name: interaction[name] for name in ("customer", "customer_ref", "touchpoint_key", "segment", "mode", "outcome")
        }
        assert told == {
            "customer": customer,
            "customer_ref": "C-1001",
            "touchpoint_key": "visit-report",
            "segment": "Gold",
            "mode": "augment",
            "outcome": "kept",
        }
        assert (interaction["minutes"], interaction["local_day"], interaction["proactive"]) == (12.5, "2026-11-20", False)

    def test_a_known_reference_is_updated(self, api: ApiClient, row: dict[str, Any], interaction: dict[str, Any]) -> None:
        again = api.send("POST", "/interactions/", row | {"checks": [{"verdict": "broken"}]})

        assert (again.status_code, again.json()["id"], again.json()["outcome"]) == (200, interaction["id"], "broken_judged")
        assert again.headers["Location"].endswith(f"/interactions/{interaction['id']}/")

    @pytest.mark.parametrize(
        ("times", "outcome"),
        [
            ({"promised_by": "2026-11-20T17:00:00Z", "done_at": "2026-11-20T17:00:00Z"}, "kept"),
            ({"promised_by": "2026-11-20T17:00:00Z", "done_at": "2026-11-20T17:00:01Z"}, "broken_late"),
            ({"promised_by": "2020-01-01T00:00:00+01:00", "done_at": None}, "broken_overdue"),
            ({"promised_by": "2199-01-01T00:00:00Z"}, "unchecked"),
            ({}, "unchecked"),
        ],
    )
    def test_a_commitment_is_judged_by_its_times(
        self, api: ApiClient, row: dict[str, Any], times: dict[str, Any], outcome: str
    ) -> None:
        made = api.send("POST", "/interactions/", {**row, "checks": [], **times})

        assert made.json()["outcome"] == outcome

    def test_a_check_names_a_promise_and_its_term(self, api: ApiClient, row: dict[str, Any], customer: str) -> None:
        promise = api.send("POST", "/promises/", NEW_PROMISE | {"customer": customer}).json()
        check = {
            "promise": promise["id"],
            "term": promise["terms"][0]["key"],
            "verdict": "renegotiated",
            "evidence": "By phone",
        }

        made = api.send("POST", "/interactions/", row | {"checks": [check]})

        assert made.status_code == 201, made.content
        assert made.json()["checks"] == [check | {"basis": "person"}]
        assert made.json()["outcome"] == "renegotiated"

    def test_an_unknown_customer_is_made_on_request_only(self, api: ApiClient, cast: Cast, row: dict[str, Any]) -> None:
        unknown = row | {"customer_ref": "C-77"}

        refused = api.send("POST", "/interactions/", unknown)
        made = api.send("POST", "/interactions/?create_customers=true", unknown)

        assert check_problem(refused, 422, "invalid")["errors"][0]["pointer"] == "/customer_ref"
        assert (made.status_code, made.json()["customer_ref"]) == (201, "C-77")
        with scope.acting_for(cast.organization), transaction.atomic():
            assert Customer.rows().get(external_ref="C-77").name == "C-77"

    @pytest.mark.parametrize(
        ("wrong", "pointer"),
        [
            ({"occurred_at": "yesterday"}, "/occurred_at"),
            ({"occurred_at": "2026-11-20T09:30:00"}, "/occurred_at"),
            ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "/occurred_at"),
            ({"touchpoint_key": None}, "/touchpoint"),
            ({"touchpoint_key": "no-such"}, "/touchpoint_key"),
            ({"customer": str(uuid4())}, "/customer"),
            ({"customer_ref": None}, "/customer"),
            ({"minutes": -1}, "/minutes"),
            ({"minutes": "5"}, "/minutes"),
            ({"checks": [{"verdict": "good"}]}, "/checks/0/verdict"),
            ({"checks": [{"verdict": "kept", "promise": str(uuid4())}]}, "/checks/0/promise"),
            ({"promised_by": "2026-11-20T17:00:00Z"}, "/promised_by"),
            ({"member": "stranger@elsewhere.example"}, "/member"),
            ({"note": "nul\0"}, "/note"),
            ({"outcome": "kept"}, "/outcome"),
            ({"organization_id": str(uuid4())}, "/organization_id"),
            ({"id": str(uuid4())}, "/id"),
            ({"version": 5}, "/version"),
            ({"mode": "automate"}, "/mode"),
        ],
    )
    def test_what_is_wrong_is_pointed_at(
        self, api: ApiClient, row: dict[str, Any], wrong: dict[str, Any], pointer: str
    ) -> None:
        errors = check_problem(api.send("POST", "/interactions/", row | wrong), 422, "invalid")["errors"]

        assert pointer in [error["pointer"] for error in errors]

    def test_foreign_rows_are_refused_like_absent_ones(
        self, api: ApiClient, foreign_api: ApiClient, row: dict[str, Any], customer: str
    ) -> None:
        theirs = foreign_api.send("POST", "/customers/", {"name": "Theirs", "external_ref": "C-9"}).json()["id"]
        promise = foreign_api.send("POST", "/promises/", NEW_PROMISE | {"customer": theirs}).json()["id"]

        for changed, absent in (
            ({"customer_ref": None, "customer": theirs}, {"customer_ref": None, "customer": str(uuid4())}),
            ({"customer_ref": "C-9"}, {"customer_ref": "C-10"}),
            ({"checks": [{"verdict": "kept", "promise": promise}]}, {"checks": [{"verdict": "kept", "promise": str(uuid4())}]}),
        ):
            foreign, nobody = (
                check_problem(api.send("POST", "/interactions/", row | each), 422, "invalid") for each in (changed, absent)
            )
            assert foreign["errors"] == nobody["errors"]

    def test_a_foreign_interaction_is_not_there(self, foreign_api: ApiClient, interaction: dict[str, Any]) -> None:
        for method, body in (("GET", None), ("PATCH", {"note": "x"}), ("DELETE", None)):
            check_problem(foreign_api.send(method, f"/interactions/{interaction['id']}/", body), 404, "not-found")


class TestMinutes:
    """How long somebody took is shown to that person alone (the pages obey the same rule)."""

    @pytest.fixture
    def of_the_agent(self, api: ApiClient, row: dict[str, Any]) -> str:
        made = api.send("POST", "/interactions/", row | {"member": "agent@fieldstone.example", "minutes": 7.5})
        assert made.json()["minutes"] is None
        return str(made.json()["id"])

    def test_another_members_are_hidden_everywhere(self, api: ApiClient, of_the_agent: str) -> None:
        shown = [
            api.send("GET", f"/interactions/{of_the_agent}/").json(),
            api.send("GET", "/interactions/").json()["results"][0],
        ]
        shown += api.send("GET", "/customers/lookup/?ref=C-1001").json()["interactions"]

        assert [each["minutes"] for each in shown] == [None, None, None]

    def test_ones_own_are_shown(self, of_the_agent: str, cast: Cast, key_with: Callable[..., ApiClient]) -> None:
        own = key_with("interactions:read", member=cast.agent)

        assert own.send("GET", f"/interactions/{of_the_agent}/").json()["minutes"] == 7.5

    def test_a_correction_by_somebody_else_keeps_them(
        self, api: ApiClient, of_the_agent: str, cast: Cast, key_with: Callable[..., ApiClient]
    ) -> None:
        api.send("PATCH", f"/interactions/{of_the_agent}/", {"note": "Corrected"})

        shown = key_with("interactions:read", member=cast.agent).send("GET", f"/interactions/{of_the_agent}/").json()
        assert (shown["minutes"], shown["note"]) == (7.5, "Corrected")


class TestCorrection:
    def test_absent_fields_stay(self, api: ApiClient, cast: Cast, interaction: dict[str, Any]) -> None:
        corrected = api.send("PATCH", f"/interactions/{interaction['id']}/", {"note": "Called twice"})

        same = {name: value for name, value in corrected.json().items() if name not in ("note", "updated_at")}
        assert corrected.json()["note"] == "Called twice"
        assert same == {name: interaction[name] for name in same}
        with scope.acting_for(cast.organization), transaction.atomic():
            assert FormerVersion.rows().get().number == 1
            assert Entry.rows().filter(verb="interaction.corrected").count() == 1

    def test_an_empty_change_writes_nothing(self, api: ApiClient, cast: Cast, interaction: dict[str, Any]) -> None:
        same = api.send("PATCH", f"/interactions/{interaction['id']}/", {})

        assert same.headers["ETag"] == interaction["etag"]
        with scope.acting_for(cast.organization), transaction.atomic():
            assert not FormerVersion.rows().exists()

    def test_checks_give_way_to_a_commitment_and_back(self, api: ApiClient, interaction: dict[str, Any]) -> None:
        path = f"/interactions/{interaction['id']}/"

        late = api.send("PATCH", path, {"promised_by": "2026-11-20T17:00:00Z", "done_at": "2026-11-20T18:00:00Z"}).json()
        judged = api.send("PATCH", path, {"checks": [{"verdict": "kept"}]}).json()

        assert (late["outcome"], late["checks"]) == ("broken_late", [])
        assert (judged["outcome"], judged["promised_by"]) == ("kept", None)

    def test_it_moves_to_another_customer_and_touchpoint(self, api: ApiClient, interaction: dict[str, Any]) -> None:
        other = api.send("POST", "/customers/", {"name": "Southwind", "external_ref": "C-2"}).json()["id"]
        key = api.send("GET", "/touchpoints/?limit=2").json()["results"][1]["key"]

        moved = api.send("PATCH", f"/interactions/{interaction['id']}/", {"customer_ref": "C-2", "touchpoint_key": key}).json()

        assert (moved["customer"], moved["touchpoint_key"]) == (other, key)

    def test_null_empties(self, api: ApiClient, interaction: dict[str, Any]) -> None:
        emptied = api.send(
            "PATCH", f"/interactions/{interaction['id']}/", {"minutes": None, "channel": None, "checks": None}
        ).json()

        assert (emptied["minutes"], emptied["channel"], emptied["outcome"]) == (None, None, "unchecked")

    def test_a_stale_version_is_refused(self, api: ApiClient, interaction: dict[str, Any]) -> None:
        path = f"/interactions/{interaction['id']}/"
        api.send("PATCH", path, {"note": "First"}, If_Match=interaction["etag"])

        check_problem(api.send("PATCH", path, {"note": "Second"}, If_Match=interaction["etag"]), 412, "stale")
        check_problem(api.send("DELETE", path, If_Match=interaction["etag"]), 412, "stale")

    def test_a_reference_is_taken_once(self, api: ApiClient, row: dict[str, Any], interaction: dict[str, Any]) -> None:
        api.send("POST", "/interactions/", row | {"external_ref": "T-2"})

        refused = api.send("PATCH", f"/interactions/{interaction['id']}/", {"external_ref": "T-2"})

        assert check_problem(refused, 422, "invalid")["errors"][0]["code"] == "taken"

    @pytest.mark.parametrize("wrong", [{"outcome": "kept"}, {"occurred_at": None}, {"id": "x"}, {"checks": "kept"}])
    def test_wrong_changes_are_refused(self, api: ApiClient, interaction: dict[str, Any], wrong: Any) -> None:
        check_problem(api.send("PATCH", f"/interactions/{interaction['id']}/", wrong), 422, "invalid")

    @pytest.mark.parametrize("content", [b"[]", b"5", b'"x"', b"null"])
    def test_a_change_is_an_object(self, api: ApiClient, interaction: dict[str, Any], content: bytes) -> None:
        check_problem(api.send("PATCH", f"/interactions/{interaction['id']}/", content), 422, "invalid")

    def test_a_deleted_one_is_gone(self, api: ApiClient, interaction: dict[str, Any]) -> None:
        path = f"/interactions/{interaction['id']}/"

        deleted = api.send("DELETE", path)

        assert (deleted.status_code, deleted.content) == (204, b"")
        check_problem(api.send("GET", path), 404, "not-found")
        assert api.send("GET", "/interactions/").json()["results"] == []


class TestList:
    @pytest.fixture
    def three(self, api: ApiClient, row: dict[str, Any]) -> None:
        rows = [
            row | {"external_ref": "kept", "occurred_at": "2026-11-18T09:00:00Z", "member": "agent@fieldstone.example"},
            row | {"external_ref": "broken", "occurred_at": "2026-10-31T23:30:00Z", "checks": [{"verdict": "broken"}]},
            COMMITMENT_EXAMPLE
            | {
                "external_ref": "overdue",
                "touchpoint_key": "visit-report",
                "done_at": None,
                "promised_by": "2026-10-20T17:00:00Z",
            }
            | {"occurred_at": "2026-10-20T09:00:00Z", "handled_by": "automation"},
        ]
        assert api.send("POST", "/interactions/bulk/", rows).json()["created"] == 3

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", ["kept", "broken", "overdue"]),
            ("verdict=kept", ["kept"]),
            ("verdict=broken", ["broken", "overdue"]),
            ("verdict=broken_overdue", ["overdue"]),
            ("verdict=judged&limit=1", ["kept"]),
            ("verdict=unjudged", []),
            ("window=2026-11", ["kept", "broken"]),
            ("window=2026-10", ["overdue"]),
            ("from=2026-11-01&to=2026-11-01", ["broken"]),
            ("touchpoint=visit-report", ["kept", "broken", "overdue"]),
            ("team=support", ["kept"]),
            ("team=~", ["broken", "overdue"]),
            ("segment=Gold", ["kept", "broken", "overdue"]),
            ("segment=~", []),
            ("handled_by=automation", ["overdue"]),
            ("mode=augment&verdict=kept", ["kept"]),
            ("external_ref=broken", ["broken"]),
        ],
    )
    def test_filters_choose(self, api: ApiClient, three: None, query: str, found: list[str]) -> None:
        assert ids(api.send("GET", f"/interactions/?{query}")) == found

    @pytest.mark.parametrize(
        ("query", "pointer"),
        [
            ("from=2026-11-01", "?to"),
            ("to=2026-11-01", "?from"),
            ("from=2026-11-02&to=2026-11-01", "?from"),
            ("window=30d&from=2026-11-01&to=2026-11-02", "?window"),
            ("window=last", "?window"),
            ("window=2026-W53x", "?window"),
            ("from=2026-02-30&to=2026-03-01", "?from"),
            ("touchpoint=nowhere", "?touchpoint"),
            ("team=nobody", "?team"),
            ("customer=x", "?customer"),
            (f"customer={uuid4()}", "?customer"),
            ("verdict=good", "?verdict"),
            ("mode=auto", "?mode"),
            ("member=x", "?member"),
        ],
    )
    def test_a_wrong_filter_is_refused(self, api: ApiClient, query: str, pointer: str) -> None:
        body = check_problem(api.send("GET", f"/interactions/?{query}"), 422, "invalid")

        assert [error["pointer"] for error in body["errors"]] == [pointer]

    def test_pages_follow_the_time_they_happened(self, api: ApiClient, three: None) -> None:
        first = api.send("GET", "/interactions/?limit=2&window=all").json()
        rest = api.send("GET", first["next"].removeprefix("http://testserver/api/v1")).json()

        assert [each["external_ref"] for each in [*first["results"], *rest["results"]]] == ["kept", "broken", "overdue"]


class TestBulk:
    def rows(self, row: dict[str, Any], number: int) -> list[dict[str, Any]]:
        return [row | {"external_ref": f"T-{place}"} for place in range(number)]

    def test_good_rows_are_taken_and_bad_ones_named(self, api: ApiClient, cast: Cast, row: dict[str, Any]) -> None:
        good, bad = self.rows(row, 2), row | {"minutes": -1, "occurred_at": 5}

        told = api.send("POST", "/interactions/bulk/", [good[0], bad, "x", good[1]]).json()

        assert (told["created"], told["updated"], told["unchanged"]) == (2, 0, 0)
        assert [each["index"] for each in told["rejected"]] == [1, 2]
        assert {error["pointer"] for error in told["rejected"][0]["errors"]} == {"/minutes", "/occurred_at"}
        assert (told["first_day"], told["last_day"]) == ("2026-11-20", "2026-11-20")

    def test_the_same_again_changes_nothing(self, api: ApiClient, row: dict[str, Any]) -> None:
        rows = self.rows(row, 3)

        told = [api.send("POST", "/interactions/bulk/", rows).json() for _ in range(2)]

        assert [(each["created"], each["unchanged"]) for each in told] == [(3, 0), (0, 3)]

    def test_the_last_of_equal_references_wins(self, api: ApiClient, row: dict[str, Any]) -> None:
        rows = [row | {"checks": [{"verdict": verdict}]} for verdict in ("broken", "cannot_tell", "kept")]

        told = api.send("POST", "/interactions/bulk/", rows).json()

        assert (told["created"], told["superseded"]) == (1, 2)
        assert api.send("GET", "/interactions/").json()["results"][0]["outcome"] == "kept"

    def test_lines_are_as_good_as_an_array(self, api: ApiClient, row: dict[str, Any]) -> None:
        lines = b"\n".join(msgspec.json.encode(each) for each in self.rows(row, 3)) + b"\n\n"

        told = api.send("POST", "/interactions/bulk/", lines, Content_Type="application/x-ndjson")

        assert told.json()["created"] == 3, told.content

    def test_customers_are_made_on_request(self, api: ApiClient, row: dict[str, Any]) -> None:
        rows = [row | {"external_ref": f"T-{place}", "customer_ref": f"N-{place}"} for place in range(3)]

        refused = api.send("POST", "/interactions/bulk/", rows).json()
        taken = api.send("POST", "/interactions/bulk/?create_customers=true", rows).json()

        assert (len(refused["rejected"]), taken["created"]) == (3, 3)
        assert api.send("GET", "/customers/?external_ref=N-1&count=exact").json()["count"] == 1

    @pytest.mark.parametrize(
        "content", [b"{", b"[1,", b'[{"a":1}', b"[]x", b"\xff", b"[" * 50_000, b'{"a":1}\n{"b"', b"NaN", b'{"a": "\xff"}']
    )
    def test_what_is_no_json_is_refused_as_a_whole(self, api: ApiClient, content: bytes) -> None:
        for kind in ("application/json", "application/x-ndjson"):
            check_problem(api.send("POST", "/interactions/bulk/", content, Content_Type=kind), 400, "malformed")

    def test_the_line_that_is_no_json_is_named(self, api: ApiClient) -> None:
        answer = api.send("POST", "/interactions/bulk/", b'{"a":1}\n\n{"b"', Content_Type="application/x-ndjson")

        assert "line 3: " in check_problem(answer, 400, "malformed")["detail"]

    def test_rows_that_are_no_objects_are_named(self, api: ApiClient) -> None:
        told = api.send("POST", "/interactions/bulk/", b'[null, 1, "x", [], {}, [[[[1]]]], {"a": {"b": 1}}]').json()

        assert [each["index"] for each in told["rejected"]] == list(range(7))

    def test_ten_thousand_rows_are_the_most(self, api: ApiClient) -> None:
        check_problem(api.send("POST", "/interactions/bulk/", b"[" + b"{}," * 10_000 + b"{}]"), 413, "too-large")

    def test_sixteen_megabytes_are_the_most(self, api: ApiClient) -> None:
        answer = api.send("POST", "/interactions/bulk/", b"[" + b" " * 16 * 1024 * 1024 + b"]")

        assert "16 MB" in check_problem(answer, 413, "too-large")["detail"]

    def test_an_empty_body_is_told(self, api: ApiClient) -> None:
        check_problem(api.send("POST", "/interactions/bulk/", b""), 400, "malformed")
        assert api.send("POST", "/interactions/bulk/", b"[]").json()["created"] == 0

    def test_other_content_types_are_refused(self, api: ApiClient) -> None:
        check_problem(api.send("POST", "/interactions/bulk/", b"[]", Content_Type="text/csv"), 415, "media-type")

    def test_it_is_done_once_under_one_key(self, api: ApiClient, row: dict[str, Any]) -> None:
        rows = self.rows(row, 2)

        told = [api.send("POST", "/interactions/bulk/", rows, Idempotency_Key="bulk-1") for _ in range(2)]

        assert [each.json()["created"] for each in told] == [2, 2]
        assert told[1].headers["Idempotent-Replayed"] == "true"

    def test_a_wide_body_is_one_audit_entry(self, api: ApiClient, cast: Cast, row: dict[str, Any]) -> None:
        api.send("POST", "/interactions/bulk/", self.rows(row, 500))

        with scope.acting_for(cast.organization), transaction.atomic():
            assert Interaction.rows().count() == 500
            assert Entry.rows().filter(verb="interactions.recorded").count() == 1

    def test_a_reading_key_is_refused(self, key_with: Callable[..., ApiClient]) -> None:
        check_problem(key_with("interactions:read").send("POST", "/interactions/bulk/", []), 403, "forbidden")
