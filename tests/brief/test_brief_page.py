"""The call brief: everything for the call, promises first, in one statement."""

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from presence.customers import actions as customers
from presence.customers.models import Customer
from presence.customers.rules import ContactInput
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from promises.record import actions
from tests.brief.conftest import NOW, write
from tests.conftest import Cast
from touchpoints.brief import reading

SignIn = Callable[[Membership], Client]


def address(customer: Customer) -> str:
    return f"/o/fieldstone/c/{customer.pk}/"


def test_the_call_begins_with_what_was_promised(cast: Cast, harbor: Customer, sign_in: SignIn) -> None:
    write(cast, harbor)

    words = sign_in(cast.viewer).get(address(harbor)).content.decode()

    assert (
        words.index("New compressor installed") < words.index("What we will not do") < words.index("First truth of Care plan")
    )
    assert words.index("What we will not do") < words.index("Repair parts bought from others")
    assert "Fixed" in words
    assert "Flexible" in words
    assert "Overdue" in words
    assert "+32 2 123 45 67 ext. 3" in words
    assert 'href="tel:+3221234567"' in words
    assert "New York" in words


def test_agreed_promises_come_before_drafts(cast: Cast, harbor: Customer, sign_in: SignIn) -> None:
    write(cast, harbor, "Agreed one")
    write(cast, harbor, "Newer draft", agreed=False)

    words = sign_in(cast.viewer).get(address(harbor)).content.decode()

    assert words.index("Agreed one") < words.index("Newer draft")


def test_ended_promises_are_not_shown(cast: Cast, harbor: Customer, sign_in: SignIn) -> None:
    promise = write(cast, harbor)
    with scope.acting_for(cast.organization):
        actions.end(by=Actor.of(cast.agent), now=NOW, promise=promise)

    words = sign_in(cast.agent).get(address(harbor)).content.decode()

    assert "Nothing promised yet" in words
    assert "New compressor" not in words


def test_a_customer_with_many_promises_links_to_all(cast: Cast, harbor: Customer, sign_in: SignIn) -> None:
    for number in range(7):
        write(cast, harbor, f"Plan {number}")

    words = sign_in(cast.viewer).get(address(harbor)).content.decode()

    assert "All 7 promises" in words
    assert "2 more promises" in words
    assert words.index("Plan 6") < words.index("2 more promises") < words.index("Plan 1</a>") < words.index("Plan 0</a>")
    assert words.count("New compressor installed") == reading.IN_FULL


def test_one_statement_reads_it_whatever_its_size(cast: Cast, harbor: Customer) -> None:
    with scope.acting_for(cast.organization):
        for number in range(3):
            write(cast, harbor, f"Plan {number}")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            brief = reading.of(harbor.pk, member_id=cast.agent.pk, now=NOW)

    assert len(asked) == 1
    assert brief is not None
    assert [promise.title for promise in brief.promises] == ["Plan 2", "Plan 1", "Plan 0"]
    assert brief.will_not_do == ["Repair parts bought from others"]
    assert len(brief.moments) == 5


def test_what_is_shown_is_escaped(cast: Cast, sign_in: SignIn) -> None:
    with scope.acting_for(cast.organization):
        odd = customers.add(by=Actor.of(cast.agent), name="<script>alert(1)</script>", contacts=[ContactInput(name="<b>Ana")])
    write(cast, odd, "<i>Plan")

    words = sign_in(cast.viewer).get(address(odd)).content.decode()

    assert "<script>alert" not in words
    assert "<i>Plan" not in words
    assert "<b>Ana" not in words


def test_nothing_of_another_organization_is_read(cast: Cast, elsewhere: Cast, harbor: Customer) -> None:
    write(cast, harbor)

    with scope.acting_for(elsewhere.organization):
        assert reading.of(harbor.pk, member_id=cast.agent.pk, now=NOW) is None
