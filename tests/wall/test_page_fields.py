"""Every field of every form on every page, given what another organization has: answered like what nobody has.

The forms are found by opening the pages, so a new form is covered as soon as a page shows it.
"""

import re
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django import forms
from django.db import transaction

from presence.tenancy import catalog, scope
from tests.wall import actors, pages, routes
from tests.wall.canaries import Twin, fingerprint
from tests.wall.conftest import Twins
from tests.wall.pages import Form
from tests.wall.shapes import differences, text_of
from tests.wall.swaps import Swap, foreign_id, foreign_words

ROUTES = [route for route in routes.every_route() if route.is_ours and route.access in ("member", "signed_in")]
MOUNT = "/o/twin-a/"
# Names of fields that lead to a row.
LOOKED_UP = re.compile(
    r"id$|ref|key|mail|phone|customer|touchpoint|member|owner|team|promise|term|stage|journey|^q$|search|next|cursor"
)
Owner = actors.Visitor
OURS = tuple(f"{floor}." for floor in catalog.FLOORS)
# A person's own forms (sign-in, password, name) and the gallery of the kit belong to no organization.
OUTSIDE = ("presence.accounts.", "presence.shell.")


@pytest.fixture(scope="module")
def owner(twins: Twins) -> Owner:
    """A's owner, who may send every form."""
    visitor = actors.visitors(*twins)["owner"]
    twins[1].untouched = fingerprint(twins[1])
    return visitor


@pytest.fixture(scope="module")
def every_form(twins: Twins, owner: Owner) -> list[Form]:
    """One form of each kind on all pages: what stands around every page is sent once."""
    kinds: dict[Any, Form] = {}
    for route in ROUTES:
        address = MOUNT + route.fill(routes.own(twins[0]))
        for form in pages.forms_on(owner.ask("GET", "", address), address):
            kinds.setdefault(form.kind, form)
    return [form for form in kinds.values() if form.action.startswith(MOUNT)]


def send(owner: Owner, form: Form, fields: dict[str, str], unchanged: Twin) -> Any:
    """The answer to a form and, where it leads to a page, that page's body behind it; everything is undone."""
    with transaction.atomic():
        body = urlencode(fields)
        if form.method == "GET":
            answer = owner.ask("GET", "", f"{form.action}?{body}")
        else:
            kind = "application/x-www-form-urlencoded"
            answer = owner.ask(form.method, "", form.action, data=body, content_type=kind)
        if answer.status_code < 400 and form.method != "GET":
            assert fingerprint(unchanged) == unchanged.untouched, f"{form.method} {form.action} {fields}"
        transaction.set_rollback(True)
    return answer


def swaps_for(name: str, value: str, a: Twin, b: Twin) -> list[Swap]:
    """A row of B in place of a row of A; words of B where something is looked up, and one word anywhere else."""
    if _is_id(value):
        with scope.acting_for(a.organization):
            return [foreign_id(b, table) for table in catalog.tenant_models() if table.rows().filter(pk=value).exists()]
    return foreign_words(b) if LOOKED_UP.search(name) else foreign_words(b)[:1]


def _is_id(value: str) -> bool:
    try:
        return bool(UUID(value))
    except ValueError:
        return False


def test_no_field_reaches_another_organization(a: Twin, b: Twin, owner: Owner, every_form: list[Form]) -> None:
    for form in every_form:
        for name, value in form.fields.items():
            for swap in swaps_for(name, value, a, b):
                theirs = send(owner, form, form.fields | {name: swap.theirs}, b)
                nobodys = send(owner, form, form.fields | {name: swap.nobodys}, b)

                assert theirs.status_code < 500, f"{form.method} {form.action} {name}={swap.theirs}"
                assert not differences(theirs, nobodys, swap.sent), f"{form.method} {form.action} {name}={swap.theirs}"
                assert not b.seen_in(text_of(theirs, swap.theirs)), f"{form.method} {form.action} {name}={swap.theirs}"


def test_every_form_is_sent_by_a_page(b: Twin, owner: Owner, every_form: list[Form], monkeypatch: pytest.MonkeyPatch) -> None:
    """A form class that no page of the walk reaches would not be tried: show it, or try it by hand and list it here."""
    used: set[type] = set()
    original = forms.BaseForm.__init__
    monkeypatch.setattr(forms.BaseForm, "__init__", lambda self, *args, **kwargs: _note(used, original, self, args, kwargs))
    for form in every_form:
        send(owner, form, form.fields, b)

    assert {_name(form) for form in _our_forms() if form not in used} <= TRIED_ELSEWHERE


def _note(used: set[type], original: Any, form: Any, args: Any, kwargs: Any) -> None:
    used.add(type(form))
    original(form, *args, **kwargs)


def _our_forms() -> list[type]:
    waiting, found = [forms.BaseForm], []
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith(OURS) and not kind.__module__.startswith(OUTSIDE) and not kind.__subclasses__():
            found.append(kind)
    return found


def _name(form: type) -> str:
    return f"{form.__module__}.{form.__qualname__}"


# Forms that no page of an organization shows, each with the tests that try it.
TRIED_ELSEWHERE = {
    "touchpoints.automations.gallery.TakeForm",  # tests/automations/test_automation_pages.py: the gallery draws one for each
    "touchpoints.handoffs.forms.HandBackForm",  # tests/handoffs/test_handoff_pages.py: it comes when a handoff is claimed
    "touchpoints.reach.forms.AskForm",  # tests/reach/test_reach_page.py: a public page
    "touchpoints.suppression.choices.ChoiceForm",  # tests/suppression/test_unsubscribe.py: a public page
    "touchpoints.log.forms.ContactForm",  # tests/log/test_log.py: it comes when a customer is chosen
    "touchpoints.presence.forms.WeekForm",  # tests/presence_time: a day in an address, looked up nowhere
    "touchpoints.timer.forms.StartForm",  # tests/timer/test_timer.py: on a customer's page its fields are hidden
    "touchpoints.planner.forms.ChoiceForm",  # tests/planner/test_planner_pages.py: it comes when what is wanted was worked out
    "touchpoints.map.hand.InPlaceForm",  # tests/journeys/test_in_place.py: it comes in a part, when a card is opened
    "presence.customers.forms.MergeForm",  # tests/privacy/test_lifecycle_pages.py
    "promises.pages.bulk.MakerForm",  # tests/promises/test_promise_bulk.py
    "presence.customers.choosing.OwnerForm",  # tests/customers/test_customer_bulk.py
    "presence.customers.choosing.SegmentForm",  # the same: text alone
    "promises.pages.forms.PasteForm",  # tests/templates/test_template_pages.py: text alone, nothing is looked up by it
    "promises.pages.forms.SignOffForm",  # tests/promises/test_promise_page.py: a team's name, a number and a comment
    "promises.answers.forms.AnswerForm",  # tests/answers/test_customer_page.py
}
