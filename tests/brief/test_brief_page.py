"""The call brief: everything for the call, promises first, in one statement."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from presence.customers import actions as customers
from presence.customers.models import Customer, EmailAddress
from presence.customers.rules import ContactInput
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from promises.answers import answering, links
from promises.commitments import actions as commitments
from promises.record import actions
from promises.record.models import Commitment, Term
from tests.brief.conftest import NOW, write
from tests.conftest import Cast
from touchpoints.brief import reading
from touchpoints.interactions import actions as interactions
from touchpoints.interactions.models import Check
from touchpoints.journeys import actions as journeys
from touchpoints.journeys import publishing
from touchpoints.journeys.models import Touchpoint
from touchpoints.suppression import actions as suppression

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


@pytest.mark.parametrize("amount", [1, 20])
def test_the_page_asks_at_most_six_times(cast: Cast, harbor: Customer, sign_in: SignIn, amount: int) -> None:
    """The frame keeps for some seconds what it asked for the page before: counts, banners, and what runs."""
    for number in range(amount):
        write(cast, harbor, f"Plan {number}")
    client = sign_in(cast.agent)
    client.get("/o/fieldstone/c/")

    with CaptureQueriesContext(connection) as asked:
        words = client.get(address(harbor)).content.decode()

    assert "Plan 0" in words
    of_the_test = ("SAVEPOINT", "RELEASE")  # the request's own transaction stands inside the test's
    statements = [query["sql"] for query in asked if not query["sql"].startswith(of_the_test)]
    assert len(statements) <= 6, statements


def test_what_other_rooms_know_stands_beside_the_promise(cast: Cast, harbor: Customer, sign_in: SignIn) -> None:
    promise = write(cast, harbor)
    with scope.acting_for(cast.organization):
        Membership.objects.filter(pk=cast.viewer.pk).update(joined_at=NOW - timedelta(days=1))
        door = links.make(by=Actor.of(cast.agent), promise=promise)
        answering.answer(now=NOW, link=door.link, number=1, verdict="disputed", words="Saturdays were included")

    words = sign_in(cast.viewer).get(address(harbor)).content.decode()

    assert "not what they were sold" in words
    assert "Saturdays were included" in words
    assert "You have not read this revision" in words
    assert "You have not read this revision" not in sign_in(cast.agent).get(address(harbor)).content.decode()


def test_a_commitment_that_was_done_says_when(cast: Cast, harbor: Customer, sign_in: SignIn) -> None:
    write(cast, harbor)
    with scope.acting_for(cast.organization):
        commitments.finish(by=Actor.of(cast.agent), now=NOW, commitment=Commitment.rows().get())

    words = sign_in(cast.viewer).get(address(harbor)).content.decode()

    assert "Done late</span>" in words
    assert "Overdue" not in words


def test_a_members_word_on_a_due_time_stands_before_the_clocks(cast: Cast, harbor: Customer, sign_in: SignIn) -> None:
    promise = write(cast, harbor)
    page = sign_in(cast.viewer)
    assert "Overdue since" in page.get(address(harbor)).content.decode()
    with scope.acting_for(cast.organization):
        term = Term.rows().get(revision__promise=promise, kind="commitment")
        check = {"verdict": "kept", "promise": str(promise.pk), "term": str(term.key)}
        row = {"occurred_at": NOW, "customer": str(harbor.pk), "touchpoint_key": "status-update", "checks": [check]}
        interactions.record(by=Actor.of(cast.agent), now=NOW, row=row)

    words = page.get(address(harbor)).content.decode()

    assert "Kept, says" in words
    assert "(overdue since" in words


def test_what_we_will_not_do_is_judged_as_a_term_is(cast: Cast, harbor: Customer, sign_in: SignIn) -> None:
    promise = write(cast, harbor)
    agent = sign_in(cast.agent)
    with scope.acting_for(cast.organization):
        term = Term.rows().get(revision__promise=promise, kind="exclusion")
    boundary = agent.get(address(harbor)).content.decode().split('class="boundary"', 1)[1].split("</section>", 1)[0]
    assert f'value="broken {promise.pk} {term.key}"' in boundary
    assert "<button" not in sign_in(cast.viewer).get(address(harbor)).content.decode().split('class="boundary"')[1][:900]

    agent.post(f"{address(harbor)}judgment/", {"verdict": f"broken {promise.pk} {term.key}", "moment": _moment(cast)})

    with scope.acting_for(cast.organization):
        assert [(check.term_key, check.verdict) for check in Check.rows().filter(basis="person")] == [(term.key, "broken")]
    assert "kept 0 of 1 time" in agent.get(address(harbor)).content.decode()


def _moment(cast: Cast) -> str:
    with scope.acting_for(cast.organization):
        return str(Touchpoint.rows().get(key="status-update").pk)


def test_the_last_contacts_say_who_and_keep_a_colleagues_minutes(cast: Cast, harbor: Customer, sign_in: SignIn) -> None:
    row = {
        "occurred_at": NOW,
        "customer": str(harbor.pk),
        "touchpoint_key": "status-update",
        "member": cast.agent.user.email,
        "channel": "call",
        "minutes": 12,
        "checks": [{"verdict": "broken"}],
    }
    with scope.acting_for(cast.organization):
        interactions.record(by=Actor.of(cast.agent), now=NOW, row=row)

    mine, theirs = (sign_in(member).get(address(harbor)).content.decode() for member in (cast.agent, cast.leader))

    assert "Status update, not kept: judged" in theirs
    assert f"{cast.agent.user.name} by call" in theirs
    assert "our word was not kept" in theirs
    assert ("12 min" in mine, "12 min" in theirs) == (True, False)


def test_the_talk_track_is_the_touchpoints_own(cast: Cast, harbor: Customer, sign_in: SignIn) -> None:
    with scope.acting_for(cast.organization):
        moment = Touchpoint.rows().get(key="scope-change")
        journeys.change_touchpoint(
            by=Actor.of(cast.leader),
            touchpoint=moment,
            reason="Agreed with the team",
            mode="human_only",
            mode_reason="Somebody must explain what it costs",
            response_target_minutes=90,
            first_truth_due=True,
        )
        publishing.publish(by=Actor.of(cast.leader), now=NOW)

    words = sign_in(cast.viewer).get(f"{address(harbor)}?moment={moment.pk}").content.decode()

    track = words.split('id="moment"', 1)[1].split("</section>", 1)[0]
    for told in ("Somebody must explain what it costs", "1 h 30 min", "before they commit", "scope trade-off", "Human-only"):
        assert told in track


def test_who_wants_no_automated_mail_is_shown_and_leaders_may_lift_it(cast: Cast, harbor: Customer, sign_in: SignIn) -> None:
    with scope.acting_for(cast.organization):
        email = EmailAddress.rows().filter(customer=harbor)[0].address
        entry = suppression.suppress(by=Actor.of(cast.agent), address=email, why="by_hand", words="Asked on the phone")

    told = {member.role: sign_in(member).get(address(harbor)).content.decode() for member in (cast.agent, cast.leader)}

    assert all("Asked on the phone" in words for words in told.values())
    assert [f"/suppressions/{entry.pk}/lifting/" in told[role] for role in ("agent", "leader")] == [False, True]
    assert f"/o/fieldstone/sends/why/{harbor.pk}/" in told["agent"]
