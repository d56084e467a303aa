"""Judging on the brief: by plain buttons, by htmx, with the way back, and one line about what happened."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from presence.customers.models import Customer
from presence.tenancy import scope
from presence.tenancy.models import Membership
from promises.record.models import Promise, Term
from tests.brief.conftest import write
from tests.conftest import Cast
from touchpoints.interactions.models import Check, Interaction
from touchpoints.journeys.models import Touchpoint

SignIn = Callable[[Membership], Client]
HTMX = {"HX-Request": "true"}


class Desk:
    """The agent at the brief of a customer with one agreed promise."""

    def __init__(self, cast: Cast, customer: Customer, client: Client) -> None:
        self.cast, self.client, self.customer = cast, client, customer
        self.address = f"/o/fieldstone/c/{customer.pk}/"
        self.promise: Promise = write(cast, customer)
        with scope.acting_for(cast.organization):
            self.moment = Touchpoint.rows().order_by("position").first()
            key = Term.rows().get(revision__promise=self.promise, kind="service_level").key
        self.key, self.line = key, f"{self.promise.pk} {key}"

    def post(self, part: str, headers: dict[str, str] | None = None, **fields: Any) -> HttpResponse:
        whole = {"moment": str(self.moment.pk)} | fields
        return self.client.post(f"{self.address}judgment/{part}", whole, headers=headers or {})

    def judge(self, verdict: str, headers: dict[str, str] | None = None, **fields: Any) -> HttpResponse:
        return self.post("", headers, verdict=f"{verdict} {self.line}", **fields)

    def page(self) -> str:
        return self.client.get(f"{self.address}?moment={self.moment.pk}").content.decode()

    def calls(self) -> list[Interaction]:
        with scope.acting_for(self.cast.organization):
            return list(Interaction.rows().filter(deleted_at=None))

    def checks(self) -> list[Check]:
        with scope.acting_for(self.cast.organization):
            return list(Check.rows().filter(interaction__deleted_at=None))


@pytest.fixture
def desk(cast: Cast, harbor: Customer, sign_in: SignIn) -> Desk:
    return Desk(cast, harbor, sign_in(cast.agent))


def undo_of(words: str) -> dict[str, str]:
    form = words.split("data-undo", 1)[1].split("</form>", maxsplit=1)[0]
    return dict(re.findall(r'name="(line|interaction|version|moment)" value="([^"]*)"', form))


def test_a_plain_press_comes_back_to_the_line(desk: Desk) -> None:
    answer = desk.judge("kept")

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{desk.address}?moment={desk.moment.pk}#line-{desk.key}"
    page = desk.page()
    assert "Kept, noted in this call." in page
    assert page.count('aria-pressed="true"') == 1
    assert [(check.verdict, check.term_key) for check in desk.checks()] == [("kept", desk.key)]


def test_a_press_with_htmx_brings_the_line_and_the_way_back(desk: Desk) -> None:
    words = desk.judge("broken", HTMX).content.decode()

    assert f'id="said-{desk.key}" hx-swap-oob="outerMorph"' in words
    assert "Not kept, noted in this call." in words
    assert "kept 0 of 1 time" in words
    assert undo_of(words)["line"] == desk.line


def test_undo_takes_it_back_once(desk: Desk) -> None:
    fields = undo_of(desk.judge("broken", HTMX).content.decode())

    for _ in range(2):
        assert 'aria-pressed="true"' not in desk.post("return/", HTMX, **fields).content.decode()

    assert desk.calls() == []


def test_undo_without_script(desk: Desk) -> None:
    desk.judge("broken")
    answer = desk.post("return/", **undo_of(desk.page()))

    assert answer.status_code == 302
    assert desk.checks() == []


def test_not_kept_asks_one_line_afterwards(desk: Desk) -> None:
    assert "What happened?" not in desk.judge("kept", HTMX).content.decode()
    assert "What happened?" in desk.judge("broken", HTMX).content.decode()
    [call] = desk.calls()

    desk.post("reason/", HTMX, line=desk.line, interaction=call.pk, evidence="  Nobody came  ")

    assert [check.evidence for check in desk.checks()] == ["Nobody came"]
    assert 'value="Nobody came"' in desk.page()


@pytest.mark.parametrize("evidence", ["x" * 1001, "a\x00b"])
def test_a_line_that_cannot_be_stored_is_refused_in_words(desk: Desk, evidence: str) -> None:
    desk.judge("broken", HTMX)
    [call] = desk.calls()

    answer = desk.post("reason/", HTMX, line=desk.line, interaction=call.pk, evidence=evidence)

    assert answer.status_code == 422
    assert b'role="alert"' in answer.content
    assert [check.evidence for check in desk.checks()] == [""]


def test_a_draft_is_not_judged(desk: Desk) -> None:
    draft = write(desk.cast, desk.customer, "Draft", agreed=False)

    answer = desk.client.post(
        f"{desk.address}judgment/", {"verdict": f"kept {draft.pk} ", "moment": desk.moment.pk}, headers=HTMX
    )

    assert answer.status_code == 422
    assert b"no longer part of an open promise" in answer.content
    assert desk.calls() == []


@pytest.mark.parametrize("moment", ["", "nonsense", str(uuid4())])
def test_a_moment_that_is_not_on_the_map_is_refused(desk: Desk, moment: str) -> None:
    answer = desk.judge("kept", HTMX, moment=moment)

    assert answer.status_code == 422
    assert b"choose another moment" in answer.content


@pytest.mark.parametrize("pressed", ["", "kept", "kept nonsense", "loved {promise} {key}", "renegotiated {promise} {key}"])
def test_what_no_button_sends_is_not_found(desk: Desk, pressed: str) -> None:
    answer = desk.post("", verdict=pressed.format(promise=desk.promise.pk, key=desk.key))

    assert answer.status_code == 404


@pytest.mark.parametrize("version", ["", "-1", "one", "9" * 10])
def test_an_undo_that_no_toast_offered_is_not_found(desk: Desk, version: str) -> None:
    fields = undo_of(desk.judge("kept", HTMX).content.decode()) | {"version": version}

    assert desk.post("return/", **fields).status_code == 404


def test_a_viewer_sees_no_buttons_and_may_not_judge(desk: Desk, sign_in: SignIn) -> None:
    desk.client = sign_in(desk.cast.viewer)

    assert desk.judge("kept").status_code == 403
    assert "aria-pressed" not in desk.page()


def test_logging_opens_the_call_that_was_judged(desk: Desk) -> None:
    fresh = desk.client.get(f"{desk.address}contact/").headers["Location"]
    desk.judge("kept")
    [call] = desk.calls()

    assert fresh == f"/o/fieldstone/interactions/new/?customer={desk.customer.pk}"
    assert desk.client.get(f"{desk.address}contact/").headers["Location"] == f"/o/fieldstone/interactions/{call.pk}/edit/"


def test_two_members_at_once_lose_nothing(desk: Desk, sign_in: SignIn) -> None:
    desk.judge("kept")
    desk.client = sign_in(desk.cast.leader)
    desk.judge("broken")

    assert sorted((check.verdict, check.judged_by_id) for check in desk.checks()) == sorted(
        [("kept", desk.cast.agent.pk), ("broken", desk.cast.leader.pk)]
    )
