"""One interaction at a time (goal 13): a bare INSERT, the product's way in, and the usual serializer saving a model."""

import argparse
import statistics
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
from django.db import connection, transaction
from rest_framework import serializers

from presence.audit import actions as audit
from presence.customers.models import Customer
from presence.kit.ids import new_id
from presence.tenancy import scope
from presence.tenancy.actors import SYSTEM
from presence.tenancy.models import Organization
from tests import ground
from tests.bench import _pairs
from tests.conftest import make_cast
from touchpoints.interactions import ingest
from touchpoints.interactions.models import Interaction
from touchpoints.journeys.models import Touchpoint

NOW = datetime(2026, 11, 21, tzinfo=UTC)
AT = "2026-11-20T09:00:00Z"


class UsualSerializer(serializers.ModelSerializer[Interaction]):
    """What a REST framework makes of the model by itself: every reference is looked up, every uniqueness asked for."""

    customer = serializers.SlugRelatedField(slug_field="external_ref", queryset=Customer.objects.none())
    touchpoint = serializers.SlugRelatedField(slug_field="key", queryset=Touchpoint.objects.none())

    class Meta:
        model = Interaction
        fields = (
            "external_ref",
            "customer",
            "touchpoint",
            "occurred_at",
            "handled_by",
            "seconds",
            "note",
            "promised_by",
            "done_at",
        )

    def get_fields(self) -> Any:
        fields = super().get_fields()
        fields["customer"].queryset, fields["touchpoint"].queryset = Customer.rows(), Touchpoint.rows()
        return fields


def row(ref: str) -> dict[str, Any]:
    return {
        "external_ref": ref,
        "customer_ref": "acme",
        "touchpoint_key": "first-response",
        "occurred_at": AT,
        "handled_by": "human",
        "minutes": 12.5,
        "note": "They asked when the technician comes.",
        "promised_by": AT,
        "done_at": AT,
    }


def product(ref: str) -> None:
    ingest.ingest([msgspec.json.encode(row(ref))], by=SYSTEM, now=NOW)


def usual(ref: str) -> None:
    """The same columns, the same audit entry, nothing frozen or judged."""
    sent = row(ref)
    data = {**sent, "customer": sent["customer_ref"], "touchpoint": sent["touchpoint_key"], "seconds": 750}
    serializer = UsualSerializer(data=data)
    serializer.is_valid(raise_exception=True)
    made = serializer.save(local_day=NOW.date(), mode="human_only", content_hash=b"0" * 16, outcome="kept")
    audit.record(verb="interaction.recorded", by=SYSTEM, subject=made)


def bare(organization: Organization) -> Callable[[str], None]:
    """One INSERT of the same row, its references known beforehand."""
    statement = (
        "INSERT INTO touchpoints_interaction (id, organization_id, external_ref, customer_id, touchpoint_id, occurred_at, "
        "local_day, handled_by, segment, mode, channel, seconds, presence_kind, first_truth, exception, note, promised_by, "
        "done_at, outcome, content_hash, version) VALUES (%s, %s, %s, %s, %s, %s, '2026-11-20', 'human', '', 'human_only', '', "
        "750, '', '', 'none', %s, %s, %s, 'kept', '\\x00', 1)"
    )
    customer_id = Customer.rows().get(external_ref="acme").pk
    touchpoint_id = Touchpoint.rows().get(key="first-response").pk

    def insert(ref: str) -> None:
        with connection.cursor() as cursor:
            known = [new_id(), organization.pk, ref, customer_id, touchpoint_id, AT, row(ref)["note"], AT, AT]
            cursor.execute(statement, known)

    return insert


def each(organization: Organization, write: Callable[[str], None], name: str, rows: int) -> float:
    """Rows one by one, each in a transaction of its own."""

    def work() -> None:
        for number in range(rows):
            with scope.acting_for(organization), transaction.atomic():
                write(f"{name}-{number}")

    return _pairs.timed(work)


def main(rows: int, pairs: int) -> None:
    with ground.database():
        organization = make_cast("Fieldstone Care", "fieldstone").organization
        with scope.acting_for(organization), transaction.atomic():
            ingest.ingest([row("first")], by=SYSTEM, now=NOW, create_customers=True)
            ways = {"bare INSERT": bare(organization), "product": product, "usual serializer": usual}
        times: dict[str, list[float]] = {name: [] for name in ways}
        for number in range(pairs + 1):
            for name, write in ways.items():
                times[name].append(each(organization, write, f"{name}{number}", rows))
    for name, taken in times.items():
        print(f"{name:<17}{rows / statistics.median(taken[1:]):>8,.0f} rows/s")
    shares = sorted(slow / fast for slow, fast in zip(times["usual serializer"][1:], times["product"][1:], strict=True))
    print(f"product against the usual serializer {shares[0]:.1f} / {statistics.median(shares):.1f} / {shares[-1]:.1f} times")


if __name__ == "__main__":
    options = argparse.ArgumentParser(prog="bin/bench single", description=__doc__)
    options.add_argument("--rows", type=int, default=200)
    options.add_argument("--pairs", type=int, default=9)
    chosen = options.parse_args()
    main(chosen.rows, chosen.pairs)
