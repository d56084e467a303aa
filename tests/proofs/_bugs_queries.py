"""A query forgets the organization. Row-level security would still hide the rows, so the code's half is proved alone."""

from tests.proofs._planting import Bug

ALONE = "tests/wall/test_code_alone.py"
SAME, ABSENT = f"{ALONE}::test_a_page_is_the_same_without_the_neighbor", f"{ALONE}::test_a_foreign_id_looks_like_an_absent_one"
BODY = f"{ALONE}::test_no_field_of_a_body_reaches_another_organization"
REFERENCES = "touchpoints/interactions/references.py"

BUGS = [
    Bug(
        name="A list is built past the manager",
        file="presence/customers/listing.py",
        old="    listed = Customer.rows()\n",
        new="    listed = QuerySet(Customer)\n",
        tests=(f"{SAME}[c/]",),
    ),
    Bug(
        name="An export is built past the manager",
        file="presence/customers/listing.py",
        old="_table(keyset.every(rows(wanted, today), wanted.order), now, batch)",
        new="_table(keyset.every(QuerySet(Customer), wanted.order), now, batch)",
        tests=(f"{SAME}[c/customers.csv]",),
    ),
    Bug(
        name="The log is read past the manager",
        file="presence/audit/log.py",
        old="    rows = Entry.rows()\n",
        new="    rows = QuerySet(Entry)\n",
        tests=(f"{SAME}[audit/]",),
    ),
    Bug(
        name="A form's choices come from every organization",
        file="presence/customers/listing.py",
        old="WHERE organization_id = %(organization)s AND segment > ''",
        new="WHERE segment > ''",
        tests=(f"{SAME}[c/new/]",),
    ),
    Bug(
        name="The brief opens any customer by id",
        file="touchpoints/brief/statement.py",
        old=" WHERE c.organization_id = %(organization)s AND c.id = %(customer)s",
        new=" WHERE c.id = %(customer)s",
        tests=(f"{ABSENT}[c/<uuid:customer_id>/]",),
    ),
    Bug(
        name="An interaction is read by id alone",
        file="touchpoints/interactions/reading.py",
        old="WHERE happened.organization_id = %(organization)s AND happened.id = %(id)s",
        new="WHERE happened.id = %(id)s",
        tests=(f"{ABSENT}[api/v1/interactions/<uuid:id>/]",),
    ),
    Bug(
        name="The rate counts everybody's interactions",
        file="metrics/facts/counting.py",
        old='WHERE = "i.organization_id = %(organization)s AND i.deleted_at',
        new='WHERE = "i.deleted_at',
        tests=(f"{SAME}[metrics/promise-kept-rate/]",),
    ),
    Bug(
        name="A customer's reference is looked up in every organization",
        file=REFERENCES,
        old='f"{_HERE} external_ref = ANY(%(customer_ref)s)',
        new='"WHERE external_ref = ANY(%(customer_ref)s)',
        tests=(f"{BODY}[create_interaction]",),
    ),
    Bug(
        name="A touchpoint's key is looked up in every organization",
        file=REFERENCES,
        old='"WHERE point.organization_id = %(organization)s AND"',
        new='"WHERE"',
        tests=(f"{BODY}[record_interactions]",),
    ),
    Bug(
        name="A term of another organization's promise can be judged",
        file=REFERENCES,
        old="(SELECT * FROM promises_term {_HERE} (id = name.id OR key = name.id)",
        new="(SELECT * FROM promises_term WHERE (id = name.id OR key = name.id)",
        tests=(f"{BODY}[create_interaction]",),
    ),
    Bug(
        name="The owner of a customer is any member of any organization",
        file="presence/tenancy/lookups.py",
        old="member = Membership.rows().filter(user__email=email.lower(), removed_at=None).first()",
        new="member = QuerySet(Membership).filter(user__email=email.lower(), removed_at=None).first()",
        tests=(f"{BODY}[create_customer]",),
    ),
    Bug(
        name="An imported row is compared with another organization's interaction",
        file="touchpoints/interactions/import_stored.py",
        old="found = Interaction.rows().filter(external_ref__in=refs",
        new="found = Interaction.objects._queryset_class(Interaction).filter(external_ref__in=refs",
        tests=(f"{ALONE}::test_no_cell_reaches_another_organization[external_ref]",),
    ),
    Bug(
        name="A task for one organization changes the rows of all",
        file="touchpoints/interactions/overdue.py",
        old="    due = Interaction.rows().filter(\n",
        new="    due = Interaction.objects._queryset_class(Interaction).filter(\n",
        tests=(f"{ALONE}::test_work_for_one_leaves_the_other_alone[touchpoints.tasks.break_overdue_commitments_of]",),
    ),
]
