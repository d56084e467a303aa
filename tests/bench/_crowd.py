"""An organization with as many customers as a bench needs, written by the owner in a few statements."""

from django.db import connections

from tests.conftest import Cast, make_cast

_FIRST = "Harbor,Linden,Summit,Oak,River,Müller,Bakker,Stone,North,Garden,Silver,Maple"
_TRADE = "Dental,Bakery,Logistics,Plumbing,Veterinary,Legal,Print,Motors,Roofing,Software"
_LAST = "Group,Center,Partners,Works,House,Brothers,Company"
_NAMES = f"""
split_part('{_FIRST}', ',', 1 + (i %% 12)::int) || ' ' || split_part('{_TRADE}', ',', 1 + (i / 12 %% 10)::int)
|| ' ' || split_part('{_LAST}', ',', 1 + (i / 120 %% 7)::int) || ' ' || to_hex(i)
"""

_STATEMENTS = (
    f"""
    INSERT INTO presence_customer (id, organization_id, external_ref, name, segment, annual_value, renewal_date, owner_id,
                                   time_zone, version)
    SELECT gen_random_uuid(), %(organization)s, 'CRM-' || i, {_NAMES},
           (ARRAY['Gold','Silver','Bronze',''])[1 + i %% 4], i %% 90000, date '2026-01-01' + (i %% 700)::int, %(owner)s, '', 1
      FROM generate_series(1, %(customers)s::bigint) AS i
    """,
    """
    INSERT INTO presence_contact (id, organization_id, customer_id, name, role, language, time_zone, position)
    SELECT gen_random_uuid(), organization_id, id, 'Ana Ruiz ' || external_ref, '', '', '', 0 FROM presence_customer
     WHERE organization_id = %(organization)s
    """,
    """
    INSERT INTO presence_phonenumber (id, organization_id, contact_id, customer_id, e164, extension, position)
    SELECT gen_random_uuid(), p.organization_id, p.id, p.customer_id, '+322' || lpad(substr(c.external_ref, 5), 7, '0'), '', 0
      FROM presence_contact p JOIN presence_customer c ON c.id = p.customer_id WHERE p.organization_id = %(organization)s
    """,
    """
    INSERT INTO presence_emailaddress (id, organization_id, contact_id, customer_id, address, position)
    SELECT gen_random_uuid(), p.organization_id, p.id, p.customer_id, 'ana.' || c.external_ref || '@example.com', 0
      FROM presence_contact p JOIN presence_customer c ON c.id = p.customer_id WHERE p.organization_id = %(organization)s
    """,
    # Agreed from the start, without the sign-offs that the trigger asks for: a bench reads promises, it does not agree them.
    "ALTER TABLE promises_promise DISABLE TRIGGER hold_agreement",
    """
    INSERT INTO promises_promise (id, organization_id, customer_id, state, external_ref, current_number, created_at)
    SELECT gen_random_uuid(), organization_id, id, 'agreed', '', 1, now() - n * interval '30 days'
      FROM presence_customer, generate_series(1, %(promises)s) AS n WHERE organization_id = %(organization)s
    """,
    "ALTER TABLE promises_promise ENABLE TRIGGER hold_agreement",
    """
    INSERT INTO promises_revision (id, organization_id, promise_id, number, source, time_flexibility, cost_flexibility,
      scope_flexibility, chosen_pair, author_label, created_at, wording_digest, previous_hash, hash)
    SELECT gen_random_uuid(), organization_id, id, 1, 'quote', 'fixed', 'fixed', 'fixed', '', 'Ada', created_at, '', '',
           repeat('0', 64) FROM promises_promise WHERE organization_id = %(organization)s
    """,
    """
    INSERT INTO promises_revisionwording (id, organization_id, salt, title, first_truth, reason)
    SELECT id, organization_id, '', 'Care plan', 'Weekends double the price', '' FROM promises_revision
     WHERE organization_id = %(organization)s
    """,
    """
    INSERT INTO promises_term (id, organization_id, revision_id, key, position, kind, flexibility, wording_digest)
    SELECT gen_random_uuid(), organization_id, id, gen_random_uuid(), n,
           CASE n WHEN 5 THEN 'exclusion' ELSE 'service_level' END, 'fixed', ''
      FROM promises_revision, generate_series(1, %(terms)s) AS n WHERE organization_id = %(organization)s
    """,
    """
    INSERT INTO promises_termwording (id, organization_id, salt, text)
    SELECT id, organization_id, '', 'A person answers urgent failures within ' || position || ' hours' FROM promises_term
     WHERE organization_id = %(organization)s
    """,
)

_MEETINGS = (
    """
    INSERT INTO touchpoints_interaction (id, organization_id, external_ref, customer_id, touchpoint_id, occurred_at,
      local_day, handled_by, member_id, segment, mode, channel, seconds, presence_kind, first_truth, exception, note, outcome,
      content_hash, version)
    SELECT gen_random_uuid(), c.organization_id, '', c.id, t.id, now() - n * interval '9 days', current_date - n * 9, 'human',
           %(owner)s, '', 'human_only', 'call', 600, '', '', 'none', '',
           CASE n %% 3 WHEN 0 THEN 'broken_judged' ELSE 'kept' END, '', 1
      FROM presence_customer c CROSS JOIN generate_series(1, %(meetings)s) AS n
     CROSS JOIN LATERAL (SELECT id FROM touchpoints_touchpoint WHERE organization_id = c.organization_id
                          ORDER BY position, id OFFSET n %% 5 LIMIT 1) AS t
     WHERE c.organization_id = %(organization)s
    """,
    """
    INSERT INTO touchpoints_check (id, organization_id, interaction_id, promise_id, term_id, term_key, verdict, basis, evidence)
    SELECT gen_random_uuid(), i.organization_id, i.id, line.promise_id, line.id, line.key,
           CASE i.outcome WHEN 'kept' THEN 'kept' ELSE 'broken' END, 'person', ''
      FROM touchpoints_interaction i
     CROSS JOIN LATERAL (
       SELECT r.promise_id, l.id, l.key FROM promises_promise p
         JOIN promises_revision r ON r.organization_id = p.organization_id AND r.promise_id = p.id
         JOIN promises_term l ON l.organization_id = r.organization_id AND l.revision_id = r.id AND l.position = 1
        WHERE p.organization_id = i.organization_id AND p.customer_id = i.customer_id
        ORDER BY p.created_at DESC LIMIT 1) AS line
     WHERE i.organization_id = %(organization)s
    """,
)


def gather(slug: str, *, customers: int, promises: int = 0, terms: int = 5, meetings: int = 0) -> Cast:
    """An organization of that size, with statistics gathered."""
    cast = make_cast(slug.title(), slug)
    size = {"customers": customers, "promises": promises, "terms": terms, "meetings": meetings}
    with connections["owner"].cursor() as cursor:
        for statement in _STATEMENTS + (_MEETINGS if meetings else ()):
            cursor.execute(statement, size | {"organization": cast.organization.pk, "owner": cast.agent.pk})
    return cast


def analyze() -> None:
    """After everything is written: what the planner must know."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
