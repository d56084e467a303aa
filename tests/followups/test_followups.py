"""Coming back to a customer: made, moved, done, listed, merged; on pages and over REST."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from presence.audit.models import Entry
from presence.customers import actions as customers
from presence.customers import merging
from presence.customers.models import Customer
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from tests.api.conftest import ApiClient, api, foreign_api, reading_api
from tests.conftest import Cast
from tests.promises.conftest import NOW, harbor
from touchpoints.followups import actions, attention
from touchpoints.followups.models import FollowUp

__all__ = ["api", "foreign_api", "harbor", "reading_api"]

SignIn = Callable[[Membership], Client]
LIST = "/o/fieldstone/follow-ups/"
TODAY = date(2026, 11, 21)


def add(cast: Cast, customer: Customer, **given: Any) -> FollowUp:
    given = {"member": cast.agent, "due_date": TODAY, "today": TODAY, "words": "Ask about the pump"} | given
    return actions.add(by=Actor.of(cast.agent), customer=customer, **given)


def test_it_is_made_moved_done_and_opened_again(acting: Cast, harbor: Customer) -> None:
    by, row = Actor.of(acting.agent), add(acting, harbor)

    moved = actions.change(by=by, followup=row, today=TODAY, due_date=TODAY + timedelta(days=3), member=acting.leader)
    done = actions.finish(by=by, now=NOW, followup=row)
    actions.finish(by=by, now=NOW + timedelta(hours=1), followup=row)

    assert (moved.due_date, moved.member_id) == (date(2026, 11, 24), acting.leader.pk)
    assert (done.done_at, done.done_by_id) == (NOW, acting.agent.pk)
    assert FollowUp.rows().get().done_at == NOW, "the first word stays"
    with pytest.raises(actions.DoneAlready):
        actions.change(by=by, followup=row, today=TODAY, words="Again")
    actions.reopen(by=by, followup=row)
    verbs = [entry.verb for entry in Entry.objects.filter(verb__startswith="followup.").order_by("at", "id")]
    assert verbs == ["followup.added", "followup.moved", "followup.done", "followup.reopened"]


def test_a_day_that_is_over_is_refused_but_an_overdue_one_keeps_its_day(acting: Cast, harbor: Customer) -> None:
    with pytest.raises(actions.DayIsOver):
        add(acting, harbor, due_date=TODAY - timedelta(days=1))

    row = add(acting, harbor)
    later = TODAY + timedelta(days=9)
    changed = actions.change(by=Actor.of(acting.agent), followup=row, today=later, due_date=TODAY, words="Other words")
    assert (changed.due_date, changed.words) == (TODAY, "Other words")


def test_the_same_form_twice_makes_one(acting: Cast, harbor: Customer) -> None:
    row = add(acting, harbor)

    again = add(acting, harbor, id=row.pk)

    assert again.pk == row.pk
    assert FollowUp.rows().count() == 1


def test_done_by_without_done_at_cannot_be(acting: Cast, harbor: Customer) -> None:
    add(acting, harbor)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE touchpoints_followup SET done_by_id = member_id")


def test_merging_moves_them(acting: Cast, harbor: Customer) -> None:
    by = Actor.of(acting.leader)
    stays = customers.add(by=by, name="Harbor Dental")
    row = add(acting, harbor)

    merging.merge(by=by, now=NOW, customer=stays, former=harbor)

    assert FollowUp.rows().get(pk=row.pk).customer_id == stays.pk


def test_the_list_shows_mine_and_what_is_done_has_a_way_back(acting: Cast, harbor: Customer, sign_in: SignIn) -> None:
    today = timezone.localdate()
    row = add(acting, harbor, today=today, due_date=today)
    client = sign_in(acting.agent)

    page = client.get(LIST).content.decode()
    assert "Ask about the pump" in page
    assert "1 follow-up" in page
    assert "Nobody waits for you" in sign_in(acting.leader).get(LIST).content.decode()
    assert "Ask about the pump" in sign_in(acting.viewer).get(f"{LIST}?who=all").content.decode()

    done = client.post(f"{LIST}{row.pk}/done/", follow=True).content.decode()
    assert f"{LIST}{row.pk}/return/" in done
    client.post(f"{LIST}{row.pk}/return/")
    assert FollowUp.rows().get().done_at is None


@pytest.mark.parametrize(("when", "there"), [("open", True), ("due", True), ("today", True), ("later", False), ("done", False)])
def test_it_is_found_by_day(acting: Cast, harbor: Customer, sign_in: SignIn, when: str, there: bool) -> None:
    add(acting, harbor, today=timezone.localdate(), due_date=timezone.localdate())

    page = sign_in(acting.agent).get(f"{LIST}?when={when}").content.decode()
    table = sign_in(acting.agent).get(f"{LIST}follow-ups.csv?when={when}").getvalue().decode()

    assert ("Ask about the pump" in page) is there
    assert ("Ask about the pump" in table) is there


def test_the_forms_say_what_is_wrong(acting: Cast, harbor: Customer, sign_in: SignIn) -> None:
    client, page = sign_in(acting.agent), f"/o/fieldstone/c/{harbor.pk}/follow-up/"
    given = {"due_date": "2020-01-01", "words": "Ask", "member": str(acting.agent.pk)}

    assert "This day is over. Choose today or a later day." in client.post(page, given).content.decode()
    client.post(page, given | {"due_date": "2199-01-01"})

    row = FollowUp.rows().get()
    edited = client.post(f"{LIST}{row.pk}/edit/", given | {"due_date": "2199-01-02", "member": str(acting.leader.pk)})
    assert edited.headers["Location"] == LIST
    row.refresh_from_db()
    assert (row.due_date, row.member_id) == (date(2199, 1, 2), acting.leader.pk)


def test_the_first_page_says_what_is_due(acting: Cast, harbor: Customer, sign_in: SignIn) -> None:
    assert attention.due(acting.agent) is None

    add(acting, harbor, today=TODAY)

    page = sign_in(acting.agent).get("/o/fieldstone/").content.decode()
    assert "Follow-ups due" in page
    assert "Ask about the pump" in page
    assert "Follow-ups due" not in sign_in(acting.leader).get("/o/fieldstone/").content.decode()


def test_the_api_makes_moves_and_ends_them(cast: Cast, harbor: Customer, api: ApiClient, reading_api: ApiClient) -> None:
    body = {"customer": str(harbor.pk), "due_date": "2199-05-01", "words": "Ask", "member": cast.agent.user.email}

    made = api.send("POST", "/follow-ups/", body)
    assert made.status_code == 201, made.content
    path = f"/follow-ups/{made.json()['id']}/"
    assert api.send("PATCH", path, {"due_date": "2199-05-02"}).json()["due_date"] == "2199-05-02"
    assert [one["words"] for one in api.send("GET", "/follow-ups/").json()["results"]] == ["Ask"]
    assert api.send("POST", f"{path}completion/").json()["done_at"]
    assert api.send("GET", "/follow-ups/").json()["results"] == []
    assert api.send("PATCH", path, {"words": "Again"}).status_code == 409
    assert reading_api.send("POST", "/follow-ups/", body).status_code == 403


def test_the_api_refuses_what_is_over_or_foreign(harbor: Customer, api: ApiClient, foreign_api: ApiClient) -> None:
    body = {"customer": str(harbor.pk), "due_date": "2020-05-01"}

    over = api.send("POST", "/follow-ups/", body)
    assert over.status_code == 422
    assert over.json()["errors"][0]["pointer"] == "/due_date"
    assert foreign_api.send("POST", "/follow-ups/", body | {"due_date": "2199-05-01"}).status_code == 422


def test_the_api_times_for_whoever_made_the_key(cast: Cast, harbor: Customer, api: ApiClient) -> None:
    started = api.send("POST", "/timers/", {"customer": str(harbor.pk), "presence_kind": "outreach"})
    path = f"/timers/{started.json()['id']}/"

    assert started.status_code == 201, started.content
    assert api.send("POST", "/timers/", {}).status_code == 409
    assert api.send("GET", path).json()["minutes"] is None
    assert api.send("POST", f"{path}stop/").json()["minutes"] == 1
    assert api.send("POST", f"{path}discard/").json()["discarded_at"]
    assert api.send("POST", f"{path}stop/").status_code == 409
