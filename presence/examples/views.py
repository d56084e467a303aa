"""One click brings an example organization, one click removes it."""

import secrets

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from presence.examples import actions
from presence.kit import addresses, toasts
from presence.tenancy import access
from presence.tenancy.access import MemberRequest, SignedInRequest
from presence.tenancy.models import Role


@access.signed_in
@require_POST
def example_load(request: SignedInRequest) -> HttpResponse:
    """An example of one's own: its colleagues cannot sign in, so nobody else can look into it."""
    known = actions.present(request.user)
    if known:
        return HttpResponseRedirect(addresses.mounted(known))
    slug = f"example-{secrets.token_hex(4)}"
    actions.load(now=timezone.now(), owner=request.user, slug=slug, domain=f"{slug}.example")
    toasts.say(request, "The example is ready. Nothing in it is ever sent to anyone.")
    return HttpResponseRedirect(addresses.mounted(slug))


@access.member(Role.OWNER)
@require_POST
def example_remove(request: MemberRequest) -> HttpResponse:
    if not request.organization.is_example:
        raise Http404
    actions.remove(organization=request.organization)
    toasts.say(request, "The example is gone.")
    return HttpResponseRedirect(addresses.public("home"))
