"""The example organization: full, believable, harmless, and gone in one click."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.utils import Error
from django.test import Client
from pytest_django import DjangoDbBlocker

from presence.accounts.models import User
from presence.audit.models import Entry
from presence.customers.models import Customer
from presence.examples import actions
from presence.imports.models import Import
from presence.notices.models import Letter
from presence.tenancy import catalog, directory, scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Organization
from promises.record import chain, due, reading
from promises.record.models import Commitment, Promise, Revision, Term
from tests.conftest import Cast
from touchpoints.automations import results
from touchpoints.automations.models import Automation
from touchpoints.delivery import checking, trying
from touchpoints.delivery import reading as deliveries
from touchpoints.interactions.models import Interaction
from touchpoints.journeys.models import Mode, Touchpoint
from touchpoints.journeys.published import MapVersion, PendingChange, PublishedTouchpoint
from touchpoints.sends import counts, facts, recording
from touchpoints.sends.models import Message, State

NOW = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
SignIn = Callable[[Membership], Client]


@dataclass
class Example:
    organization: Organization
    owner: Membership


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Example]:
    """Loaded once for this file, in a transaction that is never committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        user = User.objects.create_user(email="owner@elsewhere-1.example", name="Olga", password="correct horse battery")
        organization = actions.load(now=NOW, owner=user, slug="example-1", domain="example-1.example")
        with scope.acting_for(organization):
            owner = Membership.objects.select_related("user").get(user=user)
        yield Example(organization, owner)
        transaction.set_rollback(True)


@pytest.fixture
def example(loaded: Example) -> Iterator[Example]:
    """Each test works in a savepoint of it."""
    with transaction.atomic():
        yield loaded
        transaction.set_rollback(True)


def test_every_part_of_it_is_full(example: Example) -> None:
    with scope.acting_for(example.organization):
        assert Customer.rows().count() == 60
        assert set(Customer.rows().values_list("time_zone", flat=True)) == {"Europe/Brussels", "America/New_York"}
        assert Promise.rows().count() == 300
        assert set(Term.rows().values_list("kind", flat=True)) == set(Term.Kind.values)
        assert Revision.rows().filter(number=2).count() > 25
        assert set(Touchpoint.rows().values_list("mode", flat=True)) == set(Mode.values)
        assert Interaction.rows().count() > 1_000
        assert set(Interaction.rows().values_list("map_version", flat=True)) == {2, 3}
        assert set(PublishedTouchpoint.rows().values_list("mode", flat=True)) == set(Mode.values)
        assert MapVersion.rows().filter(applied_at=None).count() == PendingChange.rows().filter(outcome="").count() == 1
        assert {member.role for member in Membership.rows()} == {"owner", "leader", "agent", "viewer"}


def test_its_commitments_stand_in_every_way_and_many_people_made_them(example: Example) -> None:
    with scope.acting_for(example.organization):
        agreed = Promise.rows().filter(state="agreed")
        overdue = agreed.filter(next_due_at__lt=NOW).count()
        at_risk = agreed.filter(next_due_at__gte=NOW, next_due_at__lte=NOW + due.SOON).count()
        done = Commitment.rows().filter(done_at__isnull=False).count()
        makers = set(Promise.rows().values_list("made_by", flat=True))

    assert 2 <= overdue <= 12
    assert at_risk >= 2
    assert done >= 5
    assert len(makers) >= 5


def test_its_rate_has_one_bad_week_and_a_moment_too_rare_for_a_rate(example: Example) -> None:
    with scope.acting_for(example.organization):
        judged = Interaction.rows().filter(outcome__in=["kept", "broken_judged"])
        overall = _share_kept(judged)
        bad_week = _share_kept(judged.filter(local_day__range=("2026-10-10", "2026-10-16")))
        rare = Interaction.rows().filter(touchpoint__key="price-change", local_day__gte="2026-10-21").count()

    assert 0.85 <= overall <= 0.95
    assert bad_week < overall - 0.2
    assert 0 < rare < 10


def _share_kept(judged: QuerySet[Interaction]) -> float:
    return judged.filter(outcome="kept").count() / judged.count()


def test_nothing_in_it_is_waiting_to_be_sent(example: Example) -> None:
    with scope.acting_for(example.organization):
        assert Letter.rows().count() == 0
        assert Import.rows().count() == 0


def test_its_outbox_shows_what_becomes_of_messages(example: Example) -> None:
    with scope.acting_for(example.organization):
        told = results.of(list(Automation.rows().values_list("pk", flat=True)), now=NOW).values()
        states = set(Message.rows().values_list("state", flat=True))
        left = Message.rows().filter(state="sent")[0]
        paused = Automation.rows().get(state="paused")

    assert states == set(State.values) - {State.SENDING}  # nothing is leaving, and nothing ever will
    assert left.subject
    assert "/r/" in left.text
    assert "/u/" in left.html
    assert paused.preset == "status-ping"
    assert sum(one.sent for one in told) > 60
    for name in ("replies", "hatch_uses", "unsubscribes", "not_sent"):
        assert sum(getattr(one, name) for one in told) > 0, name


def test_its_outbox_agrees_with_its_figures(example: Example) -> None:
    with scope.acting_for(example.organization), transaction.atomic():
        automations = list(Automation.rows())
        reached = counts.reached([one.pk for one in automations], [])

        assert recording.record(now=NOW) == 0  # what left is among the contacts from the beginning
    assert all(one.ramp is None or reached[one.pk].count <= one.ramp for one in automations if one.pk in reached)


def test_nothing_of_it_ever_leaves(example: Example) -> None:
    with scope.acting_for(example.organization):
        known = facts.read(example.organization, deliveries.of_organization(), [], NOW)
        with pytest.raises(trying.ExampleNeverSends):
            checking.go_live(by=Actor.of(example.owner), now=NOW)

    assert not known.house.is_live
    assert known.house.members == frozenset()


def test_it_sends_no_test_and_says_so(example: Example, sign_in: SignIn) -> None:
    with scope.acting_for(example.organization):
        one = Automation.rows().filter(state="active")[0]

    answer = sign_in(example.owner).post(f"/o/example-1/automations/{one.pk}/test/", {"number": "1"}, follow=True)

    assert "nothing of it is ever sent" in answer.content.decode()
    with scope.acting_for(example.organization):
        assert not Letter.rows().exists()


def test_its_owner_removes_it_with_one_click(example: Example, sign_in: SignIn) -> None:
    answer = sign_in(example.owner).post("/o/example-1/example/removal/")

    assert answer.status_code == 302
    assert directory.organization_id_for("example-1") is None
    with scope.acting_for(example.organization.pk):
        assert [model for model in catalog.tenant_models() if model.objects.exists()] == []


def test_only_an_owner_is_offered_to_remove_it(example: Example, sign_in: SignIn) -> None:
    with scope.acting_for(example.organization):
        agent = Membership.objects.select_related("user").filter(role="agent")[0]

    assert b"Remove example data" in sign_in(example.owner).get("/o/example-1/").content
    assert b"Remove example data" not in sign_in(agent).get("/o/example-1/").content
    assert sign_in(agent).post("/o/example-1/example/removal/").status_code == 403


def test_a_real_organization_cannot_be_removed(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.owner).post("/o/fieldstone/example/removal/")

    assert answer.status_code == 404
    assert directory.organization_id_for("fieldstone") == cast.organization.pk
    with scope.acting_for(cast.organization), pytest.raises(actions.NotAnExample):
        actions.remove(organization=cast.organization)


def test_the_database_removes_no_real_organization_either(cast: Cast, elsewhere: Cast) -> None:
    for acting, gone in ((cast, cast), (cast, elsewhere)):
        with (
            scope.acting_for(acting.organization),
            pytest.raises(Error, match="only the acting organization"),
            transaction.atomic(),
        ):
            connection.cursor().execute("SELECT presence_remove_example(%s)", [gone.organization.pk])


def test_a_member_loads_an_example_of_their_own(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.owner)

    answer = client.post("/example/")

    assert answer.headers["Location"].startswith("/o/example-")
    page = client.get(answer.headers["Location"])
    assert b"Example data." in page.content


def test_a_second_click_leads_to_the_same_example(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.owner)

    first, second = client.post("/example/"), client.post("/example/")

    assert first.headers["Location"] == second.headers["Location"]


def test_its_invented_people_go_with_it(example: Example) -> None:
    with scope.acting_for(example.organization):
        actions.remove(organization=example.organization)

    assert not User.objects.filter(email__endswith="@example-1.example").exists()
    assert User.objects.filter(pk=example.owner.user.pk).exists()


def test_its_promises_have_whole_chains(example: Example) -> None:
    with scope.acting_for(example.organization):
        amended = Promise.rows().filter(current_number=2)

        assert amended.count() > 25
        assert [chain.verify(reading.history(promise.pk), current_number=2) for promise in amended] == [[]] * len(amended)


def test_what_happened_stands_in_the_log(example: Example) -> None:
    with scope.acting_for(example.organization):
        verbs = set(Entry.rows().filter(subject_type="promise").values_list("verb", flat=True))

        assert verbs >= {"promise.written", "promise.agreed", "promise.amended", "promise.fulfilled", "promise.ended"}
        assert Entry.rows().earliest("at").at < NOW - timedelta(days=300)


@pytest.mark.django_db
def test_it_can_be_loaded_again_after_it_was_removed() -> None:
    call_command("load_demo")
    organization_id = directory.organization_id_for("fieldstone")
    assert organization_id is not None
    with scope.acting_for(organization_id):
        actions.remove(organization=Organization.objects.get(pk=organization_id))

    call_command("load_demo")

    assert directory.organization_id_for("fieldstone") is not None


@pytest.mark.django_db
def test_the_command_prints_who_can_sign_in_and_loads_once(capsys: pytest.CaptureFixture[str], client: Client) -> None:
    call_command("load_demo")
    call_command("load_demo")

    said = capsys.readouterr().out
    assert said.count("noor@fieldstone.example") == 2
    signed_in = client.post("/accounts/login/", {"login": "ada@fieldstone.example", "password": "try-presence"}, follow=True)
    assert signed_in.redirect_chain[-1][0] == "/o/fieldstone/"
    with scope.acting_for(directory.organization_id_for("fieldstone")):  # type: ignore[arg-type]
        assert Customer.rows().count() == 60
