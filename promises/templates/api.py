"""Templates over REST: what a program can begin a promise with. Writing them is a leader's, on the pages."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

import msgspec
from django.urls import path

from presence.kit.api import json
from presence.kit.api.calls import Call, Reply
from presence.kit.api.fields import At, MoneyOut, said
from presence.kit.api.operations import operation
from presence.kit.api.pages import Page
from presence.kit.api.queries import PageQuery
from promises.record.calls import PromiseView
from promises.record.models import Flexibility, Revision, Term
from promises.templates.models import PromiseTemplate


class TemplateLine(msgspec.Struct, frozen=True):
    """One line of a template."""

    kind: Term.Kind
    text: str
    flexibility: Flexibility
    due_days: Annotated[int | None, said("Days from the day a promise is written with it.")]
    amount: MoneyOut | None


class Template(msgspec.Struct, frozen=True):
    """What a promise can begin with."""

    id: UUID
    name: str
    title: str
    source: Revision.Source
    first_truth: str
    time_flexibility: Flexibility
    cost_flexibility: Flexibility
    scope_flexibility: Flexibility
    chosen_pair: Revision.Pair | None
    terms: list[TemplateLine]
    updated_at: At


class Templates(PromiseView):
    @operation(
        name="list_promise_templates",
        summary="List promise templates",
        scope="promises:read",
        query=PageQuery,
        answer=Page[Template],
    )
    def get(self, call: Call[PageQuery]) -> Reply:
        """Those in use, by name."""
        rows = PromiseTemplate.rows().filter(archived_at=None).prefetch_related("terms")
        return call.page(rows, order=["name", "id"], shape=_shape)


def _shape(rows: Sequence[PromiseTemplate]) -> list[Template]:
    return [
        Template(
            id=row.pk,
            name=row.name,
            title=row.title,
            source=Revision.Source(row.source),
            first_truth=row.first_truth,
            time_flexibility=Flexibility(row.time_flexibility),
            cost_flexibility=Flexibility(row.cost_flexibility),
            scope_flexibility=Flexibility(row.scope_flexibility),
            chosen_pair=Revision.Pair(row.chosen_pair) if row.chosen_pair else None,
            terms=[
                TemplateLine(Term.Kind(term.kind), term.text, Flexibility(term.flexibility), term.due_days, term.amount)
                for term in row.terms.all()
            ],
            updated_at=json.utc(row.updated_at),
        )
        for row in rows
    ]


urlpatterns: list[Any] = [path("promise-templates/", Templates.as_view(), name="api_promise_templates")]
