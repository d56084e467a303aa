"""Forms speak plainly: what is missing, where it is, and what was typed."""

from html.parser import HTMLParser

from django import forms
from django.template import Context, Template

from presence.kit.forms import Plain, anchor, error_links
from presence.shell.samples import SampleForm


class Ids(HTMLParser):
    """Collects every id and every target of a link."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if str(found.get("href", "")).startswith("#"):
            self.targets.append(str(found["href"])[1:])


def rendered(form: forms.BaseForm) -> str:
    return Template("{{ form }}").render(Context({"form": form}))


def test_a_missing_answer_says_what_to_do() -> None:
    form = SampleForm({})

    assert form.errors["name"] == ["Enter customer’s name."]
    assert form.errors["kind"] == ["Choose one for “Kind of term”."]
    assert form.errors["flexibility"] == ["Answer “May it move?”"]


def test_own_words_for_a_missing_answer_stay() -> None:
    class Owned(Plain, forms.Form):
        reason = forms.CharField(error_messages={"required": "Say why the promise changes."})

    assert Owned({}).errors["reason"] == ["Say why the promise changes."]


def test_optional_is_said_and_required_is_not_starred() -> None:
    html = rendered(SampleForm())

    assert html.count("(optional)") == 4
    assert "*" not in html
    assert " required" not in html


def test_the_summary_links_to_every_wrong_field() -> None:
    html = rendered(SampleForm({"email": "ana(at)harbor"}))
    found = Ids(html)

    assert len(found.targets) == 6
    assert set(found.targets) <= set(found.ids)


def test_every_id_stands_once() -> None:
    ids = Ids(rendered(SampleForm({}))).ids

    assert sorted(ids) == sorted(set(ids))


def test_the_same_words_stand_above_and_beside() -> None:
    html = rendered(SampleForm({"email": "ana(at)harbor"}))

    assert html.count("Enter a valid email address.") == 2


def test_fields_are_described_by_their_hint_and_their_problem() -> None:
    html = rendered(SampleForm({}))
    found = Ids(html)

    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert {"id_name_helptext", "id_name_error"} <= set(found.ids)
    assert 'aria-invalid="true"' in html


def test_what_was_typed_is_kept() -> None:
    html = rendered(SampleForm({"email": "ana(at)harbor", "note": "She said <tomorrow>"}))

    assert 'value="ana(at)harbor"' in html
    assert "She said &lt;tomorrow&gt;" in html


def test_without_problems_there_is_no_summary() -> None:
    assert "error-summary" not in rendered(SampleForm())


def test_problems_of_the_whole_form_come_first() -> None:
    class Crossing(Plain, forms.Form):
        start = forms.IntegerField()

        def clean(self) -> None:
            raise forms.ValidationError("The end is before the start.")

    links = error_links(Crossing({}))

    assert [(link.words, link.anchor) for link in links] == [("The end is before the start.", ""), ("Enter start.", "id_start")]


def test_radio_buttons_are_reached_at_the_first() -> None:
    assert anchor(SampleForm()["flexibility"]) == "id_flexibility_0"


def test_modes_come_with_what_they_mean() -> None:
    form = SampleForm(initial={"mode": "augment"})
    html = Template('{% include "kit/_mode_choice.html" with field=form.mode only %}').render(Context({"form": form}))

    assert html.count('type="radio"') == 3
    assert "A draft is prepared. A person finishes it and sends it." in html
    assert html.index("checked") > html.index('value="augment"')


def test_a_library_form_looks_the_same() -> None:
    class Library(forms.Form):
        login = forms.EmailField()

    assert '<label class="field-label" for="id_login">' in rendered(Library())
