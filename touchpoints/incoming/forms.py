"""What people type about where mail comes back to."""

from typing import Any

from django import forms
from django.conf import settings

from presence.kit.forms import Plain
from touchpoints.incoming.models import Security, Way
from touchpoints.incoming.providers import PROVIDERS

USUAL_PORTS = (143, 993)


class MailboxForm(Plain, forms.Form):
    """A mailbox that is looked into every minute."""

    name = forms.CharField(label="Name", max_length=80, help_text="Such as Replies.")
    host = forms.RegexField(
        r"\A[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?\Z",
        label="Server",
        max_length=253,
        help_text="Such as imap.fieldstone.example.",
        error_messages={"invalid": "Enter a server's name, such as imap.fieldstone.example."},
    )
    security = forms.ChoiceField(label="Security", choices=Security)
    port = forms.IntegerField(label="Port", min_value=1, max_value=65_535, initial=993)
    username = forms.CharField(label="User name", max_length=254)
    secret = forms.CharField(
        label="Password",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="Kept encrypted and never shown again. Prefer an app password.",
    )
    folder = forms.CharField(label="Folder", max_length=120, initial="INBOX", required=False)

    def clean_folder(self) -> str:
        folder = str(self.cleaned_data["folder"] or "INBOX")
        if not folder.isascii() or not folder.isprintable():
            raise forms.ValidationError("Use letters, digits and signs of the English keyboard.")
        return folder

    def clean_port(self) -> int:
        """Mail ports only: this is no way to knock at other doors of the network."""
        port = int(self.cleaned_data["port"])
        if port not in USUAL_PORTS and not settings.LOCAL:
            raise forms.ValidationError("Use port 993, or 143 with STARTTLS.")
        return port

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("security") == Security.NONE and given.get("host") not in ("localhost", "127.0.0.1"):
            self.add_error("security", "Without TLS the password travels in the open. Choose TLS or STARTTLS.")
        return given


class ProviderForm(Plain, forms.Form):
    """A provider that calls."""

    name = forms.CharField(label="Name", max_length=80, help_text="Such as Postmark, replies.")
    way = forms.ChoiceField(label="Provider", choices=[(way.value, way.label) for way in PROVIDERS])
    secret = forms.CharField(
        label="Signing key",
        max_length=2000,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Needed where the provider signs: Mailgun, MailerSend, Mandrill. Kept encrypted.",
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        way = given.get("way")
        if way and PROVIDERS[Way(way)].signs and not given.get("secret"):
            self.add_error("secret", "Enter the key with which this provider signs. Its settings show it beside the webhooks.")
        if not str(given.get("secret") or "").isascii():
            self.add_error("secret", "A signing key has no such letters.")
        return given
