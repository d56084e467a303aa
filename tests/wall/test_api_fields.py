"""Every field of every body and query of the API, given what another organization has: answered like what nobody has.

The fields are read from the operations' own types, so a new operation is covered as soon as it is declared.
"""

import copy
import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import msgspec
import pytest
from django.db import transaction
from django.test import Client

from presence.customers.models import Contact, Customer
from presence.kit.api import operations
from presence.kit.api.operations import Operation, RawBody
from presence.tenancy import catalog, scope
from presence.tenancy.actors import Actor
from promises.models import (
    Commitment,
    CustomerAnswer,
    Promise,
    PromiseLink,
    PromiseTemplate,
    ReadingMark,
    Revision,
    SignOff,
)
from promises.record import actions as promises
from promises.record.rules import TermInput
from tests.wall import actors, routes, seconds
from tests.wall.canaries import NOW, Twin, fingerprint
from tests.wall.conftest import Twins
from tests.wall.routes import Route
from tests.wall.shapes import differences, text_of
from tests.wall.swaps import Swap, foreign_id, foreign_ids, foreign_words
from touchpoints.automations.models import Automation
from touchpoints.models import FollowUp, Handoff, Interaction, Playbook, PresenceTarget, Said, Timer, Touchpoint
from touchpoints.playbooks import actions as playbooks
from touchpoints.playbooks.rules import Content
from touchpoints.sends.models import Message

METHODS = ("get", "post", "patch", "put", "delete")


@dataclass(frozen=True)
class Declared:
    """One operation with the address it stands at."""

    route: Route
    method: str
    operation: Operation

    def __str__(self) -> str:
        return self.operation.name


def _declared() -> Iterator[Declared]:
    for route in routes.every_route():
        for method in METHODS:
            operation = operations.declared_by(getattr(route.view, "cls", None), method)
            if operation:
                yield Declared(route, method.upper(), operation)


ALL = list(_declared())
WRITING = [declared for declared in ALL if declared.operation.body]
ASKING = [declared for declared in ALL if declared.operation.query.__struct_fields__]


@pytest.fixture(scope="module")
def key(twins: Twins) -> Client:
    """A's key that may do everything."""
    return actors.visitors(*twins)["whole key"].client


@pytest.fixture(autouse=True)
def _unlimited(settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 1_000_000


# What a key gets for the example where it may not act, or where the twin's promise is a draft and its answer no dispute.
# tests/promises, tests/commitments and tests/answers send these to rows that are ready for them.
NOT_READY = {
    "start_timer": 409,  # one runs
    "sign_off": 403,
    "acknowledge_promise": 403,
    "renegotiate_commitment": 409,
    "complete_commitment": 409,
    "resolve_dispute": 409,
    "resume_automation": 409,
    "hand_back_handoff": 409,
}


def own_example(declared: Declared, a: Twin) -> Any:
    """The operation's example with A's own rows in place of its ids, and the names that must be typed."""
    example = _with_own(copy.deepcopy(declared.operation.example or {}), a)
    name = declared.operation.name
    if name == "merge_customers":
        with scope.acting_for(a.organization):
            return example | {"former": str(seconds.saved(seconds.second_row(Customer, a)))}
    typed = {"erase_customer": Customer, "erase_contact": Contact}.get(name)
    return example | {"name": a.rows[typed].name} if typed else example  # type: ignore[index]


def _with_own(value: Any, a: Twin, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _with_own(inner, a, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_own(inner, a, name) for inner in value]
    if isinstance(value, str) and _is_id(value):
        tables = {model._meta.model_name: model for model in catalog.tenant_models()}
        return str(a.rows[tables[name]].pk) if name in tables else value
    rows: Any = a.rows
    return {"touchpoint_key": rows[Touchpoint].key, "customer_ref": rows[Customer].external_ref}.get(name, value)


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


@dataclass(frozen=True)
class Place:
    """Where a text or an id may stand in a body: names and positions on the way to it."""

    steps: tuple[Any, ...]
    is_id: bool


def places(form: Any, opening: tuple[Any, ...] = ()) -> Iterator[Place]:
    for field in msgspec.structs.fields(form):
        kind, here = msgspec.inspect.type_info(field.type), (*opening, field.encode_name)
        inner = _structs_in(kind)
        if inner:
            yield from places(inner, (*here, 0))
        if _takes(kind, msgspec.inspect.StrType, msgspec.inspect.UUIDType):
            yield Place(here, is_id=not _takes(kind, msgspec.inspect.StrType))


def _structs_in(kind: Any) -> Any:
    for part in _parts(kind):
        if isinstance(part, (msgspec.inspect.ListType, msgspec.inspect.VarTupleType)):
            found = _structs_in(part.item_type)
            if found:
                return found
        if isinstance(part, msgspec.inspect.StructType):
            return part.cls
    return None


def _takes(kind: Any, *kinds: Any) -> bool:
    return any(isinstance(part, kinds) for part in _parts(kind))


def _parts(kind: Any) -> list[Any]:
    """The alternatives of a type, without what is written around it."""
    while isinstance(kind, msgspec.inspect.Metadata):
        kind = kind.type
    if isinstance(kind, msgspec.inspect.UnionType):
        return [part for inner in kind.types for part in _parts(inner)]
    return [kind]


def put(body: Any, steps: tuple[Any, ...], value: str) -> Any:
    """A copy of the body with the value there; what is missing on the way is made."""
    changed = copy.deepcopy(body)
    target = changed
    for step, following in itertools.pairwise(steps):
        if isinstance(step, int) and isinstance(target, dict):
            continue  # one struct, no list of them
        if isinstance(step, int):
            while len(target) <= step:
                target.append({})
            target = target[step]
        else:
            target = target.setdefault(step, [] if isinstance(following, int) else {})
    target[steps[-1]] = value
    return changed


def ask(client: Client, declared: Declared, path: str, body: Any, unchanged: Twin, **headers: str) -> Any:
    """One answer, undone; an effect on the other organization is an error at once."""
    with transaction.atomic():
        options = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        answer = client.generic(declared.method, f"/{path}", headers=headers, **options)
        if answer.status_code < 400 and declared.method != "GET":
            assert fingerprint(unchanged) == unchanged.untouched
        transaction.set_rollback(True)
    return answer


def tag_of(client: Client, path: str) -> str:
    """The tag of the row in the address, also for an address below it."""
    row = re.match(r".*[0-9a-f]{12}/", path)
    return str(client.get(f"/{row[0] if row else path}").headers["ETag"])


@pytest.mark.parametrize("declared", WRITING, ids=str)
def test_no_field_of_a_body_reaches_another_organization(declared: Declared, a: Twin, b: Twin, key: Client) -> None:
    b.untouched = fingerprint(b)
    path = declared.route.fill(routes.own(a))
    tag = {"If-Match": tag_of(key, path)} if declared.operation.if_match == "required" else {}
    example = own_example(declared, a)
    answered = ask(key, declared, path, example, b, **tag).status_code
    assert answered < 300 or answered == NOT_READY.get(declared.operation.name), "The example must work"

    form = _form_of(declared.operation.body)
    for place in places(form, (0,) if isinstance(example, list) else ()):
        for swap in swaps_for(place, b):
            theirs = ask(key, declared, path, put(example, place.steps, swap.theirs), b, **tag)
            nobodys = ask(key, declared, path, put(example, place.steps, swap.nobodys), b, **tag)

            assert not differences(theirs, nobodys, swap.sent), f"{place.steps} = {swap.theirs}"
            assert not b.seen_in(text_of(theirs, swap.theirs)), f"{place.steps} = {swap.theirs}"


def swaps_for(place: Place, b: Twin) -> list[Swap]:
    """Ids where an id is wanted; where a text is, words, and the id of the table that the field is named after."""
    if place.is_id:
        return foreign_ids(b)
    named = next((model for model in catalog.tenant_models() if model._meta.model_name == place.steps[-1]), None)
    return foreign_words(b) + ([foreign_id(b, named)] if named else [])


def _form_of(body: Any) -> Any:
    if not isinstance(body, RawBody):
        return body
    return _structs_in(msgspec.inspect.type_info(next(iter(body.forms.values()))))


@pytest.mark.parametrize("declared", ASKING, ids=str)
def test_no_query_reaches_another_organization(declared: Declared, a: Twin, b: Twin, key: Client) -> None:
    path = declared.route.fill(routes.own(a))
    for name in declared.operation.query.__struct_fields__:
        for swap in foreign_words(b) + foreign_ids(b):
            theirs = key.get(f"/{path}", {name: swap.theirs})
            nobodys = key.get(f"/{path}", {name: swap.nobodys})

            assert not differences(theirs, nobodys, swap.sent), f"?{name}={swap.theirs}"
            assert not b.seen_in(text_of(theirs, swap.theirs)), f"?{name}={swap.theirs}"


@pytest.mark.parametrize("declared", [one for one in ALL if "cursor" in one.operation.query.__struct_fields__], ids=str)
def test_a_foreign_cursor_is_refused_like_a_damaged_one(declared: Declared, twins: Twins, a: Twin, b: Twin) -> None:
    visitors = actors.visitors(*twins)
    path = declared.route.fill(routes.own(a))
    theirs = _cursor(visitors["foreign key"].client, declared.route.fill(routes.own(b)), b)

    answers = [visitors["whole key"].client.get(f"/{path}", {"cursor": cursor}) for cursor in (theirs, theirs[:-4] + "AAAA")]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert not differences(*answers)


def _cursor(client: Client, path: str, twin: Twin) -> str:
    """A cursor that works for its own organization."""
    _more_rows(twin)
    page = client.get(f"/{path}", {"limit": 1}).json()
    cursor = parse_qs(urlsplit(page["next"]).query)["cursor"][0]
    assert client.get(f"/{path}", {"limit": 1, "cursor": cursor}).status_code == 200
    return cursor


def _more_playbooks(twin: Twin, by: Actor) -> None:
    """Another one, and another version of the one there is."""
    content = Content("Another", "More")
    playbooks.write(by=by, now=NOW, content=content, review_date=NOW.date())
    there = Playbook.objects.get(pk=twin.rows[Playbook].pk)
    playbooks.change(by=by, now=NOW, playbook=there, content=Content("One more", "More"))


def _of_the_same_promise(twin: Twin) -> None:
    """Another reader of the same revision, and another note that nobody has settled."""
    mark, said = seconds.second_row(ReadingMark, twin), seconds.second_row(Said, twin)
    mark.revision_id, mark.member_id = twin.rows[Revision].pk, twin.people["leader"].pk
    said.promise_id = said.term_key = said.settled_at = said.settled_by_id = None
    seconds.saved(mark)
    seconds.saved(said)


def _another_open_follow_up(twin: Twin) -> None:
    row = seconds.second_row(FollowUp, twin)
    row.done_at = None
    seconds.saved(row)


def _another_open_handoff(twin: Twin) -> None:
    row = seconds.second_row(Handoff, twin)
    row.claimed_by = row.claimed_at = row.reached_at = row.handed_back_by = row.handed_back_at = row.done = None
    seconds.saved(row)


def _more_rows(twin: Twin) -> None:
    """Every list gets a second page when a page has one row."""
    by, terms = Actor.of(twin.people["owner"]), [TermInput(kind="scope", text="Two visits a year")]
    with scope.acting_for(twin.organization):
        for model in (
            Customer,
            Touchpoint,
            Interaction,
            PromiseTemplate,
            PromiseLink,
            CustomerAnswer,
            SignOff,
            Commitment,
            Automation,
            Message,
            PresenceTarget,
            Timer,
        ):
            seconds.saved(seconds.second_row(model, twin))
        _another_open_follow_up(twin)
        _another_open_handoff(twin)
        _of_the_same_promise(twin)
        _more_playbooks(twin, by)
        promise = Promise.objects.get(pk=twin.rows[Promise].pk)
        promises.amend(
            by=by, now=NOW, promise=promise, expected_number=1, reason="More", title="More", source="quote", terms=terms
        )
        customer = Customer.objects.get(pk=twin.rows[Customer].pk)
        promises.write(by=by, now=NOW, customer=customer, title="Another", source="quote", terms=terms)
