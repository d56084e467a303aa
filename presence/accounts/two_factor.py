"""The second step: passkeys, an authenticator app, recovery codes. allauth does the work; words and secrets' keys are ours."""

import base64
import hashlib
from collections.abc import Callable
from functools import lru_cache
from typing import Any, ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from presence.accounts.forms import Worded
from presence.accounts.models import User

BAD_PASSKEY = _("This passkey cannot be used. Try again, or use another way.")


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Seeds and recovery codes are stored encrypted, so that a copy of the database alone opens no account."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right. Check the clock of your phone, or use the next code."),
        "unverified_email": _("Confirm your e-mail address first."),
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Passkey {count + 1}"


class EnterCode(Worded, base.AuthenticateForm):  # type: ignore[misc]
    labels: ClassVar[dict[str, Any]] = {"code": _("Code from your app, or a recovery code")}


class ReenterCode(Worded, base.ReauthenticateForm):  # type: ignore[misc]
    labels: ClassVar[dict[str, Any]] = {"code": _("Code from your app, or a recovery code")}


class ActivateApp(Worded, totp.ActivateTOTPForm):  # type: ignore[misc]
    labels: ClassVar[dict[str, Any]] = {"code": _("Code the app shows now")}


class Ceremony:
    """What a browser sends about a passkey can be anything; what is not even one must not break the page."""

    cleaned_data: dict[str, Any]

    def _try(self, check: Callable[[], Any]) -> Any:
        try:
            return check()
        except ValidationError:
            raise
        except (TypeError, ValueError, LookupError, AttributeError) as error:
            raise ValidationError(BAD_PASSKEY, code="bad_passkey") from error


class UsePasskey(Ceremony, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    def clean_credential(self) -> Authenticator:
        return self._try(super().clean_credential)


class SignInWithPasskey(Ceremony, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    def clean_credential(self) -> Authenticator:
        return self._try(super().clean_credential)


class ConfirmWithPasskey(Ceremony, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    def clean_credential(self) -> Authenticator:
        return self._try(super().clean_credential)


class AddPasskey(Ceremony, Worded, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A passkey always signs in by itself; the choice allauth offers would only be a way to make a lesser one."""

    labels: ClassVar[dict[str, Any]] = {"name": _("Name")}
    hints: ClassVar[dict[str, Any]] = {"name": _("To tell your passkeys apart, such as the device it is on.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["passwordless"]

    def clean_name(self) -> str:
        return str(super().clean_name())[:60]

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True  # so that allauth demands that the person was verified
        cleaned: dict[str, Any] = self._try(super().clean)
        return cleaned


class RenamePasskey(Worded, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    labels: ClassVar[dict[str, Any]] = {"name": _("Name")}


@lru_cache
def _cipher() -> MultiFernet:
    """The first key writes; former keys (SECRET_KEY_FALLBACKS) still read."""
    digests = [hashlib.sha256(f"two-factor:{key}".encode()) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest.digest())) for digest in digests])
