"""The call brief: a customer's page, promises first."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from presence.customers import erasing, merging
from presence.customers.models import Customer
from presence.kit import compiled
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.brief import paper, presenting, reading
from touchpoints.interactions import call


@access.member()
@require_safe
def customer(request: MemberRequest, customer_id: UUID) -> HttpResponse:
    """What we promised this customer, what we will not do, the first truth, and whom we spoke with last."""
    now = timezone.now()
    brief = reading.of(customer_id, member_id=request.member.pk, now=now, moment=request.GET.get("moment", ""))
    if brief is None:
        return _elsewhere(customer_id)
    shown = presenting.show(brief, member=request.member, organization=request.organization, now=now, given=request.GET)
    body = compiled.render(
        "touchpoints/brief/body.jinja",
        shown=shown,
        brief=brief,
        now=now,
        paper=paper.fit(shown),
        printed_by=str(request.member.user),
        given=request.GET,
        token=get_token(request),
        may_write=request.member.may(Role.AGENT),
        may_merge=request.member.may(Role.LEADER) and brief.name != erasing.TOMBSTONE,
        may_erase=request.member.may(Role.OWNER),
        may_lift=request.member.may(Role.LEADER),
        as_part=False,
    )
    if request.htmx:
        return HttpResponse(body)
    return render(request, "touchpoints/brief/page.html", {"name": brief.name, "body": body})


@access.member(Role.AGENT)
@require_safe
def customer_contact(request: MemberRequest, customer_id: UUID) -> HttpResponse:
    """Log this contact: the call that is going on when something was judged in it, else a new one."""
    found = get_object_or_404(Customer.rows(), pk=customer_id)
    current = call.going_on(by=Actor.of(request.member), now=timezone.now(), customer=found)
    if current:
        return redirect("interaction_edit", current.pk)
    return HttpResponseRedirect(f"{reverse('interaction_new')}?customer={found.pk}")


def _elsewhere(customer_id: UUID) -> HttpResponse:
    """Where a customer that was merged into another one went; nothing else leads anywhere."""
    survivor = merging.survivor(customer_id)
    if survivor is None:
        raise Http404
    return redirect("customer", survivor)  # not for ever: a merge can be undone
