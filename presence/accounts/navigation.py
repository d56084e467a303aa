"""Where somebody's own account is found."""

from collections.abc import Iterable
from typing import Any

from presence.kit.navigation import Action, Item, address

ACCOUNT = Item("Your account", "account", icon="person", place="menu")


def actions(member: Any) -> Iterable[Action]:
    yield Action("Change your password", address("account_change_password"), also="secret sign-in")
    yield Action("Change your address", address("account_email"), also="e-mail mail")
    yield Action("Add a passkey", address("mfa_add_webauthn"), also="security key fingerprint face")
    yield Action("Passkeys and second step", address("mfa_index"), also="two-factor totp app recovery codes")
    yield Action("Where you are signed in", address("usersessions_list"), also="sessions devices sign out everywhere")
    yield Action("How it looks", address("preferences"), also="theme dark light density compact keys shortcuts")
    yield Action("Sign out", address("account_logout"), post=True, also="log out leave")
