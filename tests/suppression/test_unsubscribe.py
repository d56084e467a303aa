"""The recipient's page and the one-click address: what acts, what never does, and that both work for ever."""

import html
from urllib.parse import urlsplit

import pytest
from django.test import Client

from presence.audit.models import Entry
from presence.customers import actions as customers
from presence.customers import erasing
from presence.customers.rules import ContactInput
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.suppression.conftest import NOW
from touchpoints.suppression import actions, links, phrases, reading
from touchpoints.suppression.models import Kind, Suppression, Why

ANA = "Ana@Harbor.example"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def page_of(cast: Cast, kind: str = Kind.SERVICE, address: str = ANA) -> str:
    return urlsplit(links.address_of(cast.organization.pk, address, kind)).path


def button_of(cast: Cast, kind: str = Kind.SERVICE, address: str = ANA) -> str:
    return urlsplit(links.one_click_of(cast.organization.pk, address, kind)).path


def stopped(cast: Cast, kind: str = Kind.SERVICE, address: str = ANA) -> str | None:
    with scope.acting_for(cast.organization):
        return reading.reasons([(address, kind)]).get((address, kind))


def test_a_mail_program_ends_the_kind_with_one_post(cast: Cast) -> None:
    answer = Client(enforce_csrf_checks=True).post(button_of(cast), ONE_CLICK)

    assert answer.status_code == 200
    assert not answer.cookies
    assert stopped(cast) == "The recipient unsubscribed from service mail."
    assert stopped(cast, Kind.SURVEY) is None
    with scope.acting_for(cast.organization):
        entry = Entry.rows().get(verb="suppression.entered")
        assert entry.actor_kind == "customer"
        assert "harbor" not in str(entry.detail).lower()


def test_posting_again_changes_nothing(cast: Cast) -> None:
    for _ in range(3):
        assert Client().post(button_of(cast), ONE_CLICK).status_code == 200

    with scope.acting_for(cast.organization):
        assert Suppression.rows().count() == 1
        assert Entry.rows().filter(verb="suppression.entered").count() == 1


@pytest.mark.parametrize("body", [{}, {"List-Unsubscribe": "Two-Clicks"}, {"list-unsubscribe": "One-Click"}, {"x": "\x00"}])
def test_any_other_body_is_refused_and_changes_nothing(cast: Cast, body: dict[str, str]) -> None:
    assert Client().post(button_of(cast), body).status_code == 400
    assert stopped(cast) is None


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("address", [page_of, button_of])
def test_opening_changes_nothing_however_often(cast: Cast, method: str, address: object) -> None:
    client = Client()
    for _ in range(5):
        getattr(client, method)(address(cast), follow=True)  # type: ignore[operator]

    with scope.acting_for(cast.organization):
        assert not Suppression.rows().exists()
        assert not Entry.rows().filter(actor_kind="customer").exists()


def test_the_page_ends_the_mail_and_takes_it_back(cast: Cast) -> None:
    client, address = Client(enforce_csrf_checks=True), page_of(cast)

    assert "Stop this mail?" in client.get(address).content.decode()
    after = client.post(address, {"kind": "service", "how": "stop"}, follow=True).content.decode()
    assert "You get no more of this mail" in after
    assert stopped(cast)

    client.post(address, {"undo": "service"})
    assert stopped(cast) is None


def test_less_often_is_a_pace_and_no_end(cast: Cast) -> None:
    Client().post(page_of(cast), {"kind": "all", "how": "30"})

    assert stopped(cast) is None
    with scope.acting_for(cast.organization):
        assert reading.paces([(ANA, Kind.SURVEY), ("else@harbor.example", Kind.SURVEY)]) == {(ANA, Kind.SURVEY): 30}


def test_stopping_after_less_often_stops(cast: Cast) -> None:
    for how in ("30", "stop"):
        Client().post(page_of(cast), {"kind": "service", "how": how})
    assert stopped(cast)

    Client().post(page_of(cast), {"kind": "service", "how": "90"})
    assert stopped(cast) is None


def test_everything_covers_every_kind(cast: Cast) -> None:
    Client().post(page_of(cast), {"kind": "all", "how": "stop"})

    assert all(stopped(cast, kind) for kind in Kind.values)


def test_a_complaint_cannot_be_taken_back_with_a_link(cast: Cast) -> None:
    with scope.acting_for(cast.organization):
        actions.suppress(by=Actor.of(cast.agent), address=ANA, why=Why.COMPLAINED)

    Client().post(page_of(cast), {"undo": "all"})
    assert stopped(cast) == "The recipient reported a message as spam."


@pytest.mark.parametrize("data", [{}, {"kind": "x", "how": "stop"}, {"kind": "service", "how": "1"}, {"undo": "\x00"}])
def test_what_the_form_does_not_offer_is_refused_with_words(cast: Cast, data: dict[str, str]) -> None:
    answer = Client().post(page_of(cast), data)

    assert answer.status_code == 422
    assert stopped(cast) is None


@pytest.mark.parametrize("token", ["x", "A" * 164, "%00", "é", "gAAAAABn"])
def test_every_other_token_gets_the_same_page(cast: Cast, token: str) -> None:
    answers = [Client().get(f"/u/{token}"), Client().post(f"/u/{token}/now", ONE_CLICK), Client().get("/u/another")]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("language", phrases.LANGUAGES)
def test_a_broken_link_says_so_in_the_language_of_the_browser(language: str) -> None:
    page = Client().get("/u/x", headers={"Accept-Language": f"{language}, en;q=0.5"}).content.decode()

    say = phrases.LANGUAGES[language]
    assert f'<html lang="{language}"' in page
    assert all(words in page for words in (say.gone, say.gone_lead, say.gone_how))


def test_the_page_tells_nobody_else(cast: Cast) -> None:
    answer = Client().get(page_of(cast))

    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.cookies
    assert ANA.lower() not in answer.content.decode().lower()


def test_a_link_ends_mail_of_its_own_organization_only(cast: Cast, elsewhere: Cast) -> None:
    Client().post(button_of(cast), ONE_CLICK)

    assert stopped(cast)
    assert stopped(elsewhere) is None


def test_a_link_works_after_its_customer_is_erased_and_keeps_nothing_readable(cast: Cast) -> None:
    button = button_of(cast)
    with scope.acting_for(cast.organization):
        contacts = [ContactInput("Ana", emails=[ANA])]
        customer = customers.add(by=Actor.of(cast.agent), name="Harbor", contacts=contacts)
        erasing.erase_customer(by=Actor.of(cast.owner), now=NOW, customer=customer, typed="Harbor")

    assert Client().post(button, ONE_CLICK).status_code == 200
    assert stopped(cast)
    with scope.acting_for(cast.organization):
        assert set(Suppression.rows().values_list("address", "words")) == {("", "")}


@pytest.mark.parametrize("language", phrases.LANGUAGES)
def test_the_page_speaks_the_language_of_the_mail_and_goes_on_in_it(cast: Cast, language: str) -> None:
    say, address = phrases.LANGUAGES[language], f"{page_of(cast)}?language={language}"

    asked = Client().get(address).content.decode()
    done = Client().post(address, {"kind": Kind.SERVICE, "how": "stop"}, follow=True).content.decode()

    assert f'lang="{language}"' in asked
    for words in (say.ask, say.which, say.send_less[30], say.kinds[Kind.SURVEY], say.person):
        assert html.escape(words) in asked
    assert html.escape(say.done) in done
    assert html.escape(say.undo) in done


def test_without_a_language_the_browser_is_asked_and_any_other_gets_english(cast: Cast) -> None:
    dutch = Client().get(page_of(cast), headers={"Accept-Language": "nl-BE,nl;q=0.9"}).content.decode()
    klingon = Client().get(f"{page_of(cast)}?language=tlh").content.decode()

    assert phrases.DUTCH.ask in dutch
    assert phrases.ENGLISH.ask in klingon
