"""A thousand organizations of skewed size, each with a map of sixty touchpoints, teams and customers. Written by the owner.

The largest and the middle one also have people who can sign in; the largest has two hundred with frontline hours.
"""

from dataclasses import dataclass
from datetime import date

from django.db import connections, transaction

from presence.accounts.models import User
from presence.hours.models import FrontlineHours
from presence.tenancy import scope
from presence.tenancy.models import Membership, Organization, Role, Team
from tests.conftest import Cast, make_cast

COUNT, TOUCHPOINTS, STAGES, PEOPLE = 1_000, 60, 8, 200
# Zipf: the size of the n-th organization is as n to the power of minus this; the largest of a thousand holds a sixth of all.
SKEW = 1.1
ROWS_A_CUSTOMER = 40
LARGEST, MIDDLE = "largest", "middle"

_ORGANIZATIONS = """
INSERT INTO presence_organization (id, name, slug, time_zone, country, currency, is_example)
SELECT gen_random_uuid(), 'Organization ' || n, 'organization-' || n,
       (ARRAY['Europe/Brussels', 'America/New_York', 'Asia/Kathmandu', 'America/Sao_Paulo', 'Australia/Lord_Howe',
              'Asia/Tokyo', 'America/Los_Angeles', 'Africa/Nairobi'])[1 + n %% 8], 'BE', 'EUR', false
  FROM generate_series(2, %(count)s) AS n WHERE n <> %(count)s / 2
"""
_TEAMS = """
INSERT INTO presence_team (id, organization_id, key, name, position)
SELECT gen_random_uuid(), o.id, t.key, t.name, t.position
  FROM presence_team t JOIN presence_organization l ON l.id = t.organization_id AND l.slug = 'largest', presence_organization o
 WHERE NOT EXISTS (SELECT FROM presence_team mine WHERE mine.organization_id = o.id)
"""
_MAPS = (
    """
    INSERT INTO touchpoints_journey (id, organization_id, name, position)
    SELECT gen_random_uuid(), id, 'Two years', 7 FROM presence_organization
    """,
    """
    INSERT INTO touchpoints_stage (id, organization_id, journey_id, name, position)
    SELECT gen_random_uuid(), j.organization_id, j.id, 'Stage ' || n, n
      FROM touchpoints_journey j, generate_series(1, %(stages)s) AS n WHERE j.position = 7
    """,
    """
    INSERT INTO touchpoints_touchpoint (id, organization_id, stage_id, key, name, intent, mode, mode_reason, protected, stakes,
      channel, response_target_minutes, key_moment, top_five, first_truth_due, position, version)
    SELECT gen_random_uuid(), s.organization_id, s.id, 'moment-' || n, 'Moment ' || n, '',
           (ARRAY['human_only', 'human_only', 'augment', 'automate'])[1 + n %% 4], '', '{}', '{}', 'call',
           (ARRAY[30, 60, 240, NULL])[1 + n / 2 %% 4], false, false, n %% 3 = 0, n, 1
      FROM touchpoints_stage s JOIN touchpoints_journey j ON j.id = s.journey_id AND j.position = 7,
           generate_series(1, %(touchpoints)s) AS n
     WHERE s.position = 1 + n %% %(stages)s
    """,
)
_CUSTOMERS = """
INSERT INTO presence_customer (id, organization_id, external_ref, name, segment, time_zone, version)
SELECT md5((drawn.place * 1000000 + n)::text)::uuid, drawn.id, '', 'Customer ' || n,
       (ARRAY['Gold', 'Silver', 'Bronze', ''])[1 + n %% 4], '', 1
  FROM drawn, generate_series(0, drawn.customers - 1) AS n
"""
# Arrays that are read for every row must not be unpacked for every row.
_TABLE = """
CREATE TABLE drawn (place bigint, id uuid, zone text, customers integer, until float8, touchpoints uuid[], teams uuid[],
                    members uuid[]);
ALTER TABLE drawn ALTER touchpoints SET STORAGE PLAIN, ALTER teams SET STORAGE PLAIN, ALTER members SET STORAGE PLAIN
"""
# What the history is drawn from: the n-th organization, what it holds, and up to where its share of everything goes.
_DRAWN = """
INSERT INTO drawn
SELECT number - 1 AS place, o.id, o.time_zone AS zone, greatest(10, (share * %(rows)s / %(each)s)::int) AS customers,
       sum(share) OVER (ORDER BY number) AS until,
       ARRAY(SELECT t.id FROM touchpoints_touchpoint t WHERE t.organization_id = o.id AND t.key LIKE 'moment-%%'
              ORDER BY t.position) AS touchpoints,
       ARRAY(SELECT t.id FROM presence_team t WHERE t.organization_id = o.id ORDER BY t.position) AS teams,
       ARRAY(SELECT m.id FROM presence_membership m WHERE m.organization_id = o.id ORDER BY m.id) AS members
  FROM (SELECT id, time_zone, row_number() OVER (ORDER BY wanted) AS number FROM (
          SELECT id, time_zone, CASE slug WHEN 'largest' THEN 1 WHEN 'middle' THEN %(count)s / 2
                                          ELSE substr(slug, 14)::int END AS wanted FROM presence_organization) AS one) AS o
  JOIN LATERAL (SELECT power(o.number, -%(skew)s) / (SELECT sum(power(n, -%(skew)s)) FROM generate_series(1, %(count)s) AS n)
                  AS share) AS s ON true
"""


@dataclass(frozen=True, slots=True)
class Thousand:
    """The organization with most of the interactions, and the one with as many as half of the others have at least."""

    largest: Cast
    middle: Cast


def gather(rows: int) -> Thousand:
    """Everything there is before the first interaction of so many."""
    found = Thousand(make_cast("Largest", LARGEST), make_cast("Middle", MIDDLE))
    _hire(found.largest)
    given = {"count": COUNT, "stages": STAGES, "touchpoints": TOUCHPOINTS, "rows": rows, "each": ROWS_A_CUSTOMER, "skew": SKEW}
    with connections["owner"].cursor() as cursor:
        for statement in (_ORGANIZATIONS, _TEAMS, *_MAPS, _TABLE, _DRAWN, _CUSTOMERS):
            cursor.execute(statement, given)
        cursor.execute("ANALYZE")
    return found


def again() -> Thousand:
    """The same, of a database that an earlier run has kept."""
    return Thousand(_cast(LARGEST), _cast(MIDDLE))


def _cast(slug: str) -> Cast:
    organization = Organization.objects.using("owner").get(slug=slug)
    with scope.acting_for(organization), transaction.atomic():
        people = {role.value: Membership.rows().select_related("user").filter(role=role).order_by("pk")[0] for role in Role}
    return Cast(organization=organization, **people)


def _hire(cast: Cast) -> None:
    """People with hours from the first day on, so that minutes can be set against those that were there."""
    users = User.objects.bulk_create(User(email=f"{n}@largest.example", name=f"Person {n}") for n in range(PEOPLE))
    with scope.acting_for(cast.organization), transaction.atomic():
        teams = list(Team.rows())
        members = Membership.objects.bulk_create(
            Membership(user=user, role=Role.AGENT, team=teams[number % len(teams)]) for number, user in enumerate(users)
        )
        FrontlineHours.objects.bulk_create(
            FrontlineHours(member=member, from_day=date(2020, 1, 1), minutes=[360] * 5 + [0, 0]) for member in members
        )
