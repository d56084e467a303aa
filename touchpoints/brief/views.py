"""The call brief: a customer's page, promises first."""

from collections.abc import Iterator
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from presence.kit import compiled, words
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.models import Organization, Role
from touchpoints.brief import reading
from touchpoints.brief.reading import Brief


@access.member()
@require_safe
def customer(request: MemberRequest, customer_id: UUID) -> HttpResponse:
    """What we promised this customer, what we will not do, the first truth, and whom we spoke with last."""
    brief = reading.of(customer_id)
    if brief is None:
        raise Http404
    body = compiled.render(
        "touchpoints/brief/body.jinja",
        brief=brief,
        now=timezone.now(),
        facts=list(_facts(brief, request.organization)),
        urls=_urls(brief),
        may_write=request.member.may(Role.AGENT),
    )
    return render(request, "touchpoints/brief/page.html", {"name": brief.name, "body": body})


def _facts(brief: Brief, organization: Organization) -> Iterator[str]:
    """The line below the name: their time, segment, owner, renewal, value, reference."""
    zone = brief.time_zone or organization.time_zone
    place = zone.rpartition("/")[2].replace("_", " ")
    yield f"Their time {timezone.now().astimezone(ZoneInfo(zone)):%H:%M}, {place}"
    if brief.segment:
        yield brief.segment
    if brief.owner:
        yield f"Owner {brief.owner}, {brief.owner_team.lower()}" if brief.owner_team else f"Owner {brief.owner}"
    if brief.renewal_date:
        yield f"Renewal {words.days_away(brief.renewal_date, today=timezone.localdate())}"
    if brief.annual_value is not None:
        yield f"{words.money(brief.annual_value)} {organization.currency} a year"
    if brief.external_ref:
        yield brief.external_ref


def _urls(brief: Brief) -> dict[str, str]:
    return {
        "edit": reverse("customer_edit", args=[brief.id]),
        "log": f"{reverse('interaction_new')}?customer={brief.id}",
        "promise": reverse("promises"),
        "new_promise": f"{reverse('promise_new')}?customer={brief.id}",
    }
