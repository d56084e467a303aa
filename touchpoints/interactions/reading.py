"""One interaction with everything its answer shows, in one statement and one for its checks: each POST ends with it."""

from datetime import datetime
from uuid import UUID

from presence.accounts.models import User
from presence.customers.models import Customer
from presence.kit.joined import Joined
from presence.tenancy.models import Membership, Team
from presence.tenancy.scope import acting_organization_id
from touchpoints.interactions import rules
from touchpoints.interactions.models import Check, Interaction
from touchpoints.journeys.models import Touchpoint

_TABLES = Joined(happened=Interaction, customer=Customer, touchpoint=Touchpoint, member=Membership, person=User, team=Team)
_STATEMENT = """
SELECT {columns} FROM touchpoints_interaction happened
  JOIN presence_customer customer ON customer.organization_id = happened.organization_id AND customer.id = happened.customer_id
  JOIN touchpoints_touchpoint touchpoint
    ON touchpoint.organization_id = happened.organization_id AND touchpoint.id = happened.touchpoint_id
  LEFT JOIN presence_membership member ON member.organization_id = happened.organization_id AND member.id = happened.member_id
  LEFT JOIN presence_user person ON person.id = member.user_id
  LEFT JOIN presence_team team ON team.organization_id = happened.organization_id AND team.id = happened.team_id
 WHERE happened.organization_id = %(organization)s AND happened.id = %(id)s AND happened.deleted_at IS NULL
"""
_CHECKS = Joined(judged=Check)
_JUDGED = """
SELECT {columns} FROM touchpoints_check judged
 WHERE judged.organization_id = %(organization)s AND judged.interaction_id = %(id)s ORDER BY judged.id
"""


def one(id: UUID, *, now: datetime) -> Interaction | None:
    """As a row of shapes.readable: related rows loaded, judged as of now."""
    values = {"organization": acting_organization_id(), "id": id}
    rows = _TABLES.fetch(_STATEMENT, values)
    if not rows:
        return None
    found = rows[0]
    row: Interaction = found["happened"]
    row.customer, row.touchpoint, row.member, row.team = (found[name] for name in ("customer", "touchpoint", "member", "team"))
    if row.member:
        row.member.user = found["person"]
    checks = [each["judged"] for each in _CHECKS.fetch(_JUDGED, values)]
    row._prefetched_objects_cache = {"checks": checks}  # type: ignore[attr-defined]
    row.verdict_now = rules.as_of(outcome=row.outcome, promised_by=row.promised_by, now=now)  # type: ignore[attr-defined]
    return row
