"""Interactions over REST: one, or thousands at once through the same intake."""

from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

import msgspec
from django.db.models import QuerySet
from django.urls import reverse

from presence.kit import windows
from presence.kit.api import bodies, problems
from presence.kit.api.calls import Call, Reply
from presence.kit.api.components import Schema
from presence.kit.api.fields import Day, said, text, title
from presence.kit.api.operations import RawBody, operation
from presence.kit.api.pages import Page
from presence.kit.api.problems import FieldProblem
from presence.kit.api.queries import Count, Cursor, Limit, NoQuery
from presence.kit.api.views import ApiView
from presence.tenancy import callers, lookups
from touchpoints.interactions import actions, filters, ingest, intake, models, reading, shapes
from touchpoints.interactions.intake import InteractionInput
from touchpoints.interactions.shapes import BulkReport, Interaction, InteractionChange, RejectedRow
from touchpoints.journeys.models import Mode

NDJSON = "application/x-ndjson"
MOST_ROWS = 10_000
BULK_LIMIT = 16 * 1024 * 1024
WINDOW_PATTERN = "^(all|[1-9][0-9]{0,3}d|[0-9]{4}(-(0[1-9]|1[0-2]|Q[1-4]|W(0[1-9]|[1-4][0-9]|5[0-3])))?)$"
Window = Annotated[
    str,
    msgspec.Meta(
        pattern=WINDOW_PATTERN,
        description="The last days (`30d`), a month, a week, a quarter, a year, or `all`.",
        examples=["30d", "2026-10", "2026-W45", "2026-Q4", "2026"],
        extra={"words": "Use a window such as 30d, 2026-10, 2026-W45, 2026-Q4, 2026 or all."},
    ),
]
BULK_SCHEMA: Schema = {
    "type": "array",
    "maxItems": MOST_ROWS,
    "items": {"anyOf": [{"$ref": "#/components/schemas/InteractionInput"}, {}]},
    "description": "Each an InteractionInput. A row that is none is named in `rejected`; the others are taken.",
}
BULK_LINES: Schema = {"type": "string", "description": "One InteractionInput as JSON on each line."}
BULK_BODY = RawBody(
    forms={bodies.JSON: list[InteractionInput], NDJSON: str},
    limit=BULK_LIMIT,
    schemas={bodies.JSON: BULK_SCHEMA, NDJSON: BULK_LINES},
)
CreateCustomers = Annotated[
    Literal["true", "false"], said("Whether an unknown `customer_ref` becomes a customer with that reference as its name.")
]


class FactQuery(msgspec.Struct, frozen=True, kw_only=True):
    """The filters that lists and metrics share."""

    first: Annotated[Day, said("First day, in the organization's time zone.")] | None = msgspec.field(name="from", default=None)
    last: Annotated[Day, said("Last day, included.")] | None = msgspec.field(name="to", default=None)
    window: Window | None = None
    touchpoint: Annotated[str, title(64, description="A touchpoint's id or key.")] | None = None
    team: Annotated[str, title(64, description="A team's id or key; `~` for none.")] | None = None
    segment: Annotated[str, title(60, description="A customer segment; `~` for none.")] | None = None
    customer: Annotated[UUID, said("A customer's id.")] | None = None
    mode: Annotated[Mode, said("The touchpoint's mode when it happened.")] | None = None
    version: Annotated[str, title(9, description="Number of the map's version that held then; `~` for none.")] | None = None
    handled_by: Annotated[models.HandledBy, said("Who or what handled it.")] | None = None


class InteractionQuery(FactQuery, frozen=True, kw_only=True):
    limit: Limit = 50
    cursor: Cursor | None = None
    count: Count | None = None
    verdict: (
        Annotated[
            Literal[
                "judged",
                "kept",
                "broken",
                "broken_late",
                "broken_overdue",
                "broken_judged",
                "renegotiated",
                "unjudged",
                "cannot_tell",
                "unchecked",
            ],
            said("Only interactions that came out like this."),
        ]
        | None
    ) = None
    counted: (
        Annotated[
            Literal["first_truth_due", "human_only", "presence", "by_people", "with_target", "within_target", "exception"],
            said("Only interactions that the metric of this name counts."),
        ]
        | None
    ) = None
    external_ref: Annotated[str, text(120, description="Only the interaction with this reference.")] | None = None


class WriteQuery(msgspec.Struct, frozen=True, kw_only=True):
    create_customers: CreateCustomers = "false"


class InteractionView(ApiView):
    tag = "interactions"
    refusals: ClassVar = {
        filters.BadFilter: problems.InvalidParameter,
        windows.BadWindow: problems.InvalidParameter,
        intake.Malformed: problems.Malformed,
        intake.TooMany: problems.TooLarge,
        actions.StaleInteraction: problems.Stale,
        actions.NotTaken: problems.Invalid,
    }


class Interactions(InteractionView):
    @operation(
        name="list_interactions",
        summary="List interactions",
        scope="interactions:read",
        query=InteractionQuery,
        answer=Page[Interaction],
    )
    def get(self, call: Call[InteractionQuery]) -> Reply:
        """Latest first. Takes the filters of the metrics, so that a number leads to its rows."""
        return call.page(_chosen(call), order=["-occurred_at", "-id"], shape=shapes.shaper(callers.of(call).member.pk))

    @operation(
        name="create_interaction",
        summary="Record an interaction",
        scope="interactions:write",
        query=WriteQuery,
        body=RawBody({bodies.JSON: InteractionInput}, bodies.ORDINARY_LIMIT),
        answer=Interaction,
        status=201,
        may_exist=True,
        has_etag=True,
        example=shapes.EXAMPLE,
    )
    def post(self, call: Call[WriteQuery]) -> Reply:
        """With checks, or with a commitment (`promised_by`, `done_at`). A known `external_ref` is updated: 200, not 201."""
        report = ingest.ingest(
            [bodies.strict_json(call.raw)],
            by=callers.actor(call),
            now=call.now,
            create_customers=call.query.create_customers == "true",
        )
        if report.rejected:
            raise actions.NotTaken(report.rejected[0].errors)
        id = next(filter(None, report.ids))
        location = call.url(reverse("api_interaction", args=[id]))
        return Reply(_read(id, call), status=201 if report.created else 200, location=location)


class OneInteraction(InteractionView):
    @operation(
        name="get_interaction", summary="Read an interaction", scope="interactions:read", answer=Interaction, has_etag=True
    )
    def get(self, call: Call[NoQuery], id: UUID) -> Reply:
        return Reply(_read(id, call))

    @operation(
        name="change_interaction",
        summary="Correct an interaction",
        scope="interactions:write",
        body=RawBody({bodies.JSON: InteractionChange}, bodies.ORDINARY_LIMIT),
        answer=Interaction,
        if_match="optional",
        has_etag=True,
        example={"checks": [{"verdict": "broken", "evidence": "Arrived a day late."}]},
    )
    def patch(self, call: Call[NoQuery], id: UUID) -> Reply:
        """Fields that are absent stay; lists are replaced. What it said before is kept as a former version."""
        row = _locked(id)
        call.check_match(_read(id, call))
        given = bodies.strict_json(call.raw)
        if not isinstance(given, dict):
            raise problems.invalid("", "type", "Expected an object.")
        form = shapes.corrected(shapes.whole(_found(id, call)), given)
        actions.correct(by=callers.actor(call), now=call.now, interaction=row, row=form)
        return Reply(_read(id, call))

    @operation(
        name="delete_interaction",
        summary="Delete an interaction",
        scope="interactions:write",
        answer=None,
        status=204,
        if_match="optional",
    )
    def delete(self, call: Call[NoQuery], id: UUID) -> Reply:
        """Takes it out of lists and figures; the record of what it said stays."""
        row = _locked(id)
        call.check_match(_read(id, call))
        actions.delete(by=callers.actor(call), now=call.now, interaction=row)
        return Reply(status=204)


class Bulk(InteractionView):
    @operation(
        name="record_interactions",
        summary="Record many interactions",
        scope="interactions:write",
        query=WriteQuery,
        body=BULK_BODY,
        answer=BulkReport,
        example=[shapes.EXAMPLE, shapes.COMMITMENT_EXAMPLE],
    )
    def post(self, call: Call[WriteQuery]) -> Reply:
        """Up to 10,000 rows and 16 MB, as a JSON array or one object per line. Rows with a known `external_ref` update it;
        of equal ones in a body the last wins; the same content again changes nothing.
        """
        report = ingest.ingest(
            intake.split(call.raw, most=MOST_ROWS),
            by=callers.actor(call),
            now=call.now,
            create_customers=call.query.create_customers == "true",
        )
        return Reply(_told(report))


def filters_of(query: FactQuery) -> filters.Filters:
    """The filters asked for. Raises BadFilter."""
    return filters.read({name: str(value) for name in filters.NAMES if (value := getattr(query, name)) is not None})


def window_of(query: FactQuery, *, call: Call[Any], default: str) -> windows.Window:
    """The days asked for, in the organization's time zone. Raises BadWindow."""
    return windows.parse(
        window=query.window or "",
        first=query.first.isoformat() if query.first else "",
        last=query.last.isoformat() if query.last else "",
        today=call.now.astimezone(callers.of(call).organization.zone).date(),
        recorded=recorded_days,
        default=default,
    )


def recorded_days() -> Any:
    """The first and last day with an interaction, or None."""
    days = models.Interaction.rows().filter(deleted_at=None).order_by("local_day").values_list("local_day", flat=True)
    first = days.first()
    return (first, days.last()) if first else None


def _chosen(call: Call[InteractionQuery]) -> QuerySet[models.Interaction]:
    query = call.query
    rows = filters_of(query).over(shapes.readable(call.now, outcomes=filters.read_verdict(query.verdict or "")))
    if query.window or query.first or query.last:
        window = window_of(query, call=call, default="all")
        rows = rows.filter(local_day__range=(window.first, window.last))
    rows = rows.filter(filters.read_counted(query.counted or ""))
    if query.external_ref is not None:
        rows = rows.filter(external_ref=query.external_ref)
    return rows


def _read(id: UUID, call: Call[Any]) -> Interaction:
    return shapes.shape(_found(id, call), callers.of(call).member.pk)


def _found(id: UUID, call: Call[Any]) -> models.Interaction:
    row = reading.one(id, now=call.now)
    if row is None:
        raise problems.Absent
    return row


def _locked(id: UUID) -> models.Interaction:
    rows = models.Interaction.rows().filter(deleted_at=None)
    return lookups.one(rows.select_for_update(of=("self",), no_key=True), id)


def _told(report: ingest.Report) -> BulkReport:
    return BulkReport(
        created=report.created,
        updated=report.updated,
        unchanged=report.unchanged,
        superseded=len(report.superseded),
        rejected=[
            RejectedRow(row.index, [FieldProblem(error.pointer, error.code, error.message) for error in row.errors])
            for row in report.rejected
        ],
        first_day=report.first_day,
        last_day=report.last_day,
    )
