"""The call brief: a customer's page, promises first."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.models import Role
from touchpoints.brief import reading


@access.member()
@require_safe
def customer(request: MemberRequest, customer_id: UUID) -> HttpResponse:
    """What we promised this customer, what we will not do, the first truth, and whom we spoke with last."""
    brief = reading.of(customer_id)
    if brief is None:
        raise Http404
    now = timezone.now()
    context = {
        "brief": brief,
        "now": now,
        "today": timezone.localdate(),
        "their_time": f"{now.astimezone(ZoneInfo(brief.time_zone or request.organization.time_zone)):%H:%M}",
        "their_place": (brief.time_zone or request.organization.time_zone).rpartition("/")[2].replace("_", " "),
        "new_promise_url": f"{reverse('promise_new')}?customer={brief.id}",
        "may_write": request.member.may(Role.AGENT),
    }
    return render(request, "touchpoints/brief/page.html", context)
