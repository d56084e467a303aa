"""Forms about an organization."""

from typing import Any

from django import forms

from presence.kit.forms import Plain
from presence.tenancy import countries
from presence.tenancy.models import Organization


class RowChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django's class takes no type argument at run time
    """A choice among the acting organization's rows. What is no id at all is as unknown as another organization's id."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except forms.ValidationError as error:
            raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": value}) from error


def _country_choices() -> list[tuple[str, str]]:
    return [("", "Choose one"), *countries.names().items()]


def _zone_choices() -> list[tuple[str, str]]:
    return [(zone, zone.replace("_", " ")) for zone in countries.all_zones()]


class CountrySelect(forms.Select):
    """Each country carries its time zones, so that the page can follow the choice (static/js/organization.js)."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["data-zones"] = " ".join(countries.zones().get(str(value), ()))
        return option


class NewOrganization(Plain, forms.Form):
    """Three fields, and the time zone that follows from the country. Without an address one is made from the name."""

    name = forms.CharField(
        label="Name of the organization",
        max_length=120,
        help_text="As your customers know you.",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    slug = forms.CharField(
        label="Address",
        max_length=40,
        required=False,
        help_text="Part of every link, and stays. Small letters, digits and hyphens. Left empty, it follows from the name.",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    country = forms.ChoiceField(
        label="Country",
        choices=_country_choices,
        help_text="Phone numbers without a country are read as numbers from here.",
        widget=CountrySelect(attrs={"autocomplete": "country"}),
    )
    time_zone = forms.ChoiceField(
        label="Time zone",
        choices=lambda: [("", "Same as the country"), *_zone_choices()],
        required=False,
        help_text="Days and weeks are counted in it.",
    )

    def clean_slug(self) -> str:
        return str(self.cleaned_data["slug"]).strip().lower()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("country") and not cleaned.get("time_zone"):
            cleaned["time_zone"] = countries.main_zone(cleaned["country"])
        return cleaned


class OrganizationSettings(Plain, forms.Form):
    """What an owner may change. The address stays."""

    name = forms.CharField(label="Name", max_length=120, help_text="As your customers know you.")
    country = forms.ChoiceField(
        label="Country",
        choices=_country_choices,
        help_text="Phone numbers without a country are read as numbers from here. Numbers already stored stay as they are.",
    )
    time_zone = forms.ChoiceField(
        label="Time zone",
        choices=_zone_choices,
        help_text=(
            "Days, weeks and months of all figures are of this zone. With another zone everything recorded is counted "
            "anew, which takes some minutes; what happened near midnight may then belong to another day."
        ),
    )
    currency = forms.ChoiceField(
        label="Currency",
        choices=[(code, code) for code in countries.CURRENCIES],
        help_text="Amounts are shown in it. Nothing is converted.",
    )

    @classmethod
    def about(cls, organization: Organization, data: Any = None) -> "OrganizationSettings":
        """The form as the organization stands; a zone under a former name stays a choice."""
        fields = ("name", "country", "time_zone", "currency")
        form = cls(data, initial={field: getattr(organization, field) for field in fields})
        if organization.time_zone not in countries.all_zones():
            zone = forms.ChoiceField(choices=[(organization.time_zone, organization.time_zone), *_zone_choices()])
            form.fields["time_zone"].choices = zone.choices  # type: ignore[attr-defined]
        return form
