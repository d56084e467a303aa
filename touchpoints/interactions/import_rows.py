"""From the values of an imported row to the write form of an interaction.

A file says something about some fields. For an interaction that exists, what no column is matched to stays as it is: importing
dates again must not wipe out the notes and verdicts that people wrote.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec

from presence.customers import references as customers
from presence.imports.importers import Context, Row
from presence.imports.rules.fields import Problem
from touchpoints.interactions import import_stored, problems
from touchpoints.interactions.models import Basis, Check, Interaction

CREATE_CUSTOMERS = "create_customers"
_NAMING = ("external_ref", "customer_ref", "customer_name", "touchpoint_key", "occurred_at")
_PLAIN = (
    *("external_ref", "customer_ref", "touchpoint_key", "occurred_at", "handled_by", "member", "channel", "presence_kind"),
    *("attempts", "amount", "first_truth", "exception", "note", "promised_by", "done_at"),
)
_POINTED = {"customer": "customer_ref", "touchpoint": "touchpoint_key", "checks": "verdict"}


@dataclass(slots=True)
class Prepared:
    """By the place of their row: write forms as JSON, the problems of the others, and the interactions that exist already."""

    forms: dict[int, bytes] = field(default_factory=dict)
    problems: dict[int, list[Problem]] = field(default_factory=dict)
    stored: dict[int, Interaction] = field(default_factory=dict)


def prepare(rows: Sequence[Row], context: Context) -> Prepared:
    """The write form of each row. Customers known only by name are looked up; those nobody knows stand in by their name."""
    known = customers.find_named(name for row in rows if (name := _only_name(row)))
    stored = import_stored.by_reference([ref for row in rows if (ref := row.values.get("external_ref"))])
    prepared = Prepared()
    for place, row in enumerate(rows):
        former = stored.get(row.values.get("external_ref") or "")
        form = _form(row.values, former)
        refused = _name_customer(form, _only_name(row), known, may_create=CREATE_CUSTOMERS in context.options)
        if refused:
            prepared.problems[place] = [refused]
        else:
            prepared.forms[place] = msgspec.json.encode(form)  # read faster than plain values, which are searched for NUL
        if former:
            prepared.stored[place] = former
    return prepared


def make_customers(rows: Sequence[Row], context: Context) -> None:
    """Make the customers that rows name and nobody knows, so that they are called by their names."""
    if CREATE_CUSTOMERS not in context.options:
        return
    named = [row.values for row in rows if row.values.get("customer_ref") and row.values.get("customer_name")]
    if named:
        names = {values["customer_ref"]: values["customer_name"] for values in named}
        customers.add_missing(by=context.by, refs=names, names=names)
    alone = {name for row in rows if (name := _only_name(row))}
    if alone:
        customers.add_named(by=context.by, names=alone)


def told(found: Sequence[problems.Problem]) -> list[Problem]:
    """Problems of the write form, at the fields they are imported as."""
    return [Problem(_field_of(problem.pointer), problem.message, problem.code) for problem in found]


def _field_of(pointer: str) -> str:
    first = pointer.strip("/").split("/")[0]
    return _POINTED.get(first, first)


def _only_name(row: Row) -> str:
    return "" if row.values.get("customer_ref") else row.values.get("customer_name") or ""


def _form(values: Mapping[str, Any], former: Interaction | None) -> dict[str, Any]:
    """The write form: what the file says, over what an existing interaction says of the rest."""
    kept = {name: value for name, value in import_stored.said(former).items() if name not in _NAMING} if former else {}
    whole = {**kept, **values}
    form = {name: whole[name] for name in _PLAIN if whole.get(name) is not None}
    for name in ("minutes", "response_minutes"):
        if whole.get(name) is not None:
            form[name] = float(whole[name])
    for name in ("conversation_held", "resolved"):
        if whole.get(name) is not None:
            form[name] = whole[name] == "yes"
    checks = [{"verdict": whole["verdict"]}] if whole.get("verdict") else []
    checks += [_check(check) for check in former.checks.all() if not import_stored.is_of_file(check)] if former else []
    if checks:
        form["checks"] = checks
        form.pop("promised_by", None)  # a verdict stands; a rule would only guess beside it
        form.pop("done_at", None)
    return form


def _check(check: Check) -> dict[str, Any]:
    return {
        "verdict": check.verdict,
        "promise": str(check.promise_id) if check.promise_id else None,
        "term": str(check.term_id) if check.term_id else None,
        "evidence": check.evidence or None,
        "basis": check.basis if check.basis == Basis.CUSTOMER else None,
    }


def _name_customer(form: dict[str, Any], name: str, known: Mapping[str, list[UUID]], *, may_create: bool) -> Problem | None:
    """Put the customer of this name into the form; says why not when that cannot be."""
    if not name:
        return None
    found = known.get(name, [])
    if len(found) > 1:
        return Problem("customer_name", f"{len(found)} customers are called “{name}”. Give a customer reference.", "ambiguous")
    if not found and not may_create:
        return Problem("customer_name", f"No customer is called “{name}”.", "not_found")
    if found:
        form["customer"] = str(found[0])
    else:
        form["customer_ref"] = name[:120]
    return None
