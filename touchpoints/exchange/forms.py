"""Bringing a map in, and naming a template."""

from typing import Any

from django import forms

from presence.kit.forms import Plain
from touchpoints.exchange import files

KEEP, REPLACE = "keep", "replace"


class ImportForm(Plain, forms.Form):
    """A file or pasted text, and what becomes of everything that is not in it."""

    file = forms.FileField(
        label="File",
        required=False,
        allow_empty_file=True,
        help_text="CSV or JSON, such as this map’s own export.",
        widget=forms.FileInput(attrs={"accept": ".csv,.json,.txt,text/csv,application/json"}),
    )
    text = forms.CharField(
        label="Or its text",
        required=False,
        strip=False,
        max_length=files.LARGEST,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
    rest = forms.ChoiceField(
        label="Touchpoints that are not in it",
        choices=[(KEEP, "Stay as they are"), (REPLACE, "Leave the map")],
        initial=KEEP,
        widget=forms.RadioSelect,
    )
    name = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)
    expected = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """The text of the file stands for the pasted one from here on."""
        data = super().clean() or {}
        upload = data.get("file")
        if upload:
            if upload.size > files.LARGEST:
                self.add_error("file", "The file is larger than 1 MB. A map is much smaller: check that it is the right file.")
                return data
            data |= {"text": files.text_of(upload.read()), "name": upload.name[:120]}
        if not data.get("text", "").strip() and not self.errors:
            self.add_error("file", "Choose a file, or paste its text.")
        return data

    @property
    def replaces(self) -> bool:
        return bool(self.cleaned_data["rest"] == REPLACE)


class TemplateForm(Plain, forms.Form):
    """What a saved map is called."""

    name = forms.CharField(label="Name", max_length=80, help_text="Such as “Clinics” or “First year”.")
    about = forms.CharField(label="What it is for", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))
