"""Looking into a mailbox on this machine: once, read-only, and in words when it cannot be opened."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from presence.audit.models import Entry
from presence.tenancy import scope
from tests import imap
from tests.conftest import Cast
from tests.incoming.conftest import NOW, Sent
from tests.incoming.mails import mail
from touchpoints.incoming import boxes, looking
from touchpoints.incoming.models import IncomingMail, MailSource

PAGE = "/o/fieldstone/incoming/sources/"
SignIn = Callable[[Any], Client]


@pytest.fixture
def box() -> Iterator[imap.Box]:
    with imap.listening(imap.Box({1: mail(), 4: mail(Message_ID="<2@x>", From="Bo <bo@quay.example>")})) as box:
        yield box


@pytest.fixture
def leader(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.leader)


def given(box: imap.Box, **changed: str) -> dict[str, str]:
    usual = {"name": "Replies", "host": "127.0.0.1", "port": str(box.port), "security": "none", "username": "reply"}
    return usual | {"secret": "right", "folder": "INBOX"} | changed


def source_of(cast: Cast) -> MailSource:
    with scope.acting_for(cast.organization):
        return MailSource.rows().get()


def look(cast: Cast) -> int:
    with scope.acting_for(cast.organization):
        return looking.look_for_mail(now=NOW)


def test_a_mailbox_is_added_tested_and_read(sent: Sent, leader: Client, box: imap.Box) -> None:
    leader.post(f"{PAGE}mailbox/", given(box))
    source = source_of(sent.cast)
    assert "right" not in source.sealed_secret

    page = leader.post(f"{PAGE}{source.pk}/test/", follow=True).content.decode()
    assert "Replies opens. 2 mails in it." in page
    assert "right" not in page

    assert look(sent.cast) == 2
    assert look(sent.cast) == 0
    with scope.acting_for(sent.cast.organization):
        assert sorted(IncomingMail.rows().values_list("what", flat=True)) == ["reply", "stranger"]
        assert Entry.rows().filter(verb="mail_source.added").exists()
        assert "right" not in str(list(Entry.rows().values_list("detail", flat=True)))


def test_nothing_is_changed_in_the_mailbox(sent: Sent, leader: Client, box: imap.Box) -> None:
    leader.post(f"{PAGE}mailbox/", given(box))
    look(sent.cast)

    verbs = {command.partition(" ")[0] for command in box.commands}
    assert verbs <= {"CAPABILITY", "LOGIN", "EXAMINE", "UID", "LOGOUT"}
    assert all("PEEK" in command for command in box.commands if "BODY" in command)


def test_a_new_numbering_is_read_from_the_beginning_and_takes_nothing_twice(sent: Sent, leader: Client, box: imap.Box) -> None:
    leader.post(f"{PAGE}mailbox/", given(box))
    look(sent.cast)
    box.uid_validity, box.mails = 8, {1: mail(), 2: mail(Message_ID="<3@x>")}

    assert look(sent.cast) == 1
    assert source_of(sent.cast).last_uid == 2


def test_a_very_large_mail_is_known_by_its_head(
    sent: Sent, leader: Client, box: imap.Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boxes, "LARGEST", 100)
    leader.post(f"{PAGE}mailbox/", given(box))

    assert look(sent.cast) == 2
    with scope.acting_for(sent.cast.organization):
        assert set(IncomingMail.rows().values_list("text", "subject")) == {("", "Re: Tomorrow at nine")}


@pytest.mark.parametrize(("refuses", "words"), [("LOGIN", "not today"), ("EXAMINE", "not today"), ("UID", "not today")])
def test_what_the_server_refuses_is_said_on_the_page(
    sent: Sent, leader: Client, box: imap.Box, refuses: str, words: str
) -> None:
    leader.post(f"{PAGE}mailbox/", given(box))
    box.refuses = refuses

    assert look(sent.cast) == 0
    assert words in source_of(sent.cast).problem
    assert words in leader.get(PAGE).content.decode()
    box.refuses = ""
    assert look(sent.cast) == 2
    assert source_of(sent.cast).problem == ""


def test_nobody_there_is_said_too(sent: Sent, leader: Client, box: imap.Box) -> None:
    leader.post(f"{PAGE}mailbox/", given(box, port="1"))

    assert look(sent.cast) == 0
    assert "cannot be opened" in source_of(sent.cast).problem


@pytest.mark.parametrize(
    ("field", "value"),
    [("host", "a b"), ("port", "0"), ("secret", ""), ("folder", "É"), ("security", "x"), ("host", "imap.harbor.example")],
)
def test_what_cannot_be_is_asked_again(cast: Cast, leader: Client, box: imap.Box, field: str, value: str) -> None:
    page = leader.post(f"{PAGE}mailbox/", given(box) | {field: value}).content.decode()

    assert "There is a problem" in page or "Error: " in page
    with scope.acting_for(cast.organization):
        assert not MailSource.rows().exists()


def test_a_removed_mailbox_is_looked_into_no_more(sent: Sent, leader: Client, box: imap.Box) -> None:
    leader.post(f"{PAGE}mailbox/", given(box))
    source = source_of(sent.cast)
    for _ in range(2):
        leader.post(f"{PAGE}{source.pk}/removal/")

    assert look(sent.cast) == 0
    assert source_of(sent.cast).sealed_secret == ""


def test_agents_see_what_came_and_settle_it(sent: Sent, leader: Client, box: imap.Box, sign_in: SignIn) -> None:
    leader.post(f"{PAGE}mailbox/", given(box))
    look(sent.cast)
    agent = sign_in(sent.cast.agent)
    assert agent.get(PAGE).status_code == 403

    page = agent.get("/o/fieldstone/incoming/").content.decode()
    assert "bo@quay.example" in page
    assert "Harbor Dental" in agent.get("/o/fieldstone/incoming/?state=replies").content.decode()
    with scope.acting_for(sent.cast.organization):
        stranger = IncomingMail.rows().get(what="stranger")
    agent.post(f"/o/fieldstone/incoming/{stranger.pk}/settlement/")
    assert "bo@quay.example" not in agent.get("/o/fieldstone/incoming/").content.decode()
    agent.post(f"/o/fieldstone/incoming/{stranger.pk}/return/")
    assert "bo@quay.example" in agent.get("/o/fieldstone/incoming/").content.decode()
    assert b"bo@quay.example" in b"".join(agent.get("/o/fieldstone/incoming/incoming.csv").streaming_content)  # type: ignore[arg-type]
