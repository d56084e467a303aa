"""Finds out who calls the API: `Authorization: Bearer pk_live_…`, or the session below `/o/<slug>/`."""

from datetime import UTC, datetime

from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware

from presence.apikeys import actions, rules
from presence.apikeys.rules import Scope
from presence.kit.api.problems import Forbidden, Unauthenticated
from presence.tenancy.actors import Actor
from presence.tenancy.callers import Caller
from presence.tenancy.middleware import PREFIX
from presence.tenancy.models import Membership, Role

REALM = 'Bearer realm="Presence"'


def find(request: HttpRequest) -> Caller:
    """The caller behind a request. Raises Unauthenticated, and Forbidden for a session without CSRF token."""
    member: Membership | None = getattr(request, "member", None)
    if member:
        return _by_session(request, member)
    if request.path.startswith(PREFIX):
        raise Unauthenticated(
            "Sign in first, or use a key without the organization's address.", headers={"WWW-Authenticate": REALM}
        )
    return _by_key(request)


def _by_session(request: HttpRequest, member: Membership) -> Caller:
    refusal = _CsrfCheck(lambda _: None).process_view(request, None, (), {})  # type: ignore[arg-type]
    if refusal:
        raise Forbidden("Send the CSRF token of this session as `X-CSRFToken`, or use an API key.")
    allowed = rules.effective([Scope.ADMIN], Role(member.role))
    return Caller(organization=member.organization, member=member, actor=Actor.of(member), allowed=frozenset(allowed))


def _by_key(request: HttpRequest) -> Caller:
    header = request.headers.get("Authorization", "")
    key = actions.authenticate(header, datetime.now(UTC))
    if key is None:
        raise _refused(header)
    return Caller(
        organization=key.organization,
        member=key.made_by,
        actor=actions.actor_of(key),
        allowed=frozenset(actions.scopes_of(key)),
    )


def _refused(header: str) -> Unauthenticated:
    if header:
        return Unauthenticated(
            "This key is unknown, expired or revoked, or the member who made it has left.",
            headers={"WWW-Authenticate": f'{REALM}, error="invalid_token"'},
        )
    return Unauthenticated(headers={"WWW-Authenticate": REALM})


class _CsrfCheck(CsrfViewMiddleware):
    """Django's own check, asked directly: API views are exempt from the middleware, because keys need no token."""

    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason
