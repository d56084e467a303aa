"""The call brief in a real browser: judged by keys, by touch and without script, popped up by a number, and printed."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from presence.customers import actions as customers
from presence.customers.models import Customer
from presence.customers.rules import ContactInput
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from promises.record import actions
from promises.record.rules import TermInput
from tests.conftest import Cast
from tests.promises.agreed import agree
from touchpoints.interactions import actions as interactions
from touchpoints.interactions.models import Check
from touchpoints.journeys.models import Touchpoint
from touchpoints.playbooks import actions as playbooks
from touchpoints.playbooks.rules import Content, Gift

OpenPage = Callable[..., Page]
SHEETS = {"A4": (595, 842), "Letter": (612, 792)}
TERMS = (
    TermInput(
        "service_level", "A person answers urgent chair failures within 2 hours, Monday to Saturday, public holidays too"
    ),
    TermInput("scope", "Two preventive visits a month at each of the three clinics, dates may move within the week"),
    TermInput(
        "commitment", "New compressor at Clinic East installed and handed over", due_at=timezone.now() + timedelta(days=5)
    ),
    TermInput("pricing_assumption", "Price holds while the number of chairs stays at 18 or below", amount="450.50"),
    TermInput("constraint", "Work is done outside opening hours, access is arranged two days ahead by the practice manager"),
)
EXCLUSIONS = (
    "Work in treatment rooms while patients are present",
    "Repair of parts bought from others, or of equipment that is not on the list of units",
    "Weekend work without two weeks' notice and a written order",
    "Changes to the building's wiring, plumbing or ventilation ducts",
)
FIRST_TRUTH = "Weekend installation. It doubles the labor price and needs two weeks’ notice, parts may add ten days."


@pytest.fixture
def hospital(cast: Cast) -> Customer:
    """A customer with a long name, three contacts and an agreed promise."""
    people = [
        ContactInput(name="Dr. Bartholomew Featherstonehaugh", role="Practice manager", phones=["+32 2 123 45 67"]),
        ContactInput(name="Ana Ruiz", role="Head of administration", phones=["0470 12 34 56", "02 999 88 77"]),
        ContactInput(name="Wilhelmina van der Wolvestraat", role="Accounts", emails=["accounts@wolvestraat.example"]),
    ]
    with scope.acting_for(cast.organization), transaction.atomic():
        customer = customers.add(
            by=Actor.of(cast.agent),
            name="Wolvestraat Veterinary Hospital and Emergency Center",
            external_ref="CRM-1042",
            segment="Care plan Gold",
            annual_value=48000,
            owner=cast.agent,
            contacts=people,
        )
    promise(cast, customer, "Care plan for all three clinics, with emergency cover at the weekend")
    return customer


def promise(cast: Cast, customer: Customer, title: str, terms: Any = TERMS, exclusions: Any = EXCLUSIONS) -> None:
    lines = [*terms, *(TermInput("exclusion", text) for text in exclusions)]
    with scope.acting_for(cast.organization), transaction.atomic():
        made = actions.write(
            by=Actor.of(cast.agent),
            now=timezone.now(),
            customer=customer,
            title=title,
            source="quote",
            terms=lines,
            first_truth=FIRST_TRUTH,
        )
        agree(promise=made, now=timezone.now())


def address(customer: Customer) -> str:
    return f"/o/fieldstone/c/{customer.pk}/"


def verdicts(cast: Cast) -> list[str]:
    with scope.acting_for(cast.organization), transaction.atomic():
        return list(Check.rows().filter(interaction__deleted_at=None).order_by("judged_at").values_list("verdict", flat=True))


def pressed(page: Page) -> Any:
    return page.locator('[aria-pressed="true"]')


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_it_is_accessible_and_fits(
    *, cast: Cast, hospital: Customer, open_page: OpenPage, violations: Callable[[Page], list[str]], width: int, theme: str
) -> None:
    page = open_page(cast.agent, width=width, theme=theme)
    page.goto(address(hospital))
    page.get_by_role("button", name="Not kept").first.click()
    expect(page.get_by_label("What happened?")).to_be_visible()

    for place in ("", *(f"/o/fieldstone/{part}" for part in ("pop?phone=0470999999", "pop", "phone-system/?try=0470123456"))):
        if place:
            page.goto(place)
        assert (place, violations(page)) == (place, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place


def test_keys_judge_the_chosen_line_and_z_takes_it_back(cast: Cast, hospital: Customer, open_page: OpenPage) -> None:
    page = open_page(cast.agent)
    page.goto(address(hospital))

    page.keyboard.press("k")
    expect(page.get_by_text("Kept, noted in this call.")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("x")
    expect(page.get_by_text("Not kept, noted in this call.")).to_be_visible()
    expect(pressed(page)).to_have_count(2)
    assert verdicts(cast) == ["kept", "broken"]

    page.keyboard.press("z")
    expect(page.get_by_text("Taken back.")).to_be_visible()
    expect(pressed(page)).to_have_count(1)
    assert verdicts(cast) == ["kept"]


def test_three_lines_in_a_breath_are_all_judged(cast: Cast, hospital: Customer, open_page: OpenPage) -> None:
    page = open_page(cast.agent)
    page.goto(address(hospital))

    for key in ("k", "ArrowDown", "u", "ArrowDown", "x"):
        page.keyboard.press(key)
    expect(pressed(page)).to_have_count(3)
    expect(page.locator("[data-toast]")).to_have_count(3)

    assert sorted(verdicts(cast)) == ["broken", "cannot_tell", "kept"]


def test_a_verdict_shows_before_the_server_answers_and_goes_when_it_cannot(
    cast: Cast, hospital: Customer, open_page: OpenPage
) -> None:
    page = open_page(cast.agent)
    page.goto(address(hospital))
    held: list[Any] = []
    page.route("**/judgment/", lambda route: held.append(route))  # noqa: PLW0108  only a function can be a handler

    with page.expect_request("**/judgment/"):
        page.keyboard.press("k")
    expect(pressed(page)).to_have_count(1)
    held[0].fulfill(status=503, body="")

    expect(pressed(page)).to_have_count(0)
    expect(page.get_by_role("status").get_by_text("The server could not do this.").first).to_be_visible()
    assert verdicts(cast) == []


def test_thumbs_judge_on_a_phone(cast: Cast, hospital: Customer, open_page: OpenPage) -> None:
    page = open_page(cast.agent, width=375, has_touch=True, is_mobile=True)
    page.goto(address(hospital))

    page.get_by_text("New compressor at Clinic East").tap()
    row = page.locator("[data-row]", has_text="New compressor at Clinic East")
    boxes = [button.bounding_box() for button in row.locator(".judge button").all()]
    assert min(box["height"] for box in boxes if box) >= 56
    assert min(box["width"] for box in boxes if box) >= 56
    row.get_by_role("button", name="Kept", exact=True).tap()

    expect(page.get_by_text("Kept, noted in this call.")).to_be_visible()
    assert verdicts(cast) == ["kept"]


def test_it_works_without_script(cast: Cast, hospital: Customer, open_page: OpenPage) -> None:
    page = open_page(cast.agent, scripts=False)
    page.goto(address(hospital))

    page.get_by_text("Two preventive visits").click()
    row = page.locator("[data-row]", has_text="Two preventive visits")
    row.get_by_role("button", name="Not kept").click()
    expect(page.get_by_text("Not kept, noted in this call.")).to_be_visible()
    page.get_by_label("What happened?").fill("Only one visit in October")
    page.get_by_role("button", name="Write down").click()
    expect(page.get_by_label("What happened?")).to_have_value("Only one visit in October")
    page.get_by_text("Two preventive visits").click()
    row.get_by_role("button", name="Kept", exact=True).click()
    page.get_by_role("button", name="Undo").last.click()

    assert verdicts(cast) == ["broken"]


def test_what_happened_is_asked_for_and_does_not_take_the_focus(cast: Cast, hospital: Customer, open_page: OpenPage) -> None:
    page = open_page(cast.agent)
    page.goto(address(hospital))

    page.keyboard.press("ArrowDown")
    page.keyboard.press("x")
    field = page.get_by_label("What happened?")
    expect(field).to_be_visible()
    expect(field).not_to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("k")
    expect(pressed(page)).to_have_count(2)
    field.fill("Nobody came")
    field.press("Enter")

    expect(page.get_by_text("Written down.")).to_be_visible()
    with scope.acting_for(cast.organization), transaction.atomic():
        assert Check.rows().get(verdict="broken").evidence == "Nobody came"


def test_two_members_judge_at_once(cast: Cast, hospital: Customer, open_page: OpenPage) -> None:
    mine, theirs = open_page(cast.agent), open_page(cast.leader)
    for page in (mine, theirs):
        page.goto(address(hospital))
    mine.keyboard.press("k")
    theirs.keyboard.press("x")

    expect(mine.get_by_text("Kept, noted in this call.")).to_be_visible()
    expect(theirs.get_by_text("Not kept, noted in this call.")).to_be_visible()
    assert sorted(verdicts(cast)) == ["broken", "kept"]


def test_another_moment_is_chosen_beside_the_promises(cast: Cast, hospital: Customer, open_page: OpenPage) -> None:
    page = open_page(cast.agent)
    page.goto(address(hospital))

    page.get_by_label("Which moment this is").select_option(label="Scope change")
    expect(page.get_by_text("scope trade-off. Talk it through yourself")).to_be_visible()
    page.keyboard.press("k")
    expect(page.get_by_text("Kept, noted in this call.")).to_be_visible()

    with scope.acting_for(cast.organization), transaction.atomic():
        assert Check.rows().get().interaction.touchpoint.name == "Scope change"


def test_a_ringing_telephone_offers_a_choice_by_number(cast: Cast, hospital: Customer, open_page: OpenPage) -> None:
    with scope.acting_for(cast.organization), transaction.atomic():
        bo = ContactInput(name="Bo", phones=["0470 12 34 56"])
        customers.add(by=Actor.of(cast.agent), name="Zebra Dental", contacts=[bo])
    page = open_page(cast.agent)

    page.goto("/pop?callerid=0032470123456")
    expect(page.get_by_role("heading", level=1)).to_have_text("Who of them is calling?")
    page.keyboard.press("1")

    expect(page.get_by_role("heading", level=1)).to_have_text("Wolvestraat Veterinary Hospital and Emergency Center")
    expect(page.get_by_text("Ana Ruiz is calling")).to_be_visible()
    assert "470" not in page.url


def test_a_number_nobody_has_is_added(cast: Cast, open_page: OpenPage) -> None:
    page = open_page(cast.agent)
    page.goto("/pop?phone=+32470999999")

    expect(page.get_by_role("heading", level=1)).to_have_text("Nobody with this number")
    page.get_by_role("link", name="Add a customer with this number").click()
    for field in page.get_by_label("Name", exact=True).all():
        field.fill("Nordic Roofing")
    page.get_by_role("button", name="Save customer").last.click()
    expect(page.get_by_text("Nordic Roofing added.")).to_be_visible()
    page.goto("/pop?phone=0470999999")

    expect(page.get_by_role("heading", level=1)).to_have_text("Nordic Roofing")


def at_hand(cast: Cast, longest: bool) -> None:
    """A playbook that hangs on every touchpoint, with more in it than a page can hold."""
    line = "Wm" * 400 if longest else "Say what it costs before they commit, and write down when you said it"
    content = Content(
        name="At hand",
        talk_track="\n".join([line] * 4),
        gifts=tuple(Gift("shortcut", f"{number} {line}") for number in range(8)),
        reminders=tuple(f"{number} {line}" for number in range(30)),
    )
    with scope.acting_for(cast.organization), transaction.atomic():
        playbooks.write(
            by=Actor.of(cast.leader),
            now=timezone.now(),
            content=content,
            review_date=date(2020, 1, 1),
            touchpoints=list(Touchpoint.rows()),
        )


def crowd(cast: Cast, customer: Customer, longest: bool) -> None:
    """Nineteen more promises, ten contacts, a playbook; with `longest`, every text as long as may be, in the widest letters."""
    wide = "Wm" * 99
    at_hand(cast, longest)
    for number in range(19):
        title = wide if longest else f"Preventive maintenance of the sterilization line, part {number + 1} of the framework"
        terms = [TermInput("scope", wide * 5 if longest else term.text) for term in TERMS]
        exclusions = [f"{number} {wide * 4 if longest else text}" for text in EXCLUSIONS[: 1 + longest * 3]]
        promise(cast, customer, title, terms, exclusions)
    with scope.acting_for(cast.organization), transaction.atomic():
        for number in range(10):
            moment = Touchpoint.rows().order_by("position")[number % 5]
            row = {
                "occurred_at": timezone.now() - timedelta(days=number + 1),
                "customer": str(customer.pk),
                "touchpoint": str(moment.pk),
                "member": cast.agent.user.email,
                "channel": "meeting",
                "resolved": bool(number % 2),
                "checks": [{"verdict": "broken" if number % 3 else "kept"}],
            }
            interactions.record(by=Actor.of(cast.agent), now=timezone.now(), row=row)


@pytest.mark.parametrize("longest", [False, True], ids=["realistic", "longest"])
@pytest.mark.parametrize("sheet", SHEETS)
def test_it_prints_on_one_page(cast: Cast, hospital: Customer, open_page: OpenPage, sheet: str, longest: bool) -> None:
    crowd(cast, hospital, longest)
    page = open_page(cast.agent)
    page.goto(address(hospital))

    printed = page.pdf(format=sheet, prefer_css_page_size=False)

    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    page.emulate_media(media="print")
    words = page.locator("main").inner_text()
    for left_out in ("promises", "gifts", "reminders"):
        assert re.search(rf"\d+ more {left_out}: see screen", words)
    for told in ("What we will not do", "What changes cost or time fastest", "Last contacts", "Printed ", "May be given"):
        assert told in words


def test_a_short_brief_leaves_nothing_out_on_paper(cast: Cast, open_page: OpenPage) -> None:
    with scope.acting_for(cast.organization), transaction.atomic():
        harbor = customers.add(by=Actor.of(cast.agent), name="Harbor Dental", contacts=[ContactInput(name="Ana Ruiz")])
    promise(cast, harbor, "Care plan", TERMS[1:], EXCLUSIONS)
    page = open_page(cast.agent)
    page.goto(address(harbor))
    page.emulate_media(media="print")

    words = page.locator("main").inner_text()
    assert "see screen" not in words
    for text in (*(term.text for term in TERMS[1:]), *EXCLUSIONS, FIRST_TRUTH):
        assert text in words
