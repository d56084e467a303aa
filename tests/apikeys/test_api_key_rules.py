"""What a key looks like and what it may do."""

import base64
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presence.apikeys import rules
from presence.apikeys.rules import Scope
from presence.tenancy import tokens
from presence.tenancy.models import Role

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@given(organization_id=st.uuids())
def test_a_key_names_its_organization(organization_id: UUID) -> None:
    minted = rules.mint(organization_id)

    shown = rules.read(f"Bearer {minted.text}")

    assert shown == tokens.Shown(organization_id=organization_id, digest=minted.digest)
    assert minted.text.startswith(minted.prefix)
    assert len(minted.text) - len(minted.prefix) == 37


def test_no_two_keys_are_alike() -> None:
    organization_id = uuid4()

    minted = {rules.mint(organization_id).text for _ in range(100)}

    assert len(minted) == 100


def test_the_kind_of_authorization_is_read_in_any_case() -> None:
    minted = rules.mint(uuid4())

    assert rules.read(f"  bearer   {minted.text} ") == rules.read(f"Bearer {minted.text}")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic dXNlcjpwYXNz",
        "Bearer pk_live_",
        "Bearer pk_live_AZq8__",
        "Bearer pk_live_" + "A" * 22,
        "Bearer pk_live_" + "A" * 22 + "_",
        "Bearer pk_live_" + "A" * 22 + ".secret",
        "Bearer pk_live_" + "!" * 22 + "_secret",
        "Bearer pk_live_" + "A" * 21 + "B_secret",
        "Bearer pk_live_" + "é" * 22 + "_secret",
        "Bearer pk_live_" + "A" * 22 + "_sécret",
        "Bearer pk_live_" + "A" * 22 + "_\udcff",
        "Bearer sk_live_" + "A" * 22 + "_secret",
        "\x00",
    ],
)
def test_anything_else_is_no_key(header: str) -> None:
    assert rules.read(header) is None


@given(header=st.text())
def test_no_text_breaks_the_reader(header: str) -> None:
    assert rules.read(header) is None


def test_an_id_has_one_spelling() -> None:
    organization_id = uuid4()
    spelled = base64.urlsafe_b64encode(organization_id.bytes).decode()[:22]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    other = spelled[:-1] + alphabet[alphabet.index(spelled[-1]) + 1]

    assert tokens.read(f"{spelled}.x", joint=".") is not None
    assert tokens.read(f"{other}.x", joint=".") is None


def test_every_scope_has_a_role() -> None:
    assert set(rules.NEEDED_ROLE) == set(Scope)


@pytest.mark.parametrize(
    ("scopes", "role", "may"),
    [
        (["metrics:read"], Role.VIEWER, {"metrics:read"}),
        (["customers:write"], Role.OWNER, {"customers:read", "customers:write"}),
        (["customers:write"], Role.VIEWER, {"customers:read"}),
        (["touchpoints:write"], Role.AGENT, {"touchpoints:read"}),
        (["signals:write"], Role.AGENT, {"signals:write"}),
        (["admin"], Role.OWNER, set(Scope.values)),
        (["admin"], Role.VIEWER, {scope.value for scope in rules.READING}),
    ],
)
def test_a_key_does_no_more_than_its_maker(scopes: list[str], role: Role, may: set[str]) -> None:
    assert rules.effective(scopes, role) == may
