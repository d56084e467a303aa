"""What people type about playbooks."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

from django import forms
from django.http import QueryDict

from presence.kit import forms as kit_forms
from presence.kit import refusals, rowforms
from presence.kit.forms import Plain
from presence.kit.moments import Day
from presence.tenancy.models import Membership
from touchpoints.journeys.models import Touchpoint
from touchpoints.playbooks import hanging, reading, rules
from touchpoints.playbooks.actions import LONGEST_WHY
from touchpoints.playbooks.models import Playbook
from touchpoints.playbooks.rules import Asset, Content, Gift

_LONGEST_LIST = (rules.LONGEST_LINE + 2) * rules.MOST_LINES
GROUPS = ("gifts", "assets")


def _lines(label: str, help_text: str, rows: int = 4) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, max_length=_LONGEST_LIST, required=False, widget=area)


class PlaybookForm(Plain, forms.Form):
    """A playbook as a whole; gifts and links stand in groups beside it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label="Name", max_length=rules.LONGEST_NAME, help_text="Such as “Explaining a scope change”.")
    touchpoints = forms.MultipleChoiceField(
        label="Hangs on", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="It is shown in the call brief at these moments. A touchpoint has one playbook.",
    )  # fmt: skip
    talk_track = forms.CharField(
        label="Talk track", max_length=rules.LONGEST_TRACK, required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="How to begin and what not to leave out. People say it in their own words.",
    )  # fmt: skip
    options = _lines("Options", "What the customer can choose from, one on a line.")
    next_steps = _lines("Next steps", "What happens afterward, one on a line.")
    reminders = _lines(
        "Reminders", "What the procedure asks for, one on a line. Begin a line with “- ” to put it under the one above."
    )
    owner = forms.ChoiceField(label="Owner", required=False)
    review_date = Day(label="Look it through on")
    why = forms.CharField(
        label="Why it changes", max_length=LONGEST_WHY, required=False, help_text="Colleagues read it in the history."
    )

    def __init__(self, *args: Any, playbook: Playbook | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = [row for row in hanging.placed() if row.archived_at is None]
        self.owners = _owners(playbook)
        taken = reading.names_by_touchpoint()
        self.fields["touchpoints"].choices = [(str(row.pk), _placed(row, taken, playbook)) for row in self.places]  # type: ignore[attr-defined]
        self.fields["owner"].choices = [("", "Nobody"), *((str(one.pk), str(one)) for one in self.owners)]  # type: ignore[attr-defined]
        if playbook is None:
            del self.fields["why"]

    def chosen_owner(self) -> Membership | None:
        return next((one for one in self.owners if str(one.pk) == self.cleaned_data["owner"]), None)

    def chosen_touchpoints(self) -> list[Touchpoint]:
        return [row for row in self.places if str(row.pk) in self.cleaned_data["touchpoints"]]


class GiftForm(Plain, forms.Form):
    """Something that may be given."""

    kind = forms.ChoiceField(label="Kind", choices=list(rules.GIFTS.items()))
    text = forms.CharField(label="What", max_length=rules.LONGEST_LINE)


class AssetForm(Plain, forms.Form):
    """A link that helps."""

    title = forms.CharField(label="Title", max_length=rules.LONGEST_LINE, required=False)
    url = forms.CharField(
        label="Address",
        max_length=rules.LONGEST_ADDRESS,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )


class Whole:
    """The form of a playbook with its groups, shown or posted."""

    kinds: ClassVar[dict[str, tuple[type[forms.Form], str]]] = {"gifts": (GiftForm, "text"), "assets": (AssetForm, "url")}

    def __init__(self, form: PlaybookForm, groups: Mapping[str, rowforms.RowForms[Any]]) -> None:
        self.form = form
        self.gifts, self.assets = groups["gifts"], groups["assets"]

    @classmethod
    def shown(cls, values: Mapping[str, Any], *, playbook: Playbook | None = None) -> Self:
        """With these values, `gifts` and `assets` as lists."""
        form = PlaybookForm(initial=dict(values), playbook=playbook)
        return cls(form, {name: cls._group(name, values.get(name, [])) for name in GROUPS})

    @classmethod
    def regrouped(cls, data: QueryDict, prefix: str, verb: str, place: int, *, playbook: Playbook | None = None) -> Self:
        """As typed, after a button of a group was pressed."""
        form = PlaybookForm(initial=_as_typed(data), playbook=playbook)
        groups = {}
        for name in GROUPS:
            rows = rowforms.typed(data, name, most=rules.MOST_LINES)
            at, pressed = -1, ""
            if name == prefix:
                (rows, at), pressed = rowforms.changed(rows, verb, place), verb
            groups[name] = cls._group(name, rows, fresh=at, verb=pressed)
        return cls(form, groups)

    @classmethod
    def posted(cls, data: QueryDict, *, playbook: Playbook | None = None) -> Self:
        """As sent, to be checked."""
        groups = {}
        for name in GROUPS:
            written = rowforms.filled(rowforms.typed(data, name), ("text", "title", "url"))
            groups[name] = cls._group(name, written, bound=True)
        return cls(PlaybookForm(data, playbook=playbook), groups)

    @classmethod
    def _group(cls, name: str, rows: Sequence[Mapping[str, Any]], **options: Any) -> rowforms.RowForms[Any]:
        kind, starts_at = cls.kinds[name]
        return rowforms.RowForms(kind, name, rows, starts_at=starts_at, **options)

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.gifts.is_valid(), self.assets.is_valid()])

    @property
    def is_bound(self) -> bool:
        return self.form.is_bound

    @property
    def errors(self) -> list[Any]:
        """Named as Django's forms name theirs, for the page's title."""
        return [errors for errors in (self.form.errors, *self.gifts.errors, *self.assets.errors) if errors]

    @property
    def error_links(self) -> list[kit_forms.ErrorLink]:
        if not self.form.is_bound:
            return []
        return [*kit_forms.error_links(self.form), *self.gifts.error_links(), *self.assets.error_links()]

    def content(self) -> Content:
        """What was written, as the verbs take it."""
        given = self.form.cleaned_data
        return Content(
            name=given["name"],
            talk_track=given["talk_track"],
            **{name: tuple(given[name].splitlines()) for name in rules.LISTS},
            gifts=tuple(Gift(**group.cleaned_data) for group in self.gifts),
            assets=tuple(Asset(**group.cleaned_data) for group in self.assets),
        )

    def refuse(self, refusal: refusals.Refusal) -> None:
        """Put the words beside the field they are about."""
        name, _, rest = refusal.pointer.partition("/")
        place, _, field = rest.partition("/")
        if name in GROUPS and place.isdigit() and int(place) < len(getattr(self, name)):
            getattr(self, name).forms[int(place)].add_error(field or None, refusal.words)
        else:
            self.form.add_error(name if name in self.form.fields else None, refusal.words)


def written(playbook: Playbook, content: Content, touchpoints: Sequence[Touchpoint]) -> dict[str, Any]:
    """What a playbook says, in the form's words."""
    return {
        **shown_content(content),
        "version": playbook.version,
        "touchpoints": [str(row.pk) for row in touchpoints],
        "owner": str(playbook.owner_id or ""),
        "review_date": playbook.review_date,
    }


def shown_content(content: Content) -> dict[str, Any]:
    """The words of a content, in the form's fields."""
    stored = rules.document(content)
    return stored | {name: "\n".join(stored[name]) for name in rules.LISTS}


def _as_typed(data: QueryDict) -> dict[str, Any]:
    return {**data.dict(), "touchpoints": data.getlist("touchpoints")}


def _placed(row: Touchpoint, taken: Mapping[Any, tuple[Any, str]], playbook: Playbook | None) -> str:
    other = taken.get(row.pk)
    if other and other[0] != (playbook.pk if playbook else None):
        return f"{row.name}, in place of “{other[1]}”"
    return str(row.name)


def _owners(playbook: Playbook | None) -> list[Membership]:
    """Those who are members now; the owner even when they have left."""
    members = Membership.rows().select_related("user").order_by("user__name", "user__email")
    return [one for one in members if one.is_active or (playbook and one.pk == playbook.owner_id)]
