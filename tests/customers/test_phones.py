"""Phone numbers as people write them."""

import pytest

from presence.customers import phones

BELGIAN = "+3221234567"
MOBILE = "+32470123456"


@pytest.mark.parametrize(
    ("text", "country", "e164"),
    [
        ("+32 2 123 45 67", "BE", BELGIAN),
        ("+32 (0)2 123 45 67", "BE", BELGIAN),
        ("0032 2 123 45 67", "BE", BELGIAN),
        ("02 123 45 67", "BE", BELGIAN),
        ("02/123.45.67", "BE", BELGIAN),
        ("02-123-45-67", "BE", BELGIAN),
        ("(02) 123 45 67", "BE", BELGIAN),
        ("02\u00a0123\u00a045\u00a067", "BE", BELGIAN),
        ("02–123–45–67", "BE", BELGIAN),
        ("  02 123 45 67  ", "BE", BELGIAN),
        (" 32 2 123 45 67", "BE", BELGIAN),
        (" 32 2 123 45 67", "US", BELGIAN),
        ("3221234567", "BE", BELGIAN),
        ("tel:+3221234567", "BE", BELGIAN),
        ("0470 12 34 56", "BE", MOBILE),
        ("32470123456", "NL", MOBILE),
        ("020 7946 0958", "GB", "+442079460958"),
        (" 44 20 7946 0958", "BE", "+442079460958"),
        ("011 44 20 7946 0958", "US", "+442079460958"),
        ("(202) 456-1111", "US", "+12024561111"),
        ("1 202 456 1111", "US", "+12024561111"),
        ("11 91234-5678", "BR", "+5511912345678"),
        ("06 1234 5678", "IT", "+390612345678"),
    ],
)
def test_it_reads_usual_spellings(text: str, country: str, e164: str) -> None:
    assert phones.parse(text, country).e164 == e164


@pytest.mark.parametrize(
    ("text", "extension"),
    [("02 123 45 67 ext. 12", "12"), ("02 123 45 67 x12", "12"), ("+32 2 123 45 67;ext=12", "12"), ("02 123 45 67 #12", "12")],
)
def test_it_keeps_the_extension(text: str, extension: str) -> None:
    assert phones.parse(text, "BE") == phones.Phone(BELGIAN, extension)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is not a phone number"),
        ("call me", "is not a phone number"),
        ("02 12", "too few digits"),
        ("1" * 300, "is not a phone number"),
        ("02 123 45 67 89 01 23", "too many digits"),
        ("<script>02 123 45 67</script>", "is not a phone number"),
        ("+999 1234567", "is not a phone number"),
        ("=1+1", "is not a phone number"),
    ],
)
def test_it_says_what_is_wrong_with_a_number(text: str, words: str) -> None:
    with pytest.raises(phones.NotAPhoneNumber, match=words) as refusal:
        phones.parse(text, "BE")

    assert text.strip() in refusal.value.words


def test_it_shows_a_number_as_people_read_it() -> None:
    assert phones.shown(BELGIAN) == "+32 2 123 45 67"
    assert phones.shown("+999") == "+999"


@pytest.mark.parametrize(
    ("text", "expected"), [("123 45", True), ("+32 2", True), ("12", False), ("24/7 Plumbing", False), ("x", False)]
)
def test_it_tells_a_number_from_a_name(text: str, expected: bool) -> None:
    assert phones.looks_like_one(text) is expected
