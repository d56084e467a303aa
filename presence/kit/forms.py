"""Forms in the kit's manner: errors on top and beside the field, "(optional)" in words, nothing typed is lost.

`Renderer` makes every Django form (allauth's too) render with templates/kit/form/. `Plain` gives our own forms their words:
a missing answer says what to do ("Enter the customer's name"), not that a field is required.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext as _


class Renderer(TemplatesSetting):
    form_template_name = "kit/form/form.html"
    formset_template_name = "kit/form/formset.html"
    field_template_name = "kit/_field.html"


class Plain:
    """Mix in before forms.Form or forms.ModelForm."""

    use_required_attribute = False
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            _say_what_is_missing(field, name)
            _help_the_keyboard(field)


@dataclass(frozen=True, slots=True)
class ErrorLink:
    """One line of the error summary; `anchor` is the id of the field to go to, or nothing for the form as a whole."""

    words: str
    anchor: str


def error_links(form: forms.BaseForm) -> list[ErrorLink]:
    """All problems of a form in the order of its fields."""
    whole = [ErrorLink(str(words), "") for words in form.non_field_errors()]
    hidden = [ErrorLink(str(words), "") for field in form.hidden_fields() for words in field.errors]
    fields = [ErrorLink(str(words), anchor(field)) for field in form.visible_fields() for words in field.errors]
    return [*whole, *hidden, *fields]


def anchor(field: forms.BoundField) -> str:
    """The id of the first thing in a field that can take the focus."""
    return f"{field.auto_id}_0" if field.use_fieldset else str(field.id_for_label)


def _say_what_is_missing(field: forms.Field, name: str) -> None:
    if field.error_messages.get("required") != forms.Field.default_error_messages["required"]:
        return
    label = str(field.label) if field.label is not None else name.replace("_", " ")
    what = label if label[:2].isalpha() and label[:2].isupper() else label[:1].lower() + label[1:]
    field.error_messages["required"] = _missing(field, label).format(label=label, what=what)


def _missing(field: forms.Field, label: str) -> str:
    if label.endswith("?"):
        return _("Answer “{label}”")
    if isinstance(field, forms.FileField):
        return _("Choose a file.")
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return _("Choose one for “{label}”.")
    return _("Enter {what}.")


def _help_the_keyboard(field: forms.Field) -> None:
    if isinstance(field, forms.IntegerField) and isinstance(field.widget, forms.NumberInput):
        field.widget.attrs.setdefault("inputmode", "numeric")
    if isinstance(field, forms.DateField) and type(field.widget) is forms.DateInput:
        field.widget = forms.DateInput(attrs={**field.widget.attrs, "type": "date"}, format="%Y-%m-%d")
