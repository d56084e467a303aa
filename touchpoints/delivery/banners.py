"""What everybody sees on top of every page while mail is stopped, or goes to members only (settings.BANNERS)."""

from django.urls import reverse

from presence.kit.banners import Banner
from presence.tenancy.models import Membership, Role
from touchpoints.delivery import reading
from touchpoints.delivery.models import Delivery


def banner(member: Membership) -> Banner | None:
    """Nothing while nobody has touched how mail goes out, and nothing while all is well."""
    row = reading.of_organization()
    if row.stopped_at:
        return _stopped(row, member)
    if row._state.adding or row.live_at or member.organization.is_example:
        return None
    url, word = (reverse("delivery_live"), "Go live") if member.may(Role.LEADER) else ("", "")
    return Banner("Rehearsal.", "Automated mail reaches your own members only, until you go live.", url, word)


def _stopped(row: Delivery, member: Membership) -> Banner:
    said = f"No automated mail leaves. {row.stopped_by} stopped it: {row.stopped_why}"
    url, word = (reverse("delivery_stop"), "Resume") if member.may(Role.LEADER) else ("", "")
    return Banner("All mail is stopped.", said, url, word, is_alarm=True)
