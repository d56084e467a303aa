"""Which file, and how its bytes are read."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from presence.imports import files, importers
from presence.imports.rules.decoding import ENCODINGS
from presence.imports.rules.parsing import DELIMITERS
from presence.kit.forms import Plain


class UploadForm(Plain, forms.Form):
    """A file or pasted rows. One of the two is needed, so neither is marked as optional."""

    kind = forms.ChoiceField(label="What do the rows hold?", widget=forms.RadioSelect)
    file = forms.FileField(
        label="CSV file",
        help_text=f"Up to {files.LIMIT // 1024**2} MB, with the names of the columns in the first line.",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(
            attrs={"accept": ".csv,.tsv,.txt,text/csv,text/plain,text/tab-separated-values", "data-most-bytes": files.LIMIT}
        ),
    )
    text = forms.CharField(
        label="Rows",
        help_text="As copied from a spreadsheet, with the names of the columns first.",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind, importers.importer_for(kind)) for kind in importers.kinds()]
        kind = self.fields["kind"]
        kind.choices = [(word, importer.noun[1].capitalize()) for word, importer in kinds]  # type: ignore[attr-defined]
        self.initial["kind"] = self.initial.get("kind") or kinds[0][0]

    @classmethod
    def refused(cls, field: str, words: str) -> "UploadForm":
        """An empty form that says why what was sent was not even read."""
        form = cls({"kind": importers.kinds()[0]}, {})
        form.errors.clear()
        form.add_error(field, words)
        return form

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        has_text = bool((cleaned.get("text") or "").strip())
        if cleaned.get("file") and has_text:
            raise ValidationError({"text": "Choose a file or paste rows, not both. Empty this to import the file."})
        if not cleaned.get("file") and not has_text and "text" not in self.errors:
            raise ValidationError({"file": "Choose a CSV file, or paste rows."})
        return cleaned

    def source(self) -> str:
        """The field that the content came in: where problems with it are shown."""
        return "file" if self.cleaned_data.get("file") else "text"

    def name(self) -> str:
        given = self.cleaned_data.get("file")
        return str(given.name) if given else "Pasted rows"

    def chunks(self) -> Iterator[bytes]:
        """The bytes, a little at a time."""
        given = self.cleaned_data.get("file")
        if given:
            yield from given.chunks()
        else:
            text = self.cleaned_data["text"]
            for start in range(0, len(text), files.PIECE):
                yield text[start : start + files.PIECE].encode("utf-8", "replace")


class ReadingForm(Plain, forms.Form):
    """How the file is read. Changing it reads the file again at once."""

    encoding = forms.ChoiceField(label="Encoding", choices=list(ENCODINGS.items()))
    delimiter = forms.ChoiceField(label="Cells are separated by", choices=list(DELIMITERS.items()))
    unknown = forms.CharField(
        label="Cells that count as empty",
        required=False,
        max_length=200,
        help_text="They count as empty. Separate them with blanks.",
    )
    is_fresh = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean_unknown(self) -> list[str]:
        return str(self.cleaned_data["unknown"]).split()[:30]
