"""How Presence differs from allauth's defaults."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.forms import Form
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from presence.accounts import letters
from presence.accounts.models import User


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Letters go through the queue, redirects stay on this host, and refusals say what to do."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This address and password do not belong together. Check both, or reset the password."),
        "too_many_login_attempts": _("Too many tries. Wait 15 minutes, or sign in with a passkey."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_password": _("This is not your password."),
        "incorrect_code": _("This code is not right. Check it, or use a new one."),
        "invalid_or_expired_key": _("This link is no longer valid. Ask for a new one."),
        "same_as_current": _("This is your present address. Enter the new one."),
        "email_taken": _("This address cannot be used. Choose another one."),
        "rate_limited": _("Too many tries. Wait 15 minutes."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        request = self.request
        filled = {"email": email, "host": request.get_host(), **context}
        subject = render_to_string(f"{template_prefix}_subject.txt", filled, request)
        text = render_to_string(f"{template_prefix}_message.txt", filled, request)
        letters.write(to=email, subject=subject, text=text.strip() + "\n")

    def save_user(self, request: HttpRequest, user: User, form: Form, commit: bool = True) -> User:
        user.name = form.cleaned_data.get("name", "")
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def is_safe_url(self, url: str) -> bool:
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )
