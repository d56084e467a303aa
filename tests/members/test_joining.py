"""The page behind an invitation's link."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from presence.accounts.models import User
from presence.members import invitations
from presence.members.models import Invitation
from presence.notices.models import Letter
from presence.tenancy import scope
from presence.tenancy.models import Membership
from tests.accounts.people import PASSWORD, account, browser, fresh_email, is_signed_in
from tests.accounts.test_sign_up import shape
from tests.conftest import Cast
from tests.members.test_member_pages import invited

SignIn = Callable[[Membership], Client]


def link(cast: Cast, email: str) -> str:
    """Invite, and read the link in the letter."""
    invited(cast, email)
    with scope.acting_for(cast.organization):
        text = Letter.rows().get(to=email).text
    return "/invitations/" + text.partition("/invitations/")[2].split()[0]


def membership(cast: Cast, email: str) -> Membership | None:
    with scope.acting_for(cast.organization):
        return Membership.objects.select_related("team").filter(user__email=email, removed_at=None).first()


def test_a_new_person_joins_with_name_and_password(cast: Cast) -> None:
    client, email = browser(), fresh_email()
    url = link(cast, email)

    page = client.get(url).content.decode()
    assert "Olga of Fieldstone Care invites you as agent in the team Sales." in page
    assert email in page
    answer = client.post(url, {"name": "Nina", "password": PASSWORD})

    assert answer.headers["Location"] == "/o/fieldstone/"
    assert "Welcome to Fieldstone Care." in client.get("/o/fieldstone/").content.decode()
    member = membership(cast, email)
    assert member is not None
    assert (member.role, member.team.key) == ("agent", "sales")
    assert User.objects.get(email=email).emailaddress_set.get().verified


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": "", "password": PASSWORD}, "Enter your name."),
        ({"name": "Nina", "password": ""}, "Enter password."),
        ({"name": "Nina", "password": "short"}, "too short"),
        ({"name": "Nina", "password": "password123"}, "too common"),
    ],
)
def test_a_bad_form_makes_no_account(cast: Cast, typed: dict[str, str], words: str) -> None:
    email = fresh_email()
    url = link(cast, email)

    page = browser().post(url, typed).content.decode()

    assert words in page
    assert not User.objects.filter(email=email).exists()
    assert f'value="{typed["name"]}"' in page or not typed["name"]


def test_somebody_with_an_account_signs_in_first_and_comes_back(cast: Cast) -> None:
    user, client = account(), browser()
    url = link(cast, user.email)

    to_sign_in = client.get(url).headers["Location"]
    assert to_sign_in.startswith("/accounts/login/?next=")
    assert f"Sign in as {user.email}" in client.get(to_sign_in).content.decode()
    back = client.post(to_sign_in, {"login": user.email, "password": PASSWORD, "next": url}).headers["Location"]
    assert back == url
    assert "You join as Ana Ruiz" in client.get(back).content.decode()
    assert membership(cast, user.email) is None, "looking is not joining"

    assert client.post(url).headers["Location"] == "/o/fieldstone/"
    assert membership(cast, user.email) is not None


def test_a_form_sent_twice_leads_where_it_led(cast: Cast) -> None:
    client, email = browser(), fresh_email()
    url = link(cast, email)
    client.post(url, {"name": "Nina", "password": PASSWORD})

    assert client.post(url, {"name": "Nina", "password": PASSWORD}).headers["Location"] == "/o/fieldstone/"
    assert client.get(url).headers["Location"] == "/o/fieldstone/"


def test_somebody_else_is_told_so(cast: Cast, elsewhere: Cast, sign_in: SignIn) -> None:
    email = fresh_email()
    url = link(cast, email)
    client = sign_in(elsewhere.agent)

    for answer in (client.get(url), client.post(url), client.post(f"/o/elsewhere{url}")):
        page = answer.content.decode()
        assert answer.status_code == 403
        assert f"It is for {email}, and you are signed in as agent@elsewhere.example." in page
    assert membership(cast, "agent@elsewhere.example") is None


def test_every_worthless_token_gets_the_same_page(cast: Cast) -> None:
    used, revoked, expired = fresh_email(), fresh_email(), fresh_email()
    urls = {email: link(cast, email) for email in (used, revoked, expired)}
    browser().post(urls[used], {"name": "Nina", "password": PASSWORD})
    with scope.acting_for(cast.organization):
        Invitation.rows().filter(email=revoked).update(revoked_at=datetime.now(UTC))
        Invitation.rows().filter(email=expired).update(expires_at=datetime.now(UTC) - timedelta(seconds=1))
    unknown = ["/invitations/x/", "/invitations/" + "A" * 22 + ".unknown/", urls[used][:40] + "x" * 20 + "/"]

    pages = [shape(browser().get(url), url) for url in (*urls.values(), *unknown)]

    assert len(set(pages)) == 1
    assert pages[0][0] == 410
    assert "This invitation cannot be used" in str(pages[0])


def test_guessing_is_limited_and_others_go_on(cast: Cast) -> None:
    guesser, email = browser(), fresh_email()
    url = link(cast, email)

    answers = [guesser.get(f"/invitations/guess{number}/").status_code for number in range(11)]

    assert answers == [410] * 10 + [429]
    assert guesser.get(url).status_code == 429
    assert browser().get(url).status_code == 200


def test_while_tries_cannot_be_counted_nobody_guesses(cast: Cast, settings: Settings) -> None:
    url = link(cast, fresh_email())
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}

    assert browser().get(url).status_code == 503


def test_no_account_is_made_for_an_invitation_that_was_revoked_meanwhile(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    email = fresh_email()
    url = link(cast, email)
    find = invitations.find

    def find_then_revoke(token: str, now: datetime) -> Invitation | None:
        found = find(token, now)
        with scope.acting_for(cast.organization):
            Invitation.rows().update(revoked_at=now)
        return found

    monkeypatch.setattr(invitations, "find", find_then_revoke)
    client = browser()
    answer = client.post(url, {"name": "Nina", "password": PASSWORD})

    assert answer.status_code == 410
    assert not User.objects.filter(email=email).exists()
    assert not is_signed_in(client)


def test_the_page_is_never_kept(cast: Cast) -> None:
    answer = browser().get(link(cast, fresh_email()))

    assert "no-store" in answer.headers["Cache-Control"]
