"""Playbooks where people look for anything: in the search field (settings.SEARCHES_BESIDE) and in the palette."""

from django.db.models import Case, IntegerField, Value, When
from django.urls import reverse

from presence.customers.search import FoundBeside
from touchpoints.playbooks import listing
from touchpoints.playbooks.models import Playbook

SHORTEST = 3


def find(typed: str, limit: int) -> list[FoundBeside]:
    """Playbooks in use that have these words, in the name before those that say them in what they tell."""
    if len(typed) < SHORTEST:
        return []
    by_name = Case(When(name__icontains=typed, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = Playbook.rows().filter(listing.saying(typed), archived_at=None).order_by(by_name, "name", "pk")
    return [FoundBeside(row.name, "Playbook", reverse("playbook", args=[row.pk])) for row in rows[:limit]]
