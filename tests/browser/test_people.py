"""From a first visit to a team of two, in two browsers; passkeys by a virtual authenticator; codes from an app."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from presence.accounts.models import AccountLetter, User
from presence.notices.models import Letter
from presence.tenancy import directory, scope
from tests.accounts.people import PASSWORD, account, code_in, fresh_email
from tests.accounts.test_two_factor import code_for
from tests.conftest import Cast

OpenPage = Callable[..., Page]


def sign_up(page: Page, email: str, name: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.get_by_label("Code from the e-mail").fill(code_in(AccountLetter.objects.get(to=email)))
    page.get_by_role("button", name="Confirm").click()


def sign_in(page: Page, user: User) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_team_of_two_begins(open_page: OpenPage) -> None:
    owner, nina = fresh_email(), fresh_email()
    page = open_page(timezone_id="Europe/Lisbon")

    sign_up(page, owner, "Olga Berg")
    page.get_by_label("Name of the organization").fill("Harbor & Söhne")
    expect(page.get_by_label("Address")).to_have_value("harbor-sohne")
    expect(page.get_by_label("Country")).to_have_value("PT")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Lisbon")
    page.get_by_role("button", name="Make the organization").click()
    page.wait_for_url("**/o/harbor-sohne/")
    page.get_by_role("link", name="Members").click()
    page.get_by_role("link", name="Invite a member").click()
    page.get_by_label("E-mail address").fill(nina)
    page.get_by_label("Agent: also writes customers, promises and interactions").check()
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text(f"An invitation goes to {nina}.")).to_be_visible()

    other = open_page()
    other.goto(_link_to(nina, "harbor-sohne"))
    expect(other.get_by_text("Olga Berg invites you as agent")).to_be_visible()
    other.get_by_label("Your name").fill("Nina Vos")
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Join Harbor & Söhne").click()
    other.wait_for_url("**/o/harbor-sohne/")
    expect(other.get_by_text("Welcome to Harbor & Söhne.")).to_be_visible()

    page.reload()
    page.get_by_role("link", name="Nina Vos").click()
    page.get_by_role("button", name="Remove Nina Vos").click()
    expect(page.get_by_text("Nina Vos is no longer a member.")).to_be_visible()
    other.reload()
    expect(other.get_by_role("heading", name="Page not found")).to_be_visible()


def _link_to(email: str, slug: str) -> str:
    organization_id = directory.organization_id_for(slug)
    assert organization_id
    with scope.acting_for(organization_id), transaction.atomic():
        text = Letter.rows().get(to=email).text
    return "/invitations/" + text.partition("/invitations/")[2].split()[0]


def test_without_scripts_an_organization_is_made_all_the_same(open_page: OpenPage, cast: Cast) -> None:
    page = open_page(cast.agent, scripts=False)

    page.goto("/organizations/new/")
    page.get_by_label("Name of the organization").fill("Harbor Dental")
    page.get_by_label("Country").select_option("BR")
    page.get_by_role("button", name="Make the organization").click()

    page.wait_for_url("**/o/harbor-dental/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert directory.organization_id_for("harbor-dental") is not None


def add_authenticator(page: Page) -> None:
    """A device that has the person's finger on it."""
    devtools: Any = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_signs_in_without_a_password(open_page: OpenPage) -> None:
    page = open_page()
    add_authenticator(page)
    sign_in(page, account())
    page.goto("/accounts/2fa/webauthn/add/")
    if page.get_by_role("heading", name="Is it you?").is_visible():
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()

    page.get_by_label("Name").fill("Desk computer")
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/recovery-codes/")
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_role("rowheader", name="Desk computer")).to_be_visible()
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").last.click()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    page.wait_for_url("**/organizations/new/")


def test_a_passkey_that_is_not_there_is_said_in_words(open_page: OpenPage) -> None:
    page = open_page()
    add_authenticator(page)
    page.goto("/accounts/login/")

    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("alert")).to_contain_text("No passkey was used.")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_enabled()


def test_a_code_from_an_app_is_the_second_step(open_page: OpenPage) -> None:
    user, page = account(), open_page()
    sign_in(page, user)
    page.goto("/account/")
    page.get_by_role("link", name="Passkeys and second step").click()
    page.get_by_role("link", name="Set it up").click()
    if page.get_by_role("heading", name="Is it you?").is_visible():
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
    secret = page.get_by_label("Secret for the app").input_value()
    assert page.locator("img.qr").evaluate("image => image.naturalWidth") > 0
    page.get_by_label("Code the app shows now").fill(code_for(secret))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()

    other = open_page()
    sign_in(other, user)
    expect(other.get_by_role("heading", name="Second step")).to_be_visible()
    other.get_by_label("Code from your app, or a recovery code").fill(code_for(secret))
    other.get_by_role("button", name="Sign in", exact=True).click()

    other.wait_for_url("**/organizations/new/")


def test_a_key_is_copied_once(open_page: OpenPage, cast: Cast) -> None:
    page = open_page(cast.owner)
    page.goto("/o/fieldstone/keys/")

    page.get_by_role("link", name="Make the first key").click()
    page.get_by_role("textbox", name="Name").fill("Grafana")
    page.get_by_role("button", name="Make the key").click()
    text = page.get_by_label("New API key").input_value()
    expect(page.get_by_text(f"Bearer {text}")).to_be_visible()
    page.get_by_role("link", name="I have copied it").click()
    page.get_by_role("button", name="Revoke Grafana").click()
    page.get_by_role("button", name="Revoke key").click()

    expect(page.get_by_text("The key Grafana is revoked.")).to_be_visible()


def test_looks_apply_at_once_and_are_kept(open_page: OpenPage, cast: Cast) -> None:
    page = open_page(cast.agent)
    page.goto("/account/")

    with page.expect_response("**/preferences/"):
        page.locator("main").get_by_text("Dark", exact=True).click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.reload()

    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert User.objects.get(pk=cast.agent.user_id).theme == "dark"


PUBLIC = [
    "/",
    *(f"/accounts/{path}/" for path in ("login", "signup", "password/reset", "password/reset/done")),
    "/invitations/x/",
]
OWN = ["/organizations/new/", "/organizations/", "/account/", *(f"/accounts/{path}/" for path in ("2fa", "sessions", "email"))]
MOUNTED = ["", "members/", "members/new/", "keys/", "keys/new/", "audit/", "organization/", "account/", "teams/new/"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_every_page_is_accessible(
    open_page: OpenPage, violations: Callable[[Page], list[str]], cast: Cast, width: int, theme: str
) -> None:
    visitor, owner = open_page(width=width, theme=theme), open_page(cast.owner, width=width, theme=theme)
    mounted = [f"/o/fieldstone/{path}" for path in MOUNTED]
    asked = [*((visitor, path) for path in PUBLIC), *((owner, path) for path in (*OWN, *mounted))]
    found = {}
    for page, path in asked:
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found[path] = [*violations(page), *([f"{wide} px too wide"] if wide > 0 else [])]

    assert {path: wrong for path, wrong in found.items() if wrong} == {}
