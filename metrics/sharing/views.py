"""Sharing the figures: open links, a form for another, and withdrawing one."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from metrics.sharing import links
from metrics.sharing.models import MetricsLink
from presence.kit import refusals, toasts
from presence.kit.forms import Plain
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.forms import RowChoice
from presence.tenancy.models import Role, Team

WINDOWS = (("7d", "The last 7 days"), ("30d", "The last 30 days"), ("90d", "The last 90 days"), ("all", "Everything recorded"))
DAYS = (("30", "30 days"), ("90", "90 days"), ("365", "A year"))


class LinkForm(Plain, forms.Form):
    """For whom a link is, what it shows, and when it ends."""

    label = forms.CharField(label="For whom is it?", max_length=80, help_text="Only your team sees this, such as “The board”.")
    window = forms.ChoiceField(label="Which days?", choices=WINDOWS, initial="30d")
    team = RowChoice(
        label="Of whom?", queryset=Team.objects.none(), required=False, empty_label="Everybody", to_field_name="key"
    )
    days = forms.TypedChoiceField(label="How long does it work?", choices=DAYS, coerce=int, initial="90")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.rows().order_by("name")  # type: ignore[attr-defined]  # a choice of rows has one


@access.member(Role.LEADER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def metrics_links(request: MemberRequest) -> HttpResponse:
    """The open links, and the form for another. Its address is in the answer to the POST, and nowhere else."""
    form = LinkForm(request.POST if request.method == "POST" else None)
    made = _make(request, form) if form.is_valid() else None
    listed = links.living(timezone.now()).select_related("made_by__user", "team")
    context = {
        "links": [(link, dict(WINDOWS).get(link.window, link.window)) for link in listed],
        "form": LinkForm() if made else form,
        "url": made.url if made else "",
    }
    return render(request, "metrics/sharing/links.html", context)


@access.member(Role.LEADER)
@require_POST
def metrics_link_revocation(request: MemberRequest, metrics_link_id: UUID) -> HttpResponse:
    """Whoever has the address sees nothing from now on."""
    link = get_object_or_404(MetricsLink.rows(), pk=metrics_link_id)
    links.revoke(by=Actor.of(request.member), now=timezone.now(), link=link)
    toasts.say(request, f"The link for {link} is withdrawn. It shows nothing any more.")
    return redirect("metrics_links")


def _make(request: MemberRequest, form: LinkForm) -> links.Made | None:
    try:
        return links.make(by=Actor.of(request.member), now=timezone.now(), **form.cleaned_data)
    except refusals.Refusal as refusal:
        form.add_error(refusal.pointer or None, refusal.words)
        return None
