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


def gather(slug: str, *, customers: int, promises: int = 0, terms: int = 5) -> Cast:
    """An organization of that size, with statistics gathered."""
    cast = make_cast(slug.title(), slug)
    size = {"customers": customers, "promises": promises, "terms": terms}
    with connections["owner"].cursor() as cursor:
        for statement in _STATEMENTS:
            cursor.execute(statement, size | {"organization": cast.organization.pk, "owner": cast.agent.pk})
    return cast


def analyze() -> None:
    """After everything is written: what the planner must know."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
