"""What the frame around every page asks the server for."""

from dataclasses import asdict

from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from presence.kit import navigation
from presence.tenancy import access
from presence.tenancy.access import MemberRequest


@access.member()
@require_safe
@cache_control(private=True, max_age=120)
def palette(request: MemberRequest) -> HttpResponse:
    """Everything this member may do, for the command palette."""
    return JsonResponse({"actions": [asdict(action) for action in navigation.actions(request.member)]})
