"""HTML input of the promises floor."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

from django import forms

from presence.kit import forms as kit_forms
from presence.kit import refusals, rowforms
from presence.kit.forms import Plain
from presence.kit.moments import LocalMoment
from promises.agreement.models import SignOff
from promises.record import ambiguity, rules
from promises.record.models import Flexibility, Revision, Term
from promises.record.rules import TermInput, Wording
from promises.templates.actions import Line
from promises.templates.models import LONGEST_DAYS

# What a new promise begins with: a line for what we do, and one for what we do not.
FIRST_TERMS = ({"kind": "scope"}, {"kind": "exclusion"})
WORDING = ("title", "source", "first_truth", "time_flexibility", "cost_flexibility", "scope_flexibility", "chosen_pair")


class PromiseForm(Plain, forms.Form):
    """The wording of a promise as a whole; its terms stand in TermForm groups beside it."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    expected_number = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(max_length=200, label="Title", help_text="What was sold, in a few words.")
    source = forms.ChoiceField(choices=Revision.Source, label="Where it was made")
    external_ref = forms.CharField(max_length=120, required=False, label="Order or contract number")
    first_truth = forms.CharField(
        max_length=500,
        required=False,
        label="First truth",
        help_text="What changes cost or time fastest, said before they commit.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    time_flexibility = forms.ChoiceField(choices=Flexibility, label="Time")
    cost_flexibility = forms.ChoiceField(choices=Flexibility, label="Cost")
    scope_flexibility = forms.ChoiceField(choices=Flexibility, label="Scope")
    chosen_pair = forms.ChoiceField(
        choices=[("", "They did not say"), *Revision.Pair.choices], required=False, label="Which two matter most to them"
    )


class AmendmentForm(PromiseForm):
    """An amendment also says why, and when the customer was told."""

    external_ref = None  # type: ignore[assignment]  # the number belongs to the promise, not to a revision
    reason = forms.CharField(
        max_length=500, label="Reason", help_text="Why this changes. Colleagues and the customer will read it.",
        widget=forms.Textarea(attrs={"rows": 2}), error_messages={"required": "Say why this changes."},
    )  # fmt: skip
    customer_told_at = LocalMoment(required=False, label="When the customer was told")


class TermForm(Plain, forms.Form):
    """One line of a promise."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=Term.Kind, label="Kind")
    flexibility = forms.ChoiceField(choices=Flexibility, label="Fixed or flexible")
    text = forms.CharField(
        max_length=1000,
        label="What is promised",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Write what is promised, or remove the term."},
    )
    due_at = LocalMoment(required=False, label="Due")
    amount = forms.CharField(
        max_length=30,
        required=False,
        label="Amount",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 10, "placeholder": " "}),
    )

    def vague(self) -> list[str]:
        """Wording in what stands in the field that two people may read differently."""
        return ambiguity.found(str(self["text"].value() or ""))

    def term(self) -> TermInput:
        given = self.cleaned_data
        due_at = given["due_at"] if given["kind"] == Term.Kind.COMMITMENT else None
        return TermInput(given["kind"], given["text"], given["flexibility"], due_at, given["amount"], given["key"])


class TemplateForm(PromiseForm):
    """A template says the same as a promise, and has a name."""

    id = None  # type: ignore[assignment]  # a template is found by its name
    external_ref = None  # type: ignore[assignment]  # the number belongs to a promise
    field_order = ("name", "title")
    name = forms.CharField(max_length=80, label="Name of the template", help_text="Colleagues choose it by this name.")


class TemplateTermForm(TermForm):
    """A line of a template: due a number of days after a promise is written with it."""

    key = None  # type: ignore[assignment]  # a line of a template has no history
    due_at = None  # type: ignore[assignment]
    due_days = forms.IntegerField(
        min_value=0,
        max_value=LONGEST_DAYS,
        required=False,
        label="Due after (days)",
        widget=forms.NumberInput(attrs={"min": 0, "max": LONGEST_DAYS}),
    )

    def line(self) -> Line:
        given = self.cleaned_data
        days = given["due_days"] if given["kind"] == Term.Kind.COMMITMENT else None
        return Line(given["kind"], given["text"], given["flexibility"], days, given["amount"])


class PasteForm(Plain, forms.Form):
    """A quote or an e-mail, as it was copied."""

    pasted = forms.CharField(
        max_length=20_000,
        label="Text of the quote or e-mail",
        help_text="Each line becomes a proposed term. You look all of them over before anything is saved.",
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"required": "Paste the text first."},
    )


class WholePromise:
    """The form and its groups of terms, validated and refused as one."""

    term_form: ClassVar[type[TermForm]] = TermForm
    says_something: ClassVar[tuple[str, ...]] = ("key", "text", "due_at", "amount")

    def __init__(self, form: PromiseForm, terms: rowforms.RowForms[TermForm]) -> None:
        self.form = form
        self.terms = terms

    @classmethod
    def shown(cls, kind: type[PromiseForm], values: Mapping[str, Any], terms: Sequence[Mapping[str, Any]], **at: Any) -> Self:
        """Filled in and not judged; `at` names the group the person is at."""
        return cls(kind(initial=dict(values)), rowforms.RowForms(cls.term_form, "terms", terms, starts_at="text", **at))

    @classmethod
    def posted(cls, kind: type[PromiseForm], data: Mapping[str, Any]) -> Self:
        terms = rowforms.filled(typed_terms(data), cls.says_something)
        return cls(kind(data), rowforms.RowForms(cls.term_form, "terms", terms, bound=True))

    @property
    def is_bound(self) -> bool:
        return self.form.is_bound

    @property
    def errors(self) -> list[Any]:
        return [*([self.form.errors] if self.form.errors else []), *self.terms.errors]

    def error_links(self) -> list[kit_forms.ErrorLink]:
        """All problems, in the order of the page."""
        return [*kit_forms.error_links(self.form), *self.terms.error_links()]

    def is_valid(self) -> bool:
        whole, lines = self.form.is_valid(), self.terms.is_valid()
        return whole and lines

    def wording(self) -> dict[str, str]:
        return {name: self.form.cleaned_data[name] for name in WORDING}

    def lines(self) -> list[TermInput]:
        return [form.term() for form in self.terms.forms]

    def refuse(self, refusal: refusals.Refusal) -> None:
        """Put the words of a refusal beside the field it points at."""
        part, _, rest = refusal.pointer.partition("/")
        if part != "terms" or not rest:
            self.form.add_error(part if part in self.form.fields else None, refusal.words)
            return
        place, _, field = rest.partition("/")
        form = self.terms.forms[int(place)]
        form.add_error(field if field in form.fields and field != "key" else None, refusal.words)


class WholeTemplate(WholePromise):
    """The same for a template."""

    term_form = TemplateTermForm
    says_something = ("text", "due_days", "amount")

    def template_lines(self) -> list[Line]:
        return [form.line() for form in self.terms.forms if isinstance(form, TemplateTermForm)]


class ReasonForm(Plain, forms.Form):
    """Why a promise is void."""

    reason = forms.CharField(
        max_length=500,
        label="Reason",
        help_text="For instance: entered twice, or withdrawn before it was agreed.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why this promise is void."},
    )


class SignOffForm(Plain, forms.Form):
    """One side's word. The two buttons carry `verdict`; a refusal needs its reasons in `comment`."""

    side = forms.ChoiceField(choices=SignOff.Side, widget=forms.HiddenInput)
    number = forms.IntegerField(min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)
    verdict = forms.ChoiceField(choices=[("signed", "Sign off"), ("refused", "Refuse")], widget=forms.HiddenInput)
    comment = forms.CharField(
        max_length=500,
        required=False,
        label="Comment, or why not",
        help_text="A refusal needs its reasons: what must change so that you can sign?",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        side = self.data.get("side", "") if self.is_bound else self.initial.get("side", "")
        self.team = side if side in SignOff.Side.values else ""
        self.auto_id = f"{self.team}_%s"

    @classmethod
    def blank(cls, side: str, number: int) -> "SignOffForm":
        return cls(initial={"side": side, "number": number})

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("verdict") == "refused" and not given.get("comment"):
            self.add_error("comment", "Say why, so that the writer can change it.")
        return given


def typed_terms(data: Mapping[str, Any]) -> list[dict[str, str]]:
    """The groups of terms in posted data."""
    return rowforms.typed(data, "terms", most=rules.MOST_TERMS)


def shown_wording(wording: Wording) -> dict[str, str]:
    return {name: getattr(wording, name) for name in WORDING}


def shown_terms(terms: Sequence[TermInput]) -> list[dict[str, Any]]:
    """Terms as their groups show them."""
    return [
        {
            "key": term.key,
            "kind": term.kind,
            "flexibility": term.flexibility,
            "text": term.text,
            "due_at": term.due_at,
            "amount": "" if term.amount is None else f"{term.amount}",
        }
        for term in terms
    ]


def shown_lines(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Lines of a template as their groups show them."""
    return [
        {
            "kind": line.kind,
            "flexibility": line.flexibility,
            "text": line.text,
            "due_days": line.due_days,
            "amount": "" if line.amount is None else f"{line.amount}",
        }
        for line in lines
    ]
