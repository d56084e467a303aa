"""Customers from a file: new ones, known ones by reference or by name, and the contact beside them."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from presence.customers import actions as customers
from presence.customers.models import Contact, Customer
from presence.customers.rules import ContactInput
from presence.imports import actions, work
from presence.imports.models import Import, ImportRow
from presence.imports.rules import mapping
from presence.tenancy.actors import Actor
from tests.conftest import Cast

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HEADER = "Customer ID;Company;Tier;ARR;Renewal;Account manager;Timezone;Contact name;E-Mail;Phone\n"
ACME = "K-1;Acme;gold;12.500,50;01/12/2026;agent@fieldstone.example;europe/brussels;Ana Silva;ana@acme.example;02 123 45 67\n"
Run = Callable[[str], Import]


@pytest.fixture
def check(acting: Cast) -> Run:
    def run(content: str) -> Import:
        by = Actor.of(acting.leader)
        source = actions.upload(by=by, kind="customers", file_name="customers.csv", chunks=[content.encode()])
        guessed = mapping.load(source.mapping)
        if "renewal_date" in guessed.sources:
            renewal = guessed.sources["renewal_date"]
            guessed.sources["renewal_date"] = mapping.Source(renewal.column, order="dmy")
        actions.check(by=by, now=NOW, source=source, chosen=guessed)
        return _finish(source)

    return run


@pytest.fixture
def run(acting: Cast, check: Run) -> Run:
    def import_all(content: str) -> Import:
        source = check(content)
        actions.start(by=Actor.of(acting.leader), now=NOW, source=source)
        return _finish(source)

    return import_all


def _finish(source: Import) -> Import:
    while work.advance(import_id=source.pk, now=NOW):
        pass
    source.refresh_from_db()
    return source


def undo(source: Import, acting: Cast) -> dict[str, int]:
    actions.undo(by=Actor.of(acting.leader), now=NOW, source=source)
    return _finish(source).counts


def problems(source: Import) -> list[str]:
    rows = ImportRow.rows().filter(source=source).order_by("number")
    return [f"{problem['field']}: {problem['message']}" for row in rows for problem in row.problems]


def test_every_column_of_a_usual_export_finds_its_field(run: Run, acting: Cast) -> None:
    source = run(HEADER + ACME)

    acme = Customer.rows().get()
    contact = acme.contacts.get()
    assert source.counts == {"created": 1}
    assert (acme.external_ref, acme.name, acme.segment) == ("K-1", "Acme", "gold")
    assert (acme.annual_value, acme.renewal_date) == (Decimal("12500.50"), date(2026, 12, 1))
    assert (acme.owner_id, acme.time_zone) == (acting.agent.pk, "Europe/Brussels")
    assert (contact.name, contact.emails.get().address, contact.phones.get().e164) == (
        "Ana Silva",
        "ana@acme.example",
        "+3221234567",
    )


def test_importing_again_changes_nothing(run: Run) -> None:
    run(HEADER + ACME)

    assert run(HEADER + ACME).counts == {"unchanged": 1}
    assert Customer.rows().get().version == 1


def test_a_known_customer_is_changed_and_keeps_what_no_column_says(run: Run, check: Run, acting: Cast) -> None:
    run(HEADER + ACME)

    preview = check("Customer ID;Company;Tier\nK-1;Acme International;gold\n")
    assert ImportRow.rows().get(source=preview).changes == [{"label": "Name", "before": "Acme", "after": "Acme International"}]
    source = run("Customer ID;Company;Tier\nK-1;Acme International;gold\n")

    acme = Customer.rows().get()
    assert source.counts == {"updated": 1}
    assert (acme.name, acme.annual_value, acme.contacts.count()) == ("Acme International", Decimal("12500.50"), 1)
    assert undo(source, acting) == {"undone": 1}
    assert Customer.rows().get().name == "Acme"


def test_a_contact_is_added_to_or_completed_never_replaced(run: Run, acting: Cast) -> None:
    run(HEADER + ACME)

    source = run("Customer ID;Company;Contact name;E-Mail;Phone\nK-1;Acme;ana silva;ana.silva@acme.example;+32 470 12 34 56\n")
    contact = Contact.rows().get()
    assert [email.address for email in contact.emails.all()] == ["ana@acme.example", "ana.silva@acme.example"]
    assert [phone.e164 for phone in contact.phones.all()] == ["+3221234567", "+32470123456"]
    assert undo(source, acting) == {"undone": 1}
    assert [email.address for email in Contact.rows().get().emails.all()] == ["ana@acme.example"]

    source = run("Customer ID;Company;E-Mail\nK-1;Acme;bob@acme.example\n")
    assert set(Contact.rows().values_list("name", flat=True)) == {"Ana Silva", "bob@acme.example"}
    assert undo(source, acting) == {"undone": 1}
    assert Contact.rows().get().name == "Ana Silva"


def test_without_a_reference_the_name_tells_who_is_meant(run: Run, check: Run) -> None:
    run("Company;Tier\nAcme;gold\nACME;silver\nOther;\n")

    assert set(Customer.rows().values_list("name", "segment")) == {("ACME", "silver"), ("Other", "")}
    assert run("Company;Tier\nacme;silver\n").counts == {"updated": 1}

    Customer.objects.create(name="Twin")
    Customer.objects.create(name="TWIN")
    assert problems(check("Company;Tier\ntwin;gold\n")) == ["name: 2 customers are called “twin”. Give a reference."]


def test_problems_are_named_with_their_field(check: Run) -> None:
    rows = (
        "K-1;;gold;1;01/12/2026;agent@fieldstone.example;Europe/Brussels;Ana;ana@acme.example;02 123 45 67\n"
        "K-2;Acme;gold;-1;01/12/2026;agent@fieldstone.example;Europe/Brussels;Ana;ana@acme.example;02 123 45 67\n"
        "K-3;Acme;gold;many;31/02/2026;nobody@fieldstone.example;Mars/Olympus;Ana;ana@acme;12\n"
        "K-4;Acme;gold;1;01/12/2026;nobody@fieldstone.example;Europe/Brussels;Ana;ana@acme.example;02 123 45 67\n"
        "K-5;Acme;gold;1;01/12/2026;agent@fieldstone.example;Europe/Brussels;Ana;ana@acme.example;12\n"
    )

    found = problems(check(HEADER + rows))

    assert [problem.partition(":")[0] for problem in found] == [
        *("name", "annual_value"),
        *("annual_value", "renewal_date", "time_zone", "contact_email"),
        *("owner", "contact_phone"),
    ]
    assert "annual_value: “many” is not a number." in found
    assert "owner: No member has the e-mail address nobody@fieldstone.example." in found


def test_undo_deletes_who_was_added_and_leaves_who_was_changed_since(run: Run, acting: Cast) -> None:
    source = run("Customer ID;Company\nK-1;Acme\nK-2;Other\nK-3;Gone\n")
    customers.change(by=Actor.of(acting.agent), customer=Customer.objects.get(external_ref="K-2"), segment="gold")
    Customer.rows().filter(external_ref="K-3").delete()

    assert undo(source, acting) == {"stayed": 2, "undone": 1}

    assert Customer.rows().get().external_ref == "K-2"
    assert problems(source) == [
        ": It was changed after the import, so it stays as it is.",
        ": It was deleted after the import.",
    ]


def test_a_restored_customer_has_its_owner_and_contacts_again(run: Run, acting: Cast) -> None:
    by = Actor.of(acting.leader)
    customers.add(
        by=by,
        name="Acme",
        external_ref="K-1",
        owner=acting.agent,
        annual_value=5,
        renewal_date=date(2026, 1, 2),
        contacts=[ContactInput("Ana", role="CFO", phones=["02 123 45 67 ext 12"])],
    )
    source = run("Customer ID;Company;ARR;Renewal;Account manager;Contact name\nK-1;Acme;9;;leader@fieldstone.example;Bob\n")

    assert undo(source, acting) == {"undone": 1}

    acme = Customer.rows().get()
    assert (acme.owner_id, acme.annual_value, acme.renewal_date) == (acting.agent.pk, Decimal(5), date(2026, 1, 2))
    contact = acme.contacts.get()
    assert (contact.name, contact.role, contact.phones.get().extension) == ("Ana", "CFO", "12")
