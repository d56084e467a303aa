"""The words of a template: what may stand in them, and what becomes of values nobody can trust."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchpoints.automations import markup, placeholders, templates
from touchpoints.automations.templates import Draft

PLAIN = Draft("en", "Hello {{ contact.first_name | there }}", "Dear {{ contact.name | customer }},\n\nit is <today> & here.")


def test_values_and_fallbacks_stand_where_they_belong() -> None:
    told = templates.render(PLAIN, {"contact.first_name": "Mira"})

    assert told.subject == "Hello Mira"
    assert told.text == "Dear customer,\n\nit is <today> & here."
    assert told.html == "<p>Dear customer,</p>\n<p>it is &lt;today&gt; &amp; here.</p>"


def test_a_value_is_never_code_markup_or_a_header() -> None:
    evil = "{{ customer.name }}<script>alert(1)</script>\r\nBcc: all@example.org"
    draft = Draft("en", "About {{ customer.name }}", "{{ customer.name }}", "<p>{{ customer.name }}</p>")

    told = templates.render(draft, {"customer.name": evil})

    assert "\n" not in told.subject
    assert "\r" not in told.subject
    assert told.text.startswith("{{ customer.name }}<script>")
    assert "<script" not in told.html
    assert "&lt;script&gt;" in told.html


@given(st.text(alphabet=st.characters(), max_size=300), st.text(alphabet=st.characters(), max_size=300))
def test_whatever_the_value_the_frame_stays(value: str, other: str) -> None:
    draft = Draft("en", "{{ customer.name }}", "a", "<p>{{ customer.name }}</p><p>{{ contact.name | x }}</p>")

    told = templates.render(draft, {"customer.name": value, "contact.name": other})

    assert len(told.subject.splitlines()) <= 1
    assert told.html.replace("<br>", "").count("<") == 4
    told.subject.encode()
    told.html.encode()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{ customer.name.__class__ }}", "cannot be read"),
        ("{{ customer.secret }}", "no placeholder “customer.secret”"),
        ("{{ contact.name }}", "Say what stands there when we do not know it"),
        ("{{ contact.name | }}", "Say what stands there"),
        ("{{ customer.name", "cannot be read"),
        ("{{ {{ customer.name }} }}", "cannot be read"),
        ("{% include 'x' %}", "no commands"),
        ("{{ 7*7 }}", "cannot be read"),
    ],
)
def test_what_is_no_placeholder_is_refused(text: str, words: str) -> None:
    with pytest.raises(placeholders.WrongPlaceholder) as refused:
        templates.clean(Draft("en", "Hello", text))

    assert words in refused.value.words
    assert refused.value.pointer == "text"


def test_pasted_markup_keeps_its_shape_and_nothing_that_acts_or_watches() -> None:
    pasted = (
        "<style>.big { font-size: 20px; color: red } @import url(https://x.example/a.css);</style>"
        '<p class="big" onclick="go()">Hi <b>you</b><img src="https://x.example/pixel.gif"></p>'
        '<a href="javascript:alert(1)">a</a><a href="https://fieldstone.example/?a=1&b=2">b</a><a href="/c">c</a>'
        "<script>alert(1)</script><form action=x><input></form>"
    )

    kept = markup.clean(pasted)

    assert kept == (
        '<p style="font-size:20px">Hi <b>you</b></p><a>a</a><a href="https://fieldstone.example/?a=1&amp;b=2">b</a><a>c</a>'
    )


@given(st.text(alphabet="<>/abpstyle=\"' {}|;:-!&#\n", max_size=200))
def test_cleaning_again_changes_nothing(given_html: str) -> None:
    try:
        once = markup.clean(given_html)
    except markup.WrongMarkup:
        return

    assert markup.clean(once) == once


def test_a_placeholder_inside_a_tag_is_refused() -> None:
    with pytest.raises(markup.WrongMarkup):
        markup.clean('<p><a href="https://a.example/" title="{{ customer.name }}">x</a></p>')


def test_markup_that_mail_programs_would_cut_is_refused() -> None:
    with pytest.raises(markup.WrongMarkup) as refused:
        markup.clean("<p>" + "a" * 60_001 + "</p>")

    assert "60 kB" in refused.value.words
