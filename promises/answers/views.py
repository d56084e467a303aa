"""What members do with the customer's page: make links, withdraw them, and settle what the customer disputes."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from presence.kit import refusals, toasts
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from promises.answers import answering, forms, links
from promises.answers.models import CustomerAnswer, PromiseLink
from promises.record import reading
from promises.record.models import Promise


@access.member(Role.AGENT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def promise_link_new(request: MemberRequest, promise_id: UUID) -> HttpResponse:
    """Make a link for the customer; its address is shown on the page that answers, and never again."""
    promise = get_object_or_404(Promise.rows().select_related("customer"), pk=promise_id)
    form = forms.LinkForm(request.POST if request.method == "POST" else None, promise.customer)
    context = {"promise": promise, "title": reading.current([promise.pk])[promise.pk].title, "form": form}
    if form.is_valid():
        recipient = form.cleaned_data["recipient"]
        try:
            made = links.make(by=Actor.of(request.member), promise=promise, recipient=recipient)
        except refusals.Refusal as refusal:
            form.add_error(refusal.pointer or None, refusal.words)
        else:
            return render(request, "promises/answers/link_made.html", context | {"url": made.url, "recipient": recipient})
    return render(request, "promises/answers/link_new.html", context)


@access.member(Role.AGENT)
@require_POST
def promise_link_revocation(request: MemberRequest, promise_id: UUID, link_id: UUID) -> HttpResponse:
    """Close a link; whoever opens it afterwards finds the page for unknown links."""
    link = get_object_or_404(PromiseLink.rows().select_related("promise"), pk=link_id, promise=promise_id)
    links.revoke(by=Actor.of(request.member), now=timezone.now(), link=link)
    toasts.say(request, "The link is withdrawn. It opens nothing any more.")
    return redirect("promise", promise_id)


@access.member(Role.AGENT)
@require_http_methods(["GET", "HEAD", "POST"])
def dispute_resolution(request: MemberRequest, promise_id: UUID, answer_id: UUID) -> HttpResponse:
    """Say how it was settled with the customer."""
    answers = CustomerAnswer.rows().select_related("promise__customer", "revision")
    answer = get_object_or_404(answers, pk=answer_id, promise=promise_id)
    form = forms.ResolutionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        words = form.cleaned_data["words"]
        try:
            answering.resolve(by=Actor.of(request.member), now=timezone.now(), answer=answer, words=words)
        except refusals.Refusal as refusal:
            toasts.say(request, refusal.words, urgent=True)
        else:
            toasts.say(request, "Settled. It no longer stands on top.")
        return redirect("promise", promise_id)
    title = reading.current([answer.promise_id])[answer.promise_id].title
    return render(request, "promises/answers/resolution.html", {"answer": answer, "title": title, "form": form})
