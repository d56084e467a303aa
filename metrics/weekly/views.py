"""Whether I want the week's figures by mail."""

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from metrics.weekly import actions
from presence.kit import toasts
from presence.kit.forms import Plain
from presence.tenancy import access, countries
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor


class WeeklyForm(Plain, django_forms.Form):
    """In whose morning the mail comes."""

    time_zone = django_forms.ChoiceField(
        label="My time zone",
        choices=lambda: [(zone, zone.replace("_", " ")) for zone in countries.all_zones()],
        help_text="The mail comes on Monday, in the morning of this zone.",
    )


@access.member()
@require_http_methods(["GET", "HEAD", "POST"])
def metrics_weekly(request: MemberRequest) -> HttpResponse:
    """Switch the mail on, into another zone, or off."""
    wanted, by = actions.zone_of(request.member), Actor.of(request.member)
    if request.method == "POST" and request.POST.get("weekly") == "off":
        actions.stop(by=by, member=request.member)
        toasts.say(request, "You get no more weekly mail.")
        return redirect("metrics_weekly")
    usual = {"time_zone": wanted or request.organization.time_zone}
    form = WeeklyForm(request.POST if request.method == "POST" else None, initial=usual)
    if form.is_valid():
        actions.start(by=by, member=request.member, time_zone=form.cleaned_data["time_zone"])
        toasts.say(request, "The week’s figures come on Monday morning.")
        return redirect("metrics_weekly")
    status = 422 if form.is_bound and request.htmx else 200
    return render(request, "metrics/weekly/choice.html", {"form": form, "wanted": wanted}, status=status)
