"""Who you are, everywhere: your name, how things look, and the way to allauth's pages about signing in."""

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from presence.accounts.forms import NameForm
from presence.accounts.models import User
from presence.accounts.requests import SignedInRequest
from presence.kit import access, addresses, toasts
from presence.kit.forms import Plain


class PreferencesForm(Plain, forms.Form):
    """What is left out stays as it is."""

    theme = forms.ChoiceField(choices=User.Theme, required=False)
    density = forms.ChoiceField(choices=User.Density, required=False)
    keys = forms.ChoiceField(choices=[("on", "On"), ("off", "Off")], required=False)


@access.signed_in
@require_http_methods(["GET", "POST"])
def account(request: SignedInRequest) -> HttpResponse:
    form = NameForm(request.POST or None, initial={"name": request.user.name})
    if not form.is_valid():
        return render(request, "presence/accounts/account.html", {"form": form})
    request.user.name = " ".join(form.cleaned_data["name"].split())
    request.user.save(update_fields=["name"])
    toasts.say(request, "Your name is saved.")
    return redirect("account")


@access.signed_in
@require_http_methods(["GET", "POST"])
def preferences(request: SignedInRequest) -> HttpResponse:
    """The member's menu posts here at each change; without script its form has a button."""
    if request.method == "GET":
        return render(request, "presence/accounts/preferences.html")
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        return render(request, "presence/accounts/preferences.html", {"form": form}, status=422)
    _keep(request.user, form.cleaned_data)
    if request.htmx:
        return HttpResponse(status=204)
    toasts.say(request, "How it looks is saved.")
    return HttpResponseRedirect(addresses.wanted(request, default=request.path))


def _keep(user: User, wished: dict[str, str]) -> None:
    user.theme = wished["theme"] or user.theme
    user.density = wished["density"] or user.density
    user.single_keys = {"on": True, "off": False}.get(wished["keys"], user.single_keys)
    user.save(update_fields=["theme", "density", "single_keys"])
