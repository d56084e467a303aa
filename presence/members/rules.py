"""How long an invitation holds and how many may be sent."""

from datetime import timedelta

INVITATION_LASTS = timedelta(days=7)
INVITATIONS_AN_HOUR = 50
RATE_IS_COUNTED_OVER = timedelta(hours=1)
JOINT = "."
