"""Templates of an organization and pasted text: their pages, and the promises that begin with them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from presence.audit.models import Entry
from presence.customers.models import Customer
from presence.tenancy import scope
from presence.tenancy.models import Membership
from promises.record.models import Promise
from promises.templates import reading
from promises.templates.models import PromiseTemplate, TemplateTerm
from tests.conftest import Cast
from tests.promises.conftest import Write, harbor, write

__all__ = ["harbor", "write"]

SignIn = Callable[[Membership], Client]
HOME = "/o/fieldstone/promises/templates/"
WHOLE = {
    "name": "Yearly care",
    "title": "Care plan",
    "source": "contract",
    "first_truth": "More units",
    "time_flexibility": "fixed",
    "cost_flexibility": "flexible",
    "scope_flexibility": "fixed",
    "chosen_pair": "",
    "terms-0-kind": "commitment",
    "terms-0-text": "First visit done",
    "terms-0-flexibility": "fixed",
    "terms-0-due_days": "60",
    "terms-1-kind": "exclusion",
    "terms-1-text": "Repair of foreign parts",
    "terms-1-flexibility": "fixed",
}


@pytest.fixture
def template(cast: Cast, sign_in: SignIn) -> PromiseTemplate:
    assert sign_in(cast.leader).post(f"{HOME}new/", WHOLE).status_code == 302
    with scope.acting_for(cast.organization):
        return PromiseTemplate.rows().get()


def change_of(template: PromiseTemplate, **changed: Any) -> dict[str, Any]:
    return WHOLE | {"expected_number": template.version} | changed


def test_a_leader_writes_one(cast: Cast, template: PromiseTemplate, sign_in: SignIn) -> None:
    words = sign_in(cast.viewer).get(HOME).content.decode()

    assert "Yearly care" in words
    assert "2 terms" in words
    with scope.acting_for(cast.organization):
        assert [(term.kind, term.due_days) for term in TemplateTerm.rows()] == [("commitment", 60), ("exclusion", None)]
        assert Entry.rows().get(verb="template.written").detail == {"name": "Yearly care"}


def test_a_promise_begins_with_it(cast: Cast, template: PromiseTemplate, harbor: Customer, sign_in: SignIn) -> None:
    client = sign_in(cast.agent)
    start = f"/o/fieldstone/promises/new/?customer={harbor.pk}"

    offered = client.get(f"{start}&start=template").content.decode()
    begun = client.get(f"{start}&template={template.pk}")

    assert f"template={template.pk}" in offered
    words = begun.content.decode()
    assert 'value="Care plan"' in words
    assert "Repair of foreign parts" in words
    due = begun.context["form"].terms.forms[0]["due_at"].value()
    assert (due.date() - timezone.localdate(timezone=cast.organization.zone)).days == 60
    for odd in ("x", "%00", str(cast.organization.pk)):
        assert client.get(f"{start}&template={odd}").status_code == 404


def test_choosing_whom_it_is_for_keeps_the_template(
    cast: Cast, template: PromiseTemplate, harbor: Customer, sign_in: SignIn
) -> None:
    words = sign_in(cast.agent).get(f"/o/fieldstone/promises/new/?template={template.pk}&q=harbor").content.decode()

    assert f"?customer={harbor.pk}&amp;template={template.pk}" in words


def test_changing_it_changes_no_promise(cast: Cast, template: PromiseTemplate, sign_in: SignIn) -> None:
    client = sign_in(cast.leader)

    client.post(f"{HOME}{template.pk}/", change_of(template, **{"terms-1-text": "Weekends"}))
    stale = client.post(f"{HOME}{template.pk}/", change_of(template, title="Mine"))
    saved = client.post(f"{HOME}{template.pk}/", change_of(template, title="Mine", expected_number=2))

    assert stale.status_code == 409
    assert "Somebody else changed this template" in stale.content.decode()
    assert "Weekends" in stale.content.decode()
    assert 'value="Mine"' in stale.content.decode()
    assert saved.status_code == 302
    with scope.acting_for(cast.organization):
        assert (PromiseTemplate.rows().get().title, PromiseTemplate.rows().get().version) == ("Mine", 3)


def test_an_archived_one_is_offered_no_more_and_comes_back(cast: Cast, template: PromiseTemplate, sign_in: SignIn) -> None:
    client = sign_in(cast.leader)

    for _ in range(2):
        client.post(f"{HOME}{template.pk}/archive/")
    with scope.acting_for(cast.organization):
        assert not reading.offered().exists()
    client.post(f"{HOME}new/", WHOLE)
    taken = client.post(f"{HOME}{template.pk}/restore/", follow=True).content.decode()

    assert "There is a template “Yearly care” already" in taken
    with scope.acting_for(cast.organization):
        assert Entry.rows().filter(verb="template.archived").count() == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": " "}, "Enter name of the template."),
        ({"name": "x" * 81}, "at most 80 characters"),
        ({"terms-0-text": ""}, "Write what is promised, or remove the term."),
        ({"terms-0-due_days": "-1"}, "greater than or equal to 0"),
        ({"terms-0-due_days": "9999"}, "less than or equal to 3650"),
        ({"source": "rumor"}, "Select a valid choice"),
    ],
)
def test_each_wrong_field_says_what_to_do(cast: Cast, sign_in: SignIn, changed: dict[str, str], words: str) -> None:
    response = sign_in(cast.leader).post(f"{HOME}new/", WHOLE | changed)

    assert words in response.content.decode()
    assert "Repair of foreign parts" in response.content.decode()


def test_a_name_is_taken_once(cast: Cast, template: PromiseTemplate, sign_in: SignIn) -> None:
    assert "There is a template" in sign_in(cast.leader).post(f"{HOME}new/", WHOLE).content.decode()


def test_a_promise_becomes_a_template(cast: Cast, write: Write, sign_in: SignIn) -> None:
    promise = write()
    client = sign_in(cast.leader)

    words = client.get(f"{HOME}new/?promise={promise.pk}").content.decode()

    assert "Save as a template" in client.get(f"/o/fieldstone/promises/{promise.pk}/").content.decode()
    assert "Repair parts bought from others" in words
    assert client.get(f"{HOME}new/?promise=x").status_code == 200


@pytest.mark.parametrize("key", ["care", "project", "renewal"])
def test_a_ready_one_can_be_saved_as_it_stands(cast: Cast, sign_in: SignIn, key: str) -> None:
    client = sign_in(cast.leader)
    whole = client.get(f"{HOME}new/?ready={key}").context["form"]
    data = {bound.html_name: bound.value() for form in [whole.form, *whole.terms] for bound in form}

    saved = client.post(f"{HOME}new/", {name: "" if value is None else value for name, value in data.items()})

    assert saved.status_code == 302


def test_agents_use_and_do_not_write(cast: Cast, template: PromiseTemplate, sign_in: SignIn) -> None:
    client = sign_in(cast.agent)

    assert client.get(HOME).status_code == 200
    for path in ("new/", f"{template.pk}/", f"{template.pk}/archive/", f"{template.pk}/restore/"):
        assert client.post(f"{HOME}{path}", WHOLE).status_code == 403


def test_groups_are_added_without_script(cast: Cast, sign_in: SignIn) -> None:
    added = sign_in(cast.leader).post(f"{HOME}new/", WHOLE | {"terms-add": "1"}).content.decode()

    assert "Term 3" in added
    assert 'value="60"' in added


PASTED = """Dear Ms. Ruiz,
Service of both boilers, twice a year
First service done by 14 December 2027
We come as soon as possible when it fails
Price: EUR 4,850.00
Chimney repairs are not included
Kind regards"""


def test_pasted_text_becomes_a_promise_that_a_person_looked_over(cast: Cast, harbor: Customer, sign_in: SignIn) -> None:
    client = sign_in(cast.agent)
    address = f"/o/fieldstone/promises/new/?customer={harbor.pk}&start=paste"

    asked = client.get(address).content.decode()
    proposed = client.post(address, {"pasted": PASTED})
    whole = proposed.context["form"]
    data = {bound.html_name: bound.value() for form in [whole.form, *whole.terms] for bound in form}
    data |= {name: value.strftime("%Y-%m-%dT%H:%M") for name, value in data.items() if hasattr(value, "strftime")}
    data = {name: "" if value is None else value for name, value in data.items()} | {"title": "Boilers"}

    assert "Text of the quote or e-mail" in asked
    assert "Proposed from your text." in proposed.content.decode()
    assert "Vague: “as soon as possible”" in proposed.content.decode()
    with scope.acting_for(cast.organization):
        assert not Promise.rows().exists()
    saved = client.post(address, data, follow=True).content.decode()
    assert "Promise written." in saved
    assert "Chimney repairs are not included" in saved
    assert "4,850" in saved


@pytest.mark.parametrize("text", ["", " ", "Hello", "x" * 20_001, "\x00"])
def test_text_without_a_promise_says_so(cast: Cast, harbor: Customer, sign_in: SignIn, text: str) -> None:
    answer = sign_in(cast.agent).post(f"/o/fieldstone/promises/new/?customer={harbor.pk}&start=paste", {"pasted": text})

    assert "<title>Error: " in answer.content.decode()


def test_a_program_reads_the_templates_in_use(cast: Cast, template: PromiseTemplate, sign_in: SignIn) -> None:
    client = sign_in(cast.leader)
    client.post(f"{HOME}new/", WHOLE | {"name": "Archived"})
    with scope.acting_for(cast.organization):
        gone = PromiseTemplate.rows().get(name="Archived")
    client.post(f"{HOME}{gone.pk}/archive/")

    [found] = client.get("/o/fieldstone/api/v1/promise-templates/").json()["results"]

    assert (found["name"], found["cost_flexibility"], found["chosen_pair"]) == ("Yearly care", "flexible", None)
    assert [(line["kind"], line["due_days"]) for line in found["terms"]] == [("commitment", 60), ("exclusion", None)]


def test_the_database_keeps_days_for_commitments(cast: Cast, template: PromiseTemplate) -> None:
    for wrong in ("due_days = 5, kind = 'scope'", "due_days = 4000", "kind = 'wish'"):
        with (
            scope.acting_for(cast.organization),
            pytest.raises(IntegrityError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE promises_templateterm SET {wrong} WHERE position = 1")
