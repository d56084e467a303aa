"""Whether I want to be reminded."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from presence.kit import toasts
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from promises.marks import reading, reminders


@access.member()
@require_http_methods(["GET", "HEAD", "POST"])
def reminders_choice(request: MemberRequest) -> HttpResponse:
    """Switch the letters on or off; a value that is neither changes nothing."""
    if request.method != "POST":
        context = {"are_wanted": reminders.are_wanted(request.member), "unread": reading.count(request.member)}
        return render(request, "promises/marks/reminders.html", context)
    by = Actor.of(request.member)
    if request.POST.get("reminders") == "off":
        reminders.stop(by=by, now=timezone.now(), member=request.member)
        toasts.say(request, "You get no more reminders.")
    elif request.POST.get("reminders") == "on":
        reminders.resume(by=by, member=request.member)
        toasts.say(request, "You are reminded again.")
    return redirect("reminders")
