"""The key behind a request, with everybody and everything it stands for, in one statement: every request of the API asks."""

from presence.accounts.models import User
from presence.apikeys.models import ApiKey
from presence.kit.joined import Joined
from presence.tenancy.models import Membership, Organization, Team
from presence.tenancy.scope import acting_organization_id

_TABLES = Joined(key=ApiKey, organization=Organization, maker=Membership, person=User, team=Team)
_STATEMENT = """
SELECT {columns} FROM presence_apikey key
  JOIN presence_organization organization ON organization.id = key.organization_id
  JOIN presence_membership maker ON maker.organization_id = key.organization_id AND maker.id = key.made_by_id
  JOIN presence_user person ON person.id = maker.user_id
  JOIN presence_team team ON team.organization_id = key.organization_id AND team.id = maker.team_id
 WHERE key.organization_id = %(organization)s AND key.secret_hash = %(digest)s AND key.revoked_at IS NULL
   AND (key.expires_at IS NULL OR key.expires_at > statement_timestamp())
   AND maker.removed_at IS NULL AND person.is_active
"""


def live(digest: str) -> ApiKey | None:
    """The acting organization's live key with this digest, its maker an active member; None for anything else."""
    rows = _TABLES.fetch(_STATEMENT, {"organization": acting_organization_id(), "digest": digest})
    if not rows:
        return None
    found = rows[0]
    key: ApiKey = found["key"]
    key.organization, key.made_by = found["organization"], found["maker"]
    key.made_by.organization, key.made_by.user, key.made_by.team = found["organization"], found["person"], found["team"]
    return key
