"""`/kit`: every piece of the kit in all its states, with texts of real length. Served in local mode and in tests only.

`?theme=dark&density=compact&errors=1` choose how it looks. It reads no rows, so it also works without a database.
"""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from presence.shell import samples
from presence.tenancy import access

TYPED_WRONG = {"name": "", "email": "ana.ruiz(at)harbor", "kind": "", "note": "She said the East clinic cannot wait."}


@access.public
@require_safe
@transaction.non_atomic_requests
def gallery(request: HttpRequest) -> HttpResponse:
    form = samples.SampleForm(TYPED_WRONG) if "errors" in request.GET else samples.SampleForm(initial={"mode": "human_only"})
    shell = samples.SampleShell(theme=request.GET.get("theme", "system"), density=request.GET.get("density", "comfortable"))
    context = {
        "shell": shell,
        "form": form,
        "mode_field": form["mode"],
        "steps": samples.STEPS,
        "tabs": samples.TABS,
        "facts": samples.FACTS,
        "last_contacts": samples.LAST_CONTACTS,
        "toasts_shown": samples.TOASTS,
        "command": samples.COMMAND,
        "rows": samples.rows(),
        "figures": samples.figures(),
        **samples.drawings(),
        "before": "A person answers urgent chair failures within 4 hours, Monday to Friday",
        "after": "A person answers urgent chair failures within 2 hours, Monday to Saturday",
    }
    return render(request, "shell/gallery.html", context)
