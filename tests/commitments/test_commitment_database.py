"""What the database refuses, whatever the code does."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from presence.kit.ids import new_id
from presence.tenancy.actors import Actor
from promises.commitments import actions
from promises.record.models import Commitment, Term
from tests.commitments.conftest import Agree
from tests.conftest import Cast
from tests.interactions.rows import row
from tests.promises.conftest import DUE, NOW
from touchpoints.interactions import ingest
from touchpoints.interactions.models import Check, Interaction

COLUMNS = "organization_id, id, interaction_id, promise_id, term_id, term_key, verdict, basis, evidence, promised_by, done_at"


def insert(**values: Any) -> None:
    """A check by hand, as no code of ours writes it."""
    names = [name.strip() for name in COLUMNS.split(",")]
    given = {name: values.get(name) for name in names} | {"id": new_id(), "evidence": ""}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO touchpoints_check ({COLUMNS}) VALUES ({', '.join(f'%({name})s' for name in names)})", given
        )


@pytest.fixture
def whole(acting: Cast, agreed: Agree) -> dict[str, Any]:
    """A rule's verdict on a commitment that is not there yet."""
    commitment = agreed()
    return {
        "organization_id": acting.organization.pk,
        "promise_id": commitment.promise_id,
        "term_id": commitment.term_id,
        "term_key": commitment.term_key,
        "verdict": "kept",
        "basis": "rule",
        "promised_by": DUE,
        "done_at": NOW,
    }


def interaction_id(cast: Cast) -> Any:
    ingest.ingest([row("one")], by=Actor.of(cast.agent), now=NOW, create_customers=True)
    return Interaction.rows().get().pk


def test_a_commitment_takes_one_verdict_of_the_rule(acting: Cast, whole: dict[str, Any]) -> None:
    insert(**whole)
    with pytest.raises(IntegrityError, match="check_commitment_once"):
        insert(**whole | {"verdict": "broken"})
    assert Check.rows().get().verdict == "kept"


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"promised_by": None}, "check_one_way"),
        ({"basis": "person"}, "check_one_way"),
        ({"basis": "customer"}, "check_one_way"),
        ({"term_key": None}, "check_one_way"),
        ({"term_id": None}, "check_one_way"),
        ({"verdict": "cannot_tell"}, "check_rule_verdict"),
    ],
)
def test_a_check_without_an_interaction_is_a_rules_on_a_due_time(
    acting: Cast, whole: dict[str, Any], wrong: dict[str, Any], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        insert(**whole | wrong)
    assert not Check.rows().exists()


@pytest.mark.parametrize("more", [{"promised_by": DUE}, {"done_at": NOW}])
def test_a_check_of_an_interaction_has_no_due_time_of_its_own(
    acting: Cast, whole: dict[str, Any], more: dict[str, Any]
) -> None:
    given = whole | {"interaction_id": interaction_id(acting), "promised_by": None, "done_at": None, "basis": "person"}
    with pytest.raises(IntegrityError, match="check_one_way"):
        insert(**given | more)
    insert(**given)
    assert Check.rows().get().basis == "person"


def test_a_term_has_one_standing(acting: Cast, agreed: Agree) -> None:
    commitment = agreed()
    twin = Commitment(promise=commitment.promise, term_key=commitment.term_key, term=commitment.term, due_at=DUE)
    with pytest.raises(IntegrityError, match="commitment_once"), transaction.atomic():
        twin.save(force_insert=True)
    assert Commitment.rows().count() == Term.rows().filter(due_at__isnull=False).count() == 1


def test_nobody_has_done_what_is_not_done(acting: Cast, agreed: Agree) -> None:
    done = actions.finish(by=Actor.of(acting.agent), now=NOW, commitment=agreed())
    with pytest.raises(IntegrityError, match="commitment_doer_has_done"), transaction.atomic():
        Commitment.rows().filter(pk=done.pk).update(done_at=None)
    assert Commitment.rows().get().done_at == NOW
