"""The gallery of ready ones: taking one writes its automations, switched off, for a touchpoint that is automate."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from presence.kit import refusals, toasts
from presence.kit.forms import Plain
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.automations import presenting, ready, rules, taking, telling
from touchpoints.automations.ready import Ready
from touchpoints.journeys.models import Mode, Touchpoint
from touchpoints.journeys.published import PublishedTouchpoint


class TakeForm(Plain, forms.Form):
    """Which ready one, and where it sends."""

    ready = forms.ChoiceField(choices=[(one.slug, one.name) for one in ready.GALLERY], widget=forms.HiddenInput)
    touchpoint = forms.ChoiceField(label="At which touchpoint")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        automatic = PublishedTouchpoint.rows().filter(mode=Mode.AUTOMATE, archived=False).values("touchpoint")
        self.places = list(Touchpoint.rows().filter(pk__in=automatic, archived_at=None).order_by("name"))
        self.fields["touchpoint"].choices = [(str(row.pk), row.name) for row in self.places]  # type: ignore[attr-defined]

    def place(self) -> Touchpoint:
        return next(row for row in self.places if str(row.pk) == self.cleaned_data["touchpoint"])


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def automation_gallery(request: MemberRequest) -> HttpResponse:
    """The five, each with its sentence and its words; taking one leads to its page."""
    form = TakeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        chosen = next(one for one in ready.GALLERY if one.slug == form.cleaned_data["ready"])
        try:
            written = taking.take(by=Actor.of(request.member), now=timezone.now(), ready=chosen, touchpoint=form.place())
        except refusals.Refusal as refusal:
            form.add_error(None, refusal.words)
        else:
            toasts.say(request, f"“{chosen.name}” written. It is off until somebody approves it.")
            return redirect("automation", written[0].pk)
    context = {"form": form, "cards": [_card(one) for one in ready.GALLERY], "has_places": bool(form.places)}
    return render(request, "touchpoints/automations/gallery.html", context, status=422 if form.errors and request.htmx else 200)


def _card(one: Ready) -> dict[str, object]:
    names = presenting.Names()
    told = [
        {
            "sentence": telling.sentence(
                rules.details(step.trigger, step.details),
                rules.conditions(step.conditions),
                subject=step.words[0].subject,
                places=names.places,
                teams=names.teams,
            ),
            "words": step.words,
        }
        for step in one.steps
    ]
    return {"ready": one, "steps": told}
