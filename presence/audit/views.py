"""The log of everything that was done, for leaders and owners."""

from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from presence.audit import log
from presence.audit.forms import FilterForm
from presence.audit.models import Entry
from presence.kit import spreadsheets
from presence.kit.api import pages
from presence.kit.api.problems import Invalid
from presence.kit.api.queries import PageQuery
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.models import Role

MOST_IN_A_FILE = 50_000


@access.member(Role.LEADER)
@require_safe
def audit_log(request: MemberRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    rows = log.entries(form.filters(), request.organization.zone)
    query = PageQuery(limit=50, cursor=request.GET.get("cursor") or None)
    try:
        page = pages.choose(rows, query=query, order=("-at", "-id"), belongs_to=f"audit:{request.organization.pk}")
    except Invalid:
        return HttpResponseRedirect(reverse("audit_log"))
    context = {
        "form": form,
        "lines": [{"entry": entry, "words": log.sentence(entry.verb, entry.detail)} for entry in page.rows],
        "next_url": _address(request, cursor=page.next_cursor) if page.next_cursor else "",
        "file_url": f"{reverse('audit_file')}?{request.GET.urlencode()}",
        "is_filtered": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, "presence/audit/log.html", context)


@access.member(Role.LEADER)
@require_safe
def audit_file(request: MemberRequest) -> StreamingHttpResponse:
    """The same entries as a CSV file that no spreadsheet runs as formulas."""
    rows = log.entries(FilterForm(request.GET).filters(), request.organization.zone)[:MOST_IN_A_FILE]
    found: list[Entry] = list(rows)
    response = StreamingHttpResponse(spreadsheets.lines(log.lines(found)), content_type="text/csv; charset=utf-8")
    day = timezone.localdate().isoformat()
    response.headers["Content-Disposition"] = f'attachment; filename="audit-{request.organization.slug}-{day}.csv"'
    return response


def _address(request: MemberRequest, **changed: str | None) -> str:
    asked = request.GET.copy()
    for name, value in changed.items():
        asked[name] = value or ""
    return f"{reverse('audit_log')}?{asked.urlencode()}"
