"""The letter to leaders when a rule stops an automation: which one, why, and what becomes of what waits."""

from presence.kit import addresses
from presence.tenancy import reactions, scope
from presence.tenancy.models import Membership, Organization, Role
from touchpoints.automations.models import Automation


def write_to_leaders(automation: Automation, *, why: str) -> None:
    """One letter to each leader and owner, in the transaction that stops it; once for each time it is stopped."""
    organization = Organization.objects.get(pk=scope.acting_organization_id())
    page = addresses.site(addresses.mounted(organization.slug, f"automations/{automation.pk}/"))
    text = (
        f"“{automation.name}” has stopped itself: {why}\n\n"
        "What it would still have sent waits, and leaves when somebody resumes it, if it is of use then.\n"
        f"Look at what it says and to whom, and decide:\n{page}\n"
    )
    deciders = Membership.rows().filter(removed_at=None, role__in=[Role.LEADER, Role.OWNER], user__is_active=True)
    for member in deciders.select_related("user"):
        reactions.react(
            "letter.needed",
            occasion=f"stopped:{automation.pk}:{automation.version}:{member.pk}",
            to=member.user.email,
            subject=f"Stopped by a rule: {automation.name}",
            text=text,
        )
