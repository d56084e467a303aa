"""allauth's forms with our words: a label says what to type, a hint says what counts, a problem says what to do."""

from typing import Any, ClassVar

from allauth.account import forms as allauth
from django import forms
from django.contrib.auth import password_validation
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from presence.accounts.models import User
from presence.kit.forms import Plain

PASSWORD_HINT = _("At least 10 characters. A few words that do not belong together are best.")


class Labeled:
    """Labels and hints by field name; without placeholders, which vanish when somebody types."""

    fields: dict[str, forms.Field]

    labels: ClassVar[dict[str, Any]] = {}
    hints: ClassVar[dict[str, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.widget.attrs.pop("placeholder", None)


class Worded(Plain, Labeled):
    """The kit's words after ours: what is missing is named by our label."""


class NameField(forms.CharField):
    def __init__(self) -> None:
        super().__init__(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))


class SignIn(Worded, allauth.LoginForm):  # type: ignore[misc]
    labels: ClassVar[dict[str, Any]] = {"login": _("E-mail address"), "password": _("Password")}


class SignUp(Worded, allauth.SignupForm):  # type: ignore[misc]
    labels: ClassVar[dict[str, Any]] = {"email": _("E-mail address"), "password1": _("Password")}
    hints: ClassVar[dict[str, Any]] = {"password1": PASSWORD_HINT}
    field_order = ("email", "name", "password1")
    name = NameField()

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Two sign-ups of one address at once: the second gets the answer of a known address, as if it had come later."""
        try:
            with transaction.atomic():
                return super().try_save(request)  # type: ignore[no-any-return]
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)  # type: ignore[no-any-return]


class ConfirmCode(Worded, allauth.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    labels: ClassVar[dict[str, Any]] = {"code": _("Code from the e-mail")}


class AskForReset(Worded, allauth.ResetPasswordForm):  # type: ignore[misc]
    labels: ClassVar[dict[str, Any]] = {"email": _("E-mail address")}


class ResetPassword(Worded, allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    labels: ClassVar[dict[str, Any]] = {"password1": _("New password"), "password2": _("New password again")}
    hints: ClassVar[dict[str, Any]] = {"password1": PASSWORD_HINT}


class ChangePassword(Worded, allauth.ChangePasswordForm):  # type: ignore[misc]
    labels: ClassVar[dict[str, Any]] = {
        "oldpassword": _("Present password"),
        "password1": _("New password"),
        "password2": _("New password again"),
    }
    hints: ClassVar[dict[str, Any]] = {"password1": PASSWORD_HINT}


class SetPassword(Worded, allauth.SetPasswordForm):  # type: ignore[misc]
    labels: ClassVar[dict[str, Any]] = {"password1": _("Password"), "password2": _("Password again")}
    hints: ClassVar[dict[str, Any]] = {"password1": PASSWORD_HINT}


class Reauthenticate(Worded, allauth.ReauthenticateForm):  # type: ignore[misc]
    labels: ClassVar[dict[str, Any]] = {"password": _("Password")}


class ChangeEmail(Worded, allauth.AddEmailForm):  # type: ignore[misc]
    labels: ClassVar[dict[str, Any]] = {"email": _("New e-mail address")}
    hints: ClassVar[dict[str, Any]] = {"email": _("We send a code there. Your present address stays until you enter it.")}


class NameForm(Plain, forms.Form):
    """How colleagues see somebody."""

    name = NameField()


class NewPerson(Plain, forms.Form):
    """Somebody invited who has no account yet: the letter has proved the address."""

    name = NameField()
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=PASSWORD_HINT,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password, User(email=self.email, name=self.cleaned_data.get("name", "")))
        return password
