"""Whether the map looks as it did when a browser last asked, from one cheap statement: then nothing is drawn or sent again.

Every change writes an entry into the audit log in its own transaction, so the newest entries stand for everything the page
shows. Not the newest alone: one that began earlier may be committed later. Three things change without an entry: a promised
moment passes, so the next one counts too; and people rename themselves, so their names do. Who is on duty changes with the
clock, so the hour counts as well.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache, wraps

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.templatetags.static import static
from django.utils import timezone
from django.utils.cache import get_conditional_response

from presence.kit import hot
from presence.tenancy.access import MemberRequest
from presence.tenancy.scope import acting_organization_id

# Limits stand in the text: with them as values PostgreSQL would plan the statement anew each time, which takes twice as long.
STATEMENT = """
SELECT (SELECT md5(string_agg(id::text, ',')) FROM (SELECT id FROM presence_entry WHERE organization_id = %(organization)s
                                    ORDER BY at DESC, id DESC LIMIT 50) AS newest),
       (SELECT promised_by FROM touchpoints_interaction
         WHERE organization_id = %(organization)s AND deleted_at IS NULL AND outcome = 'unchecked' AND done_at IS NULL
           AND promised_by >= %(now)s
         ORDER BY promised_by LIMIT 1),
       (SELECT md5(string_agg(person.name || ' ' || person.email, ',' ORDER BY member.id))
          FROM presence_membership member JOIN presence_user person ON person.id = member.user_id
         WHERE member.organization_id = %(organization)s)
"""

View = Callable[[MemberRequest], HttpResponse]


def conditional(view: View) -> Callable[[MemberRequest], HttpResponseBase]:
    """Answer 304 when nothing has changed. A page that has something to say (a toast) is always drawn."""

    @wraps(view)
    def answer(request: MemberRequest) -> HttpResponseBase:
        if len(messages.get_messages(request)):
            return view(request)
        tag = f'"{digest(request, timezone.now())}"'
        same = get_conditional_response(request, etag=tag)
        response: HttpResponseBase = same if same is not None else view(request)
        response.headers["ETag"] = tag
        response.headers["Cache-Control"] = "private, no-cache"
        return response

    return answer


def digest(request: MemberRequest, now: datetime) -> str:
    """Changes with the data, the day, who looks and how, and the product itself."""
    values = {"organization": acting_organization_id(), "now": now}
    secret = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    person = request.member.user
    looks = (person.pk, person.theme, person.density, person.single_keys, request.member.role, secret)
    asked = (request.get_full_path(), request.headers.get("HX-Request", ""), timezone.localtime(now).strftime("%Y-%m-%d %H"))
    return hashlib.sha256(repr((hot.rows(STATEMENT, values), looks, asked, _product())).encode()).hexdigest()


@lru_cache
def _product() -> tuple[str, str]:
    """Other files have other names; they are the same as long as the process runs."""
    return static("css/app.css"), static("js/map.js")
