"""Importing interactions from a file, by the same way in as the API (ingest.py)."""

from collections.abc import Sequence
from urllib.parse import urlencode
from uuid import UUID

from presence.imports.importers import Batch, Context, Foreseen, Link, Result, Row, Undoable, Written
from presence.imports.rules.fields import Field, Option
from presence.kit import navigation
from touchpoints.interactions import actions, import_fields, import_rows, import_stored, ingest
from touchpoints.interactions.import_rows import CREATE_CUSTOMERS
from touchpoints.interactions.ingest import Preview, Report
from touchpoints.interactions.models import FormerVersion, Interaction

_CHANGED_SINCE = "It was changed or deleted after the import, so it stays as it is."


class InteractionImporter:
    """One row is one interaction; rows with the same reference are its history, of which the last one counts."""

    kind = "interactions"
    noun = ("interaction", "interactions")
    about = "What happened with customers: tickets, calls, visits, with their verdicts."
    reference = "external_ref"
    needs: Sequence[Sequence[str]] = [("occurred_at",), ("customer_ref", "customer_name"), ("touchpoint_key",)]
    shown: Sequence[str] = ("external_ref", "customer_ref", "customer_name", "occurred_at", "verdict", "channel")
    options: Sequence[Option] = (
        Option(
            CREATE_CUSTOMERS,
            "Add customers that are not known yet",
            "Otherwise rows with an unknown customer are shown as problems.",
        ),
    )

    def fields(self) -> Sequence[Field]:
        return import_fields.fields()

    def objections(self, matched: frozenset[str]) -> Sequence[str]:
        found = []
        if {"verdict", "promised_by"} <= matched:
            found.append("Match Promise kept or Promised by, not both: a verdict stands, times are judged by rule.")
        if "done_at" in matched and "promised_by" not in matched:
            found.append("Match Promised by as well: Done at says nothing without it.")
        return found

    def preview(self, rows: Sequence[Row], context: Context) -> Sequence[Foreseen]:
        prepared = import_rows.prepare(rows, context)
        forms = list(prepared.forms.values())
        found = ingest.preview(forms, now=context.now, create_customers=CREATE_CUSTOMERS in context.options)
        previews = dict(zip(prepared.forms, found, strict=True))
        return [
            self._foresee(previews[place], row, prepared.stored.get(place), context)
            if place in previews
            else Foreseen("problem", prepared.problems[place])
            for place, row in enumerate(rows)
        ]

    def _foresee(self, found: Preview, row: Row, stored: Interaction | None, context: Context) -> Foreseen:
        if found.verdict == "problem":
            return Foreseen("problem", import_rows.told(found.problems))
        if found.verdict == "changed" and stored:
            changes = import_stored.changes(stored, row.values, zone=context.organization.zone)
            return Foreseen("changed", (), changes, stored.pk)
        return Foreseen("unchanged" if found.verdict == "unchanged" else "new", target_id=found.interaction_id)

    def run(self, rows: Sequence[Row], context: Context) -> Batch:
        import_rows.make_customers(rows, context)
        prepared = import_rows.prepare(rows, context)
        report = ingest.ingest(
            list(prepared.forms.values()),
            by=context.by,
            now=context.now,
            create_customers=CREATE_CUSTOMERS in context.options,
            cause="import",
            import_id=context.import_id,
        )
        written = dict(zip(prepared.forms, _written(report, context.import_id), strict=True))
        written |= {place: Written("rejected", problems=problems) for place, problems in prepared.problems.items()}
        return Batch([written[place] for place in range(len(rows))], report.first_day, report.last_day)

    def undo(self, rows: Sequence[Undoable], context: Context) -> Sequence[str]:
        undone = actions.undo_import(
            by=context.by,
            now=context.now,
            import_id=context.import_id,
            created_ids=[row.target_id for row in rows if row.outcome == "created"],
            among=[row.target_id for row in rows],
        )
        left = set(undone.changed_since)
        return [_CHANGED_SINCE if row.target_id in left else "" for row in rows]

    def links(self, result: Result) -> Sequence[Link]:
        """The days the rows speak of: an old history is outside every usual window."""
        if result.first_day is None or result.last_day is None:
            return []
        window = urlencode({"from": result.first_day.isoformat(), "to": result.last_day.isoformat()})
        pages = [("promise_kept_rate", "See promises kept"), ("interaction_list", "See interactions")]
        return [Link(word, f"{address}?{window}") for name, word in pages if (address := navigation.address(name))]

    def undo_note(self) -> str:
        return "Customers that were added along with them stay."


def _written(report: Report, import_id: UUID) -> list[Written]:
    """What became of each row. A row that exists and left no former version said the same before."""
    formers = FormerVersion.rows().filter(import_id=import_id, interaction_id__in=[row_id for row_id in report.ids if row_id])
    was_deleted = dict(formers.values_list("interaction_id", "body__deleted_at"))
    created = set(report.created_ids) | {row_id for row_id, deleted_at in was_deleted.items() if deleted_at}
    rejected = {one.index: import_rows.told(one.errors) for one in report.rejected}
    written = []
    for place, row_id in enumerate(report.ids):
        if row_id is None:
            written.append(Written("rejected", problems=rejected.get(place, ())))
        elif row_id in created:
            written.append(Written("created", row_id))
        else:
            written.append(Written("updated" if row_id in was_deleted else "unchanged", row_id))
    return written
